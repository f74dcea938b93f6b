/*
 * A server of the user's own does not know our tokens and our pattern. What it
 * answers once, before the run, is what all its answers have to be.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "clock.h"
#include "conn.h"
#include "job.h"
#include "run.h"

/* A body to compare all others with has to fit into memory. */
#define BODY_MAX (256 * 1024 * 1024)
#define TIMEOUT (30 * CLOCK_S)

struct fetched {
    char *body;
    size_t length, room;
    bool too_long;
    struct sample sample;
};

static void on_body(void *data, uint32_t number, const char *bytes, size_t n)
{
    struct fetched *f = data;

    (void)number;
    if (f->room - f->length < n) {
        size_t room = (f->length + n) * 2;
        char *body = room <= BODY_MAX ? realloc(f->body, room) : NULL;

        if (!body) {
            f->too_long = true;
            return;
        }
        f->body = body;
        f->room = room;
    }
    memcpy(f->body + f->length, bytes, n);
    f->length += n;
}

static void on_done(void *data, const struct sample *sample)
{
    ((struct fetched *)data)->sample = *sample;
}

/* Fetch the target once: what every answer of the run has to be. */
static int fetch(struct run *run, struct fetched *f)
{
    struct job job;

    job_init(&job);
    job.targets = &run->remote;
    job.target_count = 1;
    job.requests = 1;
    job.timeout_ns = TIMEOUT;
    job.ok_only = true;
    job.observer = (struct observer){on_done, on_body, f};
    return job_run(&job, run->plan_order.reference);
}

static int complain(const struct run *run, char *error, const char *what,
                    int result)
{
    snprintf(error, RUN_ERROR_MAX, "target %.512s: %s", run->order->target,
             what);
    return result;
}

int run_fetch_target(struct run *run, char *error)
{
    struct fetched f = {0};
    int result;

    if (!run->order->target)
        return 0;
    result = target_init(&run->remote, run->order->target, false, error,
                         RUN_ERROR_MAX);
    if (result < 0)
        return -EINVAL;
    result = fetch(run, &f);
    run->remote_body = f.body;
    if (result < 0)
        return complain(run, error, strerror(-result), result);
    if (f.sample.error)
        return complain(run, error, conn_error(f.sample.error), -EIO);
    if (f.too_long)
        return complain(run, error, "its body is too long to be compared",
                        -EFBIG);
    run->remote.expected = (struct body_pattern){
        f.body ? f.body : "", f.length > 0 ? f.length : 1, f.length};
    return 0;
}
