#include "truth_trial.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "affinity.h"
#include "backend.h"
#include "child.h"
#include "clock.h"
#include "histogram.h"
#include "job.h"
#include "net.h"
#include "server_process.h"
#include "shared.h"
#include "target.h"

enum { CONNECTIONS = 32, BODY = 128 };

/* The work of all delays is some 2 s; a machine where others work is slower. */
#define LIMIT (60 * CLOCK_S)

/* Each worker may leave some of the slots it has claimed. */
#define SLOTS (TRUTH_REQUESTS + (CONNECTIONS + 1) * 128)

const double truth_percentiles[TRUTH_PERCENTILES] = {50, 90, 99, 99.9};

struct trial {
    const struct backend *backend;
    struct truth_result *result;
    unsigned delays[TRUTH_DELAYS];
    struct server_process server;
    struct target *targets;
    int target_count;
    struct job *job;
    int *outcome; /* of the backend */
    struct sample *samples;
    struct histogram *late;
};

__attribute__((format(printf, 2, 3))) static void fail(struct trial *t,
                                                       const char *format, ...)
{
    va_list values;

    va_start(values, format);
    vsnprintf(t->result->reason, sizeof t->result->reason, format, values);
    va_end(values);
}

static int start_server(struct trial *t)
{
    struct cpu_list anywhere = {.count = 0};
    struct server_order order = {.cpus = &anywhere,
                                 .workers = 1,
                                 .connections = CONNECTIONS,
                                 .limit_ns = 2 * LIMIT,
                                 .host = 1};

    return server_process_start(&t->server, &order);
}

static int make_targets(struct trial *t)
{
    char address[NET_TEXT_MAX], url[NET_TEXT_MAX + 32], error[512];
    int result = 0;

    t->targets = calloc(TRUTH_DELAYS, sizeof *t->targets);
    if (!t->targets)
        return -ENOMEM;
    net_format(server_process_address(&t->server), address);
    while (result == 0 && t->target_count < TRUTH_DELAYS) {
        struct target *target = &t->targets[t->target_count];

        snprintf(url, sizeof url, "http://%s/delay/%u", address,
                 t->delays[t->target_count++]);
        result = target_init(target, url, true, error, sizeof error);
        if (result == 0)
            target_expect_pattern(target, BODY);
    }
    return result;
}

/* A row that has one request under way for each thread gets as many threads as
 * the others have connections; else it would take a minute. */
static void write_job(struct trial *t, uint64_t seed)
{
    struct job *job = t->job;

    job_init(job);
    job->targets = t->targets;
    job->target_count = t->target_count;
    job->connections = CONNECTIONS;
    job->threads = t->backend->waiting == WAITING_ONE       ? CONNECTIONS
                   : t->backend->waiting == WAITING_WORKERS ? 2
                                                            : 1;
    job->requests = TRUTH_REQUESTS;
    job->timeout_ns = LIMIT;
    job->seed = seed;
    job->error_limit = 1;
    job->ok_only = true;
    job->shared = true;
    job->samples = t->samples;
    job->sample_count = SLOTS;
}

static int set_up(struct trial *t, uint64_t seed)
{
    int result;

    t->job = shared_make(sizeof *t->job);
    t->outcome = shared_make(sizeof *t->outcome);
    t->samples = shared_make(SLOTS * sizeof *t->samples);
    if (!t->job || !t->outcome || !t->samples)
        return -ENOMEM;
    result = histogram_create(HISTOGRAM_HOUR_NS, &t->late);
    if (result == 0)
        result = start_server(t);
    if (result == 0)
        result = make_targets(t);
    if (result == 0)
        write_job(t, seed);
    return result;
}

static void tear_down(struct trial *t)
{
    server_process_end(&t->server);
    for (int i = 0; i < t->target_count; i++)
        target_free(&t->targets[i]);
    free(t->targets);
    shared_free(t->job, sizeof *t->job);
    shared_free(t->outcome, sizeof *t->outcome);
    shared_free(t->samples, SLOTS * sizeof *t->samples);
    histogram_destroy(t->late);
}

static int serve(void *data)
{
    struct trial *t = data;

    *t->outcome = job_run(t->job, t->backend);
    return 0;
}

/* Wait for its end, a ms at a time, and note how late each one is. */
static int watch(struct trial *t, struct child *child,
                 const volatile sig_atomic_t *stop, int *status)
{
    uint64_t end = clock_now() + LIMIT, due;
    int result;

    do {
        due = clock_now() + CLOCK_MS;
        clock_sleep_until(due);
        histogram_record(t->late, clock_now() - due);
        result = child_wait(child, 0, stop, status);
    } while (result == -ETIMEDOUT && clock_now() < end);
    return result;
}

static int run_client(struct trial *t, const volatile sig_atomic_t *stop)
{
    struct cpu_list anywhere = {.count = 0};
    struct child_order order = {
        .body = serve, .data = t, .cpus = &anywhere, .limit_ns = 2 * LIMIT};
    struct child child;
    char how[96];
    int status = 0, result = child_start(&child, &order);

    if (result < 0)
        return result;
    result = watch(t, &child, stop, &status);
    child_kill(&child);
    if (result == -ETIMEDOUT) {
        fail(t, "the client did not end within %.0f s", (double)LIMIT / 1e9);
        return 0;
    }
    if (result == 0 && status != 0) {
        child_describe(status, how, sizeof how);
        fail(t, "the client %s", how);
    } else if (result == 0 && *t->outcome < 0) {
        fail(t, "the backend ended with an error: %s",
             *t->job->problem ? t->job->problem : strerror(-*t->outcome));
    }
    return result;
}

/* The machine's lateness at a percentile of the requests. */
static uint64_t late_at(const struct trial *t, double percentile)
{
    double sleeps = (double)t->late->total * CONNECTIONS / TRUTH_REQUESTS;
    double beyond = (100 - percentile) / (sleeps > 1 ? sleeps : 1);

    return histogram_value_at_percentile(t->late, 100 - beyond);
}

static int judge(struct trial *t)
{
    uint64_t late[TRUTH_PERCENTILES];

    if (t->job->totals.ok != TRUTH_REQUESTS) {
        fail(t, "%llu of %d requests were answered rightly",
             (unsigned long long)t->job->totals.ok, TRUTH_REQUESTS);
        return 0;
    }
    for (int i = 0; i < TRUTH_PERCENTILES; i++)
        late[i] = late_at(t, truth_percentiles[i]);
    return truth_judge(t->result, t->samples, SLOTS, t->delays, late);
}

int truth_trial(struct truth_result *r, const struct backend *backend,
                enum truth truth, uint64_t seed,
                const volatile sig_atomic_t *stop)
{
    struct trial t = {.backend = backend, .result = r};
    int result;

    memset(r, 0, sizeof *r);
    truth_delays(truth, seed, t.delays, TRUTH_DELAYS);
    result = set_up(&t, seed);
    if (result < 0 && result != -ENOMEM) {
        fail(&t, "the server does not start: %s", strerror(-result));
        result = 0;
    } else if (result == 0) {
        result = run_client(&t, stop);
    }
    if (result == 0 && *r->reason == '\0')
        result = judge(&t);
    tear_down(&t);
    return result;
}
