/*
 * What a round fetches: the mix of its point, as targets on its server.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mix.h"
#include "net.h"
#include "round.h"
#include "target.h"

/* The URLs of a mix on our server; where there is none, on no server. */
int round_make_targets(struct round *r, const char *address, char *error,
                       size_t size)
{
    const struct plan_point *p = r->plan->point;
    char path[SCENARIO_TEXT_MAX], url[TARGET_URL_MAX + 1];
    uint64_t length = 0;
    struct mix mix;
    int result = 0;

    mix_make(&mix, p->scenario, p->at, r->plan->schedule_seed);
    r->targets = calloc(mix_paths(&mix), sizeof *r->targets);
    if (!r->targets) {
        snprintf(error, size, "out of memory");
        return -ENOMEM;
    }
    for (size_t i = 0; i < mix_paths(&mix) && result == 0; i++) {
        result = mix_path(&mix, i, path, &length);
        snprintf(url, sizeof url, "http://%s%s", address, path);
        if (result < 0)
            snprintf(error, size, "the path of %s: %s", p->name,
                     strerror(-result));
        else
            result = target_init(&r->targets[r->target_count++], url, true,
                                 error, size);
        if (result == 0)
            target_expect_pattern(&r->targets[i], length);
    }
    return result;
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
    r->target_count = 0;
}
