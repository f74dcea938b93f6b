/* How a job ends, and what it waits for: the same for all. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "check_origin.h"
#include "check_outcome.h"
#include "check_process.h"
#include "check_sets.h"
#include "target.h"

/* A path of our server. False: the case cannot be run. */
static bool aim(struct check *c, struct target *target, const char *path)
{
    return check_aim(c, target, c->server->host, c->server->port, path, 128);
}

static void try_error_limit(struct check *c, const struct target *target,
                            int connections)
{
    struct trial t = trial_of(c, target, connections, UINT64_MAX);
    struct outcome *o;

    t.job.threads = connections > 1 ? 2 : 1;
    t.job.error_limit = 5;
    o = outcome_of(&t);
    if (!o)
        return;
    outcome_expect_sound(o);
    /* The others go on until they notice. */
    outcome_expect(o, "failed", o->job.totals.failed, 5,
                   connections == 1 ? 5 : UINT64_MAX);
    outcome_expect_same(o, "reason of the end", (uint64_t)o->job.stop_reason,
                        JOB_TOO_MANY_FAIL);
    outcome_free(o);
}

static void check_error_limit(struct check *c, const void *unused)
{
    struct target target;

    (void)unused;
    if (!aim(c, &target, "/fault/close"))
        return;
    try_error_limit(c, &target, 1);
    if (check_goes_on(c))
        try_error_limit(c, &target, 8);
    target_free(&target);
}

/* A worker process goes on while its observer, in another, is told. */
static void try_stop(struct check *c, const struct target *target,
                     int connections)
{
    bool late = strcmp(c->backend->name, "processes") == 0;
    struct trial t = trial_of(c, target, connections, UINT64_MAX);
    struct outcome *o;

    t.job.threads = connections > 1 ? 3 : 1;
    t.stop_after = 20;
    o = outcome_of(&t);
    if (!o)
        return;
    outcome_expect_sound(o);
    outcome_expect_all(o, 0, 200);
    outcome_expect(o, "ok", o->job.totals.ok, 20,
                   connections == 1 && !late ? 20 : UINT64_MAX);
    outcome_expect_same(o, "reason of the end", (uint64_t)o->job.stop_reason,
                        JOB_ASKED);
    outcome_free(o);
}

static void check_stop(struct check *c, const void *unused)
{
    struct target target;

    (void)unused;
    if (!aim(c, &target, "/bytes/128"))
        return;
    try_stop(c, &target, 1);
    if (check_goes_on(c))
        try_stop(c, &target, 8);
    target_free(&target);
}

/* No request starts behind window and guard; both edges are taken. */
static void expect_window(const struct outcome *o)
{
    const struct job *job = &o->job;
    uint64_t end = job->edge_at[1] + job->guard_ns;

    outcome_expect_sound(o);
    outcome_expect_all(o, 0, 200);
    outcome_expect_same(o, "reason of the end", (uint64_t)job->stop_reason,
                        JOB_RUNS);
    for (size_t i = 0; i < o->sample_count; i++)
        outcome_expect(o, "due", o->samples[i].due, 0, end - 1);
    for (int i = 0; i < 2; i++)
        outcome_expect(o, "edge", job->edges[i].at, job->edge_at[i],
                       job->ended);
    outcome_expect(o, "end", job->ended, end - 2 * CLOCK_MS, UINT64_MAX);
}

/* On a busy machine no request may end between an edge and the end. */
static struct outcome *run_window(struct check *c, const struct target *target)
{
    struct trial t = trial_of(c, target, 4, UINT64_MAX);

    t.job.threads = 2;
    for (uint64_t part = 10 * CLOCK_MS;; part *= 4) {
        struct outcome *o;

        t.job.warmup_ns = t.job.guard_ns = part;
        t.job.window_ns = 3 * part;
        o = outcome_of(&t);
        if (!o || part >= 500 * CLOCK_MS || o->job.edges[1].at > 0)
            return o;
        outcome_free(o);
    }
}

static void check_window(struct check *c, const void *unused)
{
    struct target target;
    struct outcome *o;

    (void)unused;
    if (!aim(c, &target, "/delay/2"))
        return;
    o = run_window(c, &target);
    if (o)
        expect_window(o);
    outcome_free(o);
    target_free(&target);
}

