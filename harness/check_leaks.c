/*
 * Memory that is not given back. (Descriptors, threads and processes that are
 * left behind are looked for in every trial.)
 *
 * A process runs batches of jobs, after some whose memory it may keep, such as
 * a library's tables or an allocator's arenas. What leaks grows with every
 * batch; what is only kept stops growing. So a leak is what has grown in each
 * of them, whatever its size.
 */
#include <errno.h>
#include <inttypes.h>

#include "check_origin.h"
#include "check_outcome.h"
#include "check_process.h"
#include "check_sets.h"
#include "target.h"

/* Jobs of a batch. */
#define JOBS 3

struct leak_case {
    const char *path;
    int error, status;
    uint64_t timeout_ns;
};

static const struct leak_case good = {
    .path = "/bytes/128", .status = 200, .timeout_ns = 10 * CLOCK_S};
static const struct leak_case failing = {.path = "/fault/close-body",
                                         .error = EPROTO,
                                         .status = 200,
                                         .timeout_ns = 10 * CLOCK_S};
static const struct leak_case late = {
    .path = "/fault/stall", .error = ETIMEDOUT, .timeout_ns = 2 * CLOCK_MS};

static void expect_steady(const struct outcome *o, const char *what,
                          const uint64_t *bytes)
{
    for (int i = 0; i < TRIAL_BATCHES; i++)
        if (bytes[i + 1] <= bytes[i])
            return;
    check_fail(o->trial.check,
               "%s: %" PRIu64 " bytes more after %d batches of %d jobs with "
               "%" PRIu64 " requests, and more after each; expected none",
               what, bytes[TRIAL_BATCHES] - bytes[0], TRIAL_BATCHES,
               o->trial.repeats, o->trial.job.requests);
}

static void expect_no_leak(const struct outcome *o)
{
    bool heap = o->heap[0] != PROCESS_UNKNOWN;
    bool resident = o->resident[0] != PROCESS_UNKNOWN;

    if (!heap && !resident) {
        check_skip(o->trial.check,
                   "neither allocator nor system tell what memory is in use");
        return;
    }
    if (heap)
        expect_steady(o, "memory allocated", o->heap);
    if (resident)
        expect_steady(o, "memory touched", o->resident);
}

static void check_leak(struct check *c, const void *data)
{
    const struct leak_case *what = data;
    struct target target;
    struct outcome *o;
    struct trial t;

    if (!check_aim(c, &target, c->server->host, c->server->port, what->path,
                   128))
        return;
    t = trial_of(c, &target, 6, 24);
    t.job.threads = 2;
    t.job.requests_per_connection = 2;
    t.job.timeout_ns = what->timeout_ns;
    t.repeats = JOBS;
    o = outcome_of(&t);
    if (o) {
        outcome_expect_alike(o, 24, what->error, what->status);
        expect_no_leak(o);
    }
    outcome_free(o);
    target_free(&target);
}

static const struct check_case cases[] = {
    {"memory", "no leak of memory with good answers", CHECK_LIMITS, check_leak,
     &good, 0},
    {"memory-failing", "nor with answers that end early", CHECK_LIMITS,
     check_leak, &failing, 0},
    {"memory-late", "nor with deadlines that pass", CHECK_LIMITS, check_leak,
     &late, 0},
};

const struct check_set check_leaks = {cases, sizeof cases / sizeof *cases};
