#include "job.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "calls.h"
#include "share.h"

/* Sample slots claimed at a time: enough that workers seldom meet, few enough
 * that a thousand workers do not waste many. */
#define CHUNK 128

void job_init(struct job *job)
{
    memset(job, 0, sizeof *job);
    job->threads = 1;
    job->connections = 1;
    job->requests = UINT64_MAX;
    job->requests_per_connection = UINT64_MAX;
    job->timeout_ns = CLOCK_NEVER;
    job->window_ns = CLOCK_NEVER;
    job->error_limit = UINT64_MAX;
    job->calls = -1;
    job->now = clock_now;
}

/* Set the edges of a load that begins now, once. */
static void begin(struct job *job, uint64_t now)
{
    uint64_t never = CLOCK_NEVER, first = clock_add(now, job->warmup_ns);

    if (job->idle > 0 &&
        !atomic_compare_exchange_strong(&job->edge_at[1], &never,
                                        clock_add(first, job->window_ns)))
        return;
    atomic_store(&job->edge_at[1], clock_add(first, job->window_ns));
    atomic_store(&job->edge_at[0], first);
    atomic_store(&job->next_edge, first);
}

int job_run(struct job *job, const struct backend *backend)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    int result;

    /* Libraries write to sockets without MSG_NOSIGNAL. */
    sigaction(SIGPIPE, &ignore, &before);
    job->started = job->now();
    if (job->idle > 0) {
        atomic_store(&job->edge_at[0], CLOCK_NEVER);
        atomic_store(&job->edge_at[1], CLOCK_NEVER);
        atomic_store(&job->next_edge, 0);
    } else {
        begin(job, job->started);
    }
    result = backend->run(job);
    job->ended = job->now();
    sigaction(SIGPIPE, &before, NULL);
    return result;
}

void job_stop(struct job *job, enum job_stop reason)
{
    int running = JOB_RUNS;

    atomic_compare_exchange_strong(&job->stop_reason, &running, (int)reason);
}

void job_uses(struct job *job, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(job->uses, sizeof job->uses, format, args);
    va_end(args);
}

void job_explain(struct job *job, const char *format, ...)
{
    va_list args;

    if (atomic_exchange(&job->explained, 1))
        return;
    va_start(args, format);
    vsnprintf(job->problem, sizeof job->problem, format, args);
    va_end(args);
}

/* A worker that is preempted between one reading and the next has figures of
 * two moments: it reads again, a few times. */
#define EDGE_TIME (200 * CLOCK_US)
#define EDGE_TRIES 8

static void take_edge(struct job *job, struct edge *edge)
{
    bool begins = edge == &job->edges[0];
    uint64_t before;
    int tries = 0;

    /* It takes some system calls: outside of the window. */
    if (begins)
        edge->server_wait_ns = meter_wait_of(job->server_pid);
    do {
        before = job->now();
        meter_self(&edge->client);
        edge->server_cpu_ns = meter_cpu_of(job->server_pid);
        edge->calls = calls_count(job->calls);
        edge->at = job->now();
    } while (edge->at - before > EDGE_TIME && ++tries < EDGE_TRIES);
    if (!begins)
        edge->server_wait_ns = meter_wait_of(job->server_pid);
}

void job_reach_edge(struct job *job, uint64_t now)
{
    int taken = atomic_load(&job->edges_taken);

    if (atomic_load(&job->edge_at[0]) == CLOCK_NEVER) {
        begin(job, now);
        return;
    }
    if (taken >= 2 || now < job->edge_at[taken] ||
        !atomic_compare_exchange_strong(&job->edges_taken, &taken, taken + 1))
        return;
    atomic_store(&job->next_edge, taken == 0 ? job->edge_at[1] : CLOCK_NEVER);
    take_edge(job, &job->edges[taken]);
}

struct sample *job_slots(struct job *job, struct sample **end)
{
    size_t at, left;