static int compare_times(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/*
 * With n connections, n requests start without one before them; every other
 * one starts a think time after the end of one. So the (i + n)th start is not
 * before the ith end and the think time.
 */
static void expect_thought(const struct outcome *o)
{
    enum { MOST = 64 };
    uint64_t starts[MOST], ends[MOST];
    size_t n = (size_t)o->job.connections, count = o->sample_count;

    for (size_t i = 0; i < count && i < MOST; i++) {
        starts[i] = o->samples[i].start;
        ends[i] = o->samples[i].done;
    }
    qsort(starts, count, sizeof *starts, compare_times);
    qsort(ends, count, sizeof *ends, compare_times);
    for (size_t i = 0; i + n < count; i++)
        outcome_expect(o, "start", starts[i + n], ends[i] + o->job.think_ns,
                       UINT64_MAX);
}

static void try_think_time(struct check *c, const struct target *target,
                           int connections)
{
    uint64_t requests = (uint64_t)connections * 3;
    struct trial t = trial_of(c, target, connections, requests);
    struct outcome *o;

    t.job.threads = connections > 1 ? 2 : 1;
    t.job.think_ns = 20 * CLOCK_MS;
    o = outcome_of(&t);
    if (!o)
        return;
    outcome_expect_alike(o, requests, 0, 200);
    outcome_expect_same(o, "retried", o->job.totals.retried, 0);
    if (check_goes_on(c))
        expect_thought(o);
    outcome_free(o);
}

static void check_think_time(struct check *c, const void *unused)
{
    struct target target;

    (void)unused;
    if (!aim(c, &target, "/bytes/128"))
        return;
    try_think_time(c, &target, 1);
    if (check_goes_on(c))
        try_think_time(c, &target, 5);
    target_free(&target);
}

static void kill_soon(void *data)
{
    const struct ours *server = data;

    while (atomic_load(&server->counters->responses) < 12)
        raw_sleep_ms(1);
    kill(server->pid, SIGKILL);
}

static bool is_of_a_lost_server(int error)
{
    return error == 0 || error == ECONNREFUSED || error == ECONNRESET ||
           error == EPROTO || error == EPIPE;
}

static void expect_server_gone(const struct outcome *o)
{
    outcome_expect_sound(o);
    outcome_expect(o, "ok", o->job.totals.ok, 1, UINT64_MAX);
    outcome_expect(o, "failed", o->job.totals.failed, 18, UINT64_MAX);
    for (size_t i = 0; i < o->sample_count; i++)
        if (!is_of_a_lost_server(o->samples[i].error))
            outcome_expect_sample(o, &o->samples[i], ECONNRESET, 0);
}

static void lose_server(struct check *c, struct ours *server)
{
    struct target target;
    struct outcome *o;
    struct trial t;
    pid_t killer;

    if (!check_aim(c, &target, server->host, server->port, "/delay/1", 128))
        return;
    t = trial_of(c, &target, 6, UINT64_MAX);
    t.job.threads = 2;
    t.job.error_limit = 18;
    killer = process_start(kill_soon, server, c->patience_s);
    o = outcome_of(&t);
    if (o)
        expect_server_gone(o);
    outcome_free(o);
    if (killer > 0)
        process_end(killer);
    target_free(&target);
}

/* The server is killed in the middle of it. */
static void check_server_gone(struct check *c, const void *unused)
{
    struct ours server = {0};
    int error = ours_start(&server, "127.0.0.1", 64);

    (void)unused;
    if (error < 0)
        check_skip(c, "the server does not start: %s", strerror(-error));
    else
        lose_server(c, &server);
    ours_end(&server);
}

static void try_stack(struct check *c, const struct target *target, size_t size,
                      bool too_small)
{
    struct trial t = trial_of(c, target, 3, 12);
    struct outcome *o;

    t.job.stack_size = size;
    o = outcome_of(&t);
    if (!o)
        return;
    if (too_small)
        outcome_expect_same(o, "errno of the run", (uint64_t)-o->result,
                            EINVAL);
    else
        outcome_expect_alike(o, 12, 0, 200);
    outcome_free(o);
}

/* Coroutines with stacks have a size to set, and refuse one that is too
 * small; other models do not care. */
static bool has_stacks(const struct backend *backend)
{
    return strncmp(backend->name, "coroutines", strlen("coroutines")) == 0;
}

static void check_stack_size(struct check *c, const void *unused)
{
    static const size_t sizes[] = {8 * 1024, 16 * 1024, 256 * 1024};
    struct target target;

    (void)unused;
    if (!check_aim(c, &target, c->server->host, c->server->port,
                   "/bytes/100000", 100000))
        return;
    for (size_t i = 0; i < 3 && check_goes_on(c); i++)
        try_stack(c, &target, sizes[i], i == 0 && has_stacks(c->backend));
    target_free(&target);
}

static const struct check_case cases[] = {
    {"stop", "a job that is asked to stop", CHECK_JOBS, check_stop, NULL,
     CHECK_CONTROL},
    {"error-limit", "too many requests that fail", CHECK_JOBS,
     check_error_limit, NULL, 0},
    {"window", "a job that ends by the clock", CHECK_JOBS, check_window, NULL,
     0},
    {"think-time", "a pause before the next request", CHECK_JOBS,
     check_think_time, NULL, CHECK_CONTROL},
    {"server-gone", "the server is killed", CHECK_JOBS, check_server_gone, NULL,
     0},
    {"stack-size", "stacks of several sizes", CHECK_JOBS, check_stack_size,
     NULL, 0},
};

const struct check_set check_jobs = {cases, sizeof cases / sizeof *cases};
