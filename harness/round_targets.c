/*
 * What a round fetches: the mix of its point, as targets on its server.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mix.h"
#include "net.h"
#include "ordered.h"
#include "round.h"
#include "target.h"

/* One more of them. 0, or -errno with a line in `error`. */
static int add_target(struct round *r, const char *address, const char *path,
                      uint64_t length, char *error, size_t size)
{
    struct target *target = &r->targets[r->target_count++];
    char url[TARGET_URL_MAX + 1];
    int result;

    snprintf(url, sizeof url, "http://%s%s", address, path);
    result = target_init(target, url, true, error, size);
    if (result == 0)
        target_expect_pattern(target, length);
    return result;
}

static int add_faults(struct round *r, const char *address, char *error,
                      size_t size)
{
    const struct scenario_paths *paths = &r->plan->point->scenario->faults;
    int result = 0;

    for (int i = 0; i < paths->count && result == 0; i++) {
        result =
            add_target(r, address, paths->values[i], ORDERED_BODY, error, size);
        r->targets[r->target_count - 1].fault = ordered_error(paths->values[i]);
        r->fault_count++;
    }
    return result;
}

/* The URLs of a mix on our server; where there is none, on no server. */
int round_make_targets(struct round *r, const char *address, char *error,
                       size_t size)
{
    const struct plan_point *p = r->plan->point;
    char path[SCENARIO_TEXT_MAX];
    uint64_t length = 0;
    struct mix mix;
    int result = 0;

    mix_make(&mix, p->scenario, p->at, r->plan->schedule_seed);
    r->targets = calloc(mix_paths(&mix) + (size_t)p->scenario->faults.count,
                        sizeof *r->targets);
    if (!r->targets) {
        snprintf(error, size, "out of memory");
        return -ENOMEM;
    }
    for (size_t i = 0; i < mix_paths(&mix) && result == 0; i++) {
        result = mix_path(&mix, i, path, &length);
        if (result < 0)
            snprintf(error, size, "the path of %s: %s", p->name,
                     strerror(-result));
        else
            result = add_target(r, address, path, length, error, size);
    }
    return result < 0 ? result : add_faults(r, address, error, size);
}

int round_aim(struct round *r)
{
    char address[NET_TEXT_MAX] = "127.0.0.1", error[512] = "";
    int result;

    if (r->server.shared)
        net_format(server_process_address(&r->server), address);
    result = round_make_targets(r, address, error, sizeof error);
    if (result < 0)
        round_fail(r, "%s", error);
    return result;
}

void round_free_targets(struct round *r)
{
    for (int i = 0; i < r->target_count; i++)
        target_free(&r->targets[i]);
    free(r->targets);
    r->targets = NULL;
    r->target_count = r->fault_count = 0;
}