    *end = NULL;
    if (!job->samples)
        return NULL;
    at = atomic_fetch_add(&job->samples_claimed, CHUNK);
    if (at >= job->sample_count) {
        job_stop(job, JOB_NO_ROOM);
        return NULL;
    }
    left = job->sample_count - at;
    *end = &job->samples[at + (left < CHUNK ? left : CHUNK)];
    return &job->samples[at];
}

void job_failed(struct job *job)
{
    if (atomic_fetch_add(&job->failures, 1) + 1 >= job->error_limit)
        job_stop(job, JOB_TOO_MANY_FAIL);
}

void job_connected(struct job *job, int more)
{
    int now = atomic_fetch_add(&job->connected, more) + more;
    int most = atomic_load(&job->connected_most);

    while (now > most &&
           !atomic_compare_exchange_weak(&job->connected_most, &most, now))
        continue;
}

void totals_add(struct totals *all, const struct totals *more)
{
    all->ok += more->ok;
    all->failed += more->failed;
    for (int kind = 0; kind < ORDERED_KINDS; kind++)
        all->ordered[kind] += more->ordered[kind];
    all->body_bytes += more->body_bytes;
    all->opened += more->opened;
    all->retried += more->retried;
}

uint64_t totals_ordered(const struct totals *totals)
{
    uint64_t sum = 0;

    for (int kind = 0; kind < ORDERED_KINDS; kind++)
        sum += totals->ordered[kind];
    return sum;
}

/* Shut until all workers are there, or not all can be. */
struct gate {
    pthread_mutex_t lock;
    bool all;
};

struct worker {
    struct share share;
    int (*serve)(struct share *);
    int result;
    pthread_t thread;
    struct gate *gate; /* NULL: none */
};

static bool is_let_go(const struct worker *w)
{
    bool all;

    if (!w->gate)
        return true;
    pthread_mutex_lock(&w->gate->lock);
    all = w->gate->all;
    pthread_mutex_unlock(&w->gate->lock);
    return all;
}

static void *work(void *data)
{
    struct worker *w = data;

    if (!is_let_go(w))
        return NULL;
    w->result = w->serve(&w->share);
    if (w->result < 0)
        job_stop(w->share.job, JOB_ASKED);
    return NULL;
}

/* Start all, then let them go: those that are there already would keep the CPU
 * from the one that starts the others. Without all of them none does any work.
 * Returns how many were started, and why not all in *error. */
static int start_workers(struct worker *workers, int count, size_t stack,
                         struct gate *gate, int *error)
{
    pthread_attr_t attr;
    int started = 0;

    *error = -pthread_attr_init(&attr);
    if (*error < 0)
        return 0;
    if (stack > 0)
        *error = -pthread_attr_setstacksize(&attr, stack);
    pthread_mutex_lock(&gate->lock);
    while (started < count && *error == 0) {
        struct worker *w = &workers[started];

        w->gate = gate;
        *error = -pthread_create(&w->thread, &attr, work, w);
        started += *error == 0;
    }
    gate->all = *error == 0;
    if (*error < 0)
        job_stop(workers->share.job, JOB_ASKED);
    pthread_mutex_unlock(&gate->lock);
    pthread_attr_destroy(&attr);
    return started;
}

int job_serve(struct job *job, int workers, size_t stack,
              int (*serve)(struct share *))
{
    struct worker *all = calloc((size_t)workers, sizeof *all);
    struct gate gate = {PTHREAD_MUTEX_INITIALIZER, false};
    int started = 0, error = 0;

    if (!all)
        return -ENOMEM;
    for (int i = 0; i < workers; i++) {
        all[i].serve = serve;
        share_begin(&all[i].share, job, i, workers);
    }
    if (workers == 1)
        work(&all[started++]);
    else
        started = start_workers(all, workers, stack, &gate, &error);
    for (int i = 0; i < started; i++) {
        if (workers > 1)
            pthread_join(all[i].thread, NULL);
        totals_add(&job->totals, &all[i].share.totals);
        error = error < 0 ? error : all[i].result;
    }
    pthread_mutex_destroy(&gate.lock);
    free(all);
    return error;
}
