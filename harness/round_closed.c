/*
 * The client of a scenario with a window runs the backend in a process of its
 * own, so that nothing an earlier round has left (heap, threads, caches of a
 * library) helps or hinders this one. Job and samples lie in memory that it
 * shares with the harness: a client that crashes leaves what it had.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "calls.h"
#include "clock.h"
#include "conn.h"
#include "histogram.h"
#include "job.h"
#include "record_errno.h"
#include "round.h"
#include "shared.h"
#include "waiting.h"
#include "watch.h"
#include "window.h"

/* Past the deadline of its last request the client gets this much more to
 * touch its memory, stop its workers and end. */
#define GRACE (5 * CLOCK_S)

/* A round with so many failed requests needs no more of them. */
#define ERROR_LIMIT 1000

/* Requests a CPU can be expected to stay below, a microsecond: with IO, and
 * without. A slot that is not needed costs 64 bytes, one that is missing costs
 * the round. */
#define REQUESTS_PER_US 0.5
#define REQUESTS_PER_US_NULL 30.0

/* More of those that pauses allow, where they are few: chance is large then. */
#define SLOTS_OF_FEW 1000

/* Slots that each worker may leave unused, see job.c. */
#define SLOTS_PER_WORKER 128

/* What client and harness both see. */
struct client_shared {
    struct job job;
    int result; /* of the backend */
};

struct client {
    struct round *round;
    struct client_shared *shared;
    struct child child;
};

/* Beyond those of requests: what workers leave, and the last of each
 * connection. */
static size_t slots_beside(const struct round *r)
{
    const struct plan_point *p = r->plan->point;
    int all = p->connections + p->idle;
    int workers = waiting_workers(r->plan->backend->waiting, all, p->threads);

    return (size_t)workers * SLOTS_PER_WORKER + (size_t)all;
}

/* What a CPU can be expected to stay below. */
static double requests_by_cpu(const struct round *r, uint64_t us)
{
    bool control = r->plan->backend->family == FAMILY_CONTROL;
    long cpus = r->setting->placement.client.count;

    /* Not bound: a model of many threads may use every CPU. */
    if (cpus == 0)
        cpus = sysconf(_SC_NPROCESSORS_ONLN);
    if (cpus < r->record->threads)
        cpus = r->record->threads;
    return (double)us * (double)cpus *
           (control ? REQUESTS_PER_US_NULL : REQUESTS_PER_US);
}

/* What clients that think come to, were answers there at once: so many on
 * average, and by chance (of a Poisson process) hardly half as many again. */
static double requests_by_pauses(const struct plan_point *p, uint64_t us)
{
    double pauses = (double)(us * CLOCK_US) / (double)p->scenario->think;

    return p->connections * (pauses + 1) * 1.5 + SLOTS_OF_FEW;
}

static size_t slots_needed(const struct round *r)
{
    const struct plan_round *plan = r->plan;
    struct plan_times t = plan_times(plan->point, plan->backend);
    uint64_t us = (t.warmup_ns + t.window_ns + t.guard_ns) / CLOCK_US;
    double most = requests_by_cpu(r, us);
    double asked = most;

    if (plan->point->rate > 0)
        return r->schedule.count + slots_beside(r);
    if (plan->point->scenario->mode == SCENARIO_THINK)
        asked = requests_by_pauses(plan->point, us);
    return (size_t)(asked < most ? asked : most) + slots_beside(r);
}

static uint64_t load_time(const struct job *job)
{
    return job->warmup_ns + job->window_ns + job->guard_ns;
}

/* Due times of requests, or answers that come by themselves: nobody can say
 * how soon the next one comes, but that it does before the round is over. */
static void write_load(struct job *job, const struct round *r)
{
    if (r->plan->point->scenario->mode == SCENARIO_RATE) {
        job->schedule = &r->schedule;
        job->requests = r->schedule.count;
    } else if (job->idle > 0) {
        job->timeout_ns += load_time(job) + ROUND_OPENING;
    } else if (r->plan->point->scenario->mode == SCENARIO_PUSH) {
        job->pushed = true;
        job->timeout_ns += load_time(job);
    } else if (r->plan->point->scenario->mode == SCENARIO_THINK) {
        job->pauses = r->plan->point->scenario->pauses;
        job->pause_seed = r->plan->schedule_seed;
    }
}

static void write_job(struct client *client)
{
    const struct round *r = client->round;
    const struct plan_round *plan = r->plan;
    const struct scenario *s = plan->point->scenario;
    struct plan_times times = plan_times(plan->point, plan->backend);
    struct job *job = &client->shared->job;

    job_init(job);
    job->targets = r->setting->remote ? r->setting->remote : r->targets;
    job->target_count =
        r->setting->remote ? 1 : r->target_count - r->fault_count;
    job->faults = r->targets + job->target_count;
    job->fault_count = r->fault_count;
    job->faults_every = (uint32_t)s->faults_every;
    job->connections = plan->point->connections + plan->point->idle;
    job->idle = plan->point->idle;
    job->threads = plan->point->threads;
    job->requests_per_connection = s->requests_per_connection;
    job->timeout_ns = s->timeout;
    job->think_ns = s->think;
    job->hog_ns = s->hog;
    job->hog_every = s->hog_every;
    job->warmup_ns = times.warmup_ns;
    job->window_ns = times.window_ns;
    job->guard_ns = times.guard_ns;
    job->seed = plan->seed;
    job->error_limit = ERROR_LIMIT;
    job->ok_only = true;
    job->server_pid = r->server.child.pid;
    job->shared = true;
    write_load(job, r);
}

/* In the client's process. */
static int serve(void *data)
{
    struct client *client = data;
    struct job *job = &client->shared->job;

    if (client->round->plan->kind == PLAN_INSTRUMENTED)
        job->calls = calls_open();
    /* Written to once, so that no page is missing when it counts. */
    memset(job->samples, 0, job->sample_count * sizeof *job->samples);
    client->shared->result = job_run(job, client->round->plan->backend);
    return 0;
}

static uint64_t limit_of(const struct job *job)
{
    return load_time(job) + job->timeout_ns + job->think_ns + GRACE;
}

static void start_watch(const struct client *client, struct watch *watch)
{
    const struct round *r = client->round;
    struct watch_order order = {
        .job = &client->shared->job,
        .client = client->child.pid,
        .server = r->server.child.pid,
        .tasks = r->plan->kind == PLAN_INSTRUMENTED,
        .away_from = &r->setting->placement.client,
    };

    watch_start(watch, &order);
}

/* Start it and wait for its end. 0, or -errno when there is no result. */
static int run_client(struct client *client)
{
    struct round *r = client->round;
    uint64_t limit = limit_of(&client->shared->job);
    struct child_order order = {
        .body = serve,
        .data = client,
        .cpus = &r->setting->placement.client,
        .limit_ns = limit + GRACE,
    };
    struct watch watch;
    char how[96];
    int status = 0, result = child_start(&client->child, &order);

    if (result < 0) {
        round_fail(r, "the client does not start: %s", strerror(-result));
        return result;
    }
    start_watch(client, &watch);
    result = child_wait(&client->child, clock_now() + limit, r->setting->stop,
                        &status);
    watch_stop(&watch, r->record);
    child_kill(&client->child);
    r->interrupted = result == -EINTR;
    if (result == -ETIMEDOUT) {
        round_fail(r, "the client did not end within %.1f s and was killed",
                   (double)limit / 1e9);
    } else if (result == 0 && status != 0) {
        child_describe(status, how, sizeof how);
        round_fail(r, "the client %s", how);
        result = -ECHILD;
    }
    return result;
}

/* "3 of 1200 requests failed: 2 ETIMEDOUT (timed out), 1 EILSEQ (...)" */
static void explain_failures(struct round *r, const struct job *job)
{
    enum validity_fault fault = FAULT_ERRORS;
    struct record all;
    char text[sizeof r->record->reason] = "", room[32];
    size_t used = 0;

    record_init(&all);
    window_errors(job, 0, CLOCK_NEVER, &all);
    for (int i = 0; i < all.error_count; i++)
        if (validity_is_wrong(all.errors[i].error))
            fault = FAULT_ANSWERS;
    for (int i = 0; i < all.error_count && used < sizeof text; i++)
        used += (size_t)snprintf(
            text + used, sizeof text - used, "%s%" PRIu64 " %s (%s)",
            i ? ", " : "", all.errors[i].count,
            record_errno_name(all.errors[i].error, room, sizeof room),
            conn_error(all.errors[i].error));
    round_fault(r, fault, "%" PRIu64 " of %" PRIu64 " requests failed: %s",
                job->totals.failed, job->totals.ok + job->totals.failed, text);
}

/* Every request that was begun has ended, in one way or another. */
static void check_conservation(struct round *r, const struct job *job)
{
    uint64_t begun = atomic_load(&job->next_number);
    uint64_t ended =
        job->totals.ok + job->totals.failed + totals_ordered(&job->totals);

    if (begun > job->requests)
        begun = job->requests;
    if (ended != begun)
        round_fault(r, FAULT_COUNTS,
                    "%" PRIu64 " requests were begun, but %" PRIu64
                    " have ended",
                    begun, ended);
    if (!job->schedule)
        return;
    r->record->scheduled = r->schedule.count;
    r->record->not_begun = r->schedule.count - begun;
}

/* A connection that is to be idle was answered before the end: from then on it
 * was one more active one. */
static void check_idle(struct round *r, const struct job *job)
{
    uint64_t base = job->edge_at[0] - job->warmup_ns;
    size_t count = window_slots(job), early = 0;

    for (size_t i = 0; i < count && job->idle > 0; i++)
        early += job->samples[i].start < base &&
                 job->samples[i].done > job->edges[0].at &&
                 job->samples[i].done <= job->edges[1].at;
    if (early > 0)
        round_fault(r, FAULT_CONNECTIONS,
                    "%zu of %d idle connections were answered in the window",
                    early, job->idle);
}

/* The client has done its job; was the job done? */
static void check_client(struct round *r, const struct client_shared *shared)
{
    const struct job *job = &shared->job;
    bool kept = job->totals.opened <= (uint64_t)job->connections;
    size_t backwards =
        validity_backwards(job->samples, window_slots(job), job->pushed);

    /* The first, since everything else may follow from it. */
    if (backwards > 0)
        round_fault(r, FAULT_CLOCK,
                    "time went backwards in %zu of %zu requests", backwards,
                    window_slots(job));

    if (shared->result < 0)
        round_fail(r, "the backend ended with an error: %s",
                   *job->problem ? job->problem : strerror(-shared->result));
    if (atomic_load(&job->stop_reason) == JOB_NO_ROOM)
        round_fail(r, "more requests than the %zu samples there is room for",
                   job->sample_count);
    check_conservation(r, job);
    check_idle(r, job);
    if (job->totals.failed > 0)
        explain_failures(r, job);
    /* Where connections are opened again and again, by this scenario or by a
     * server that closes them, a model that takes one after another never has
     * all of them open. */
    if (kept && atomic_load(&job->connected_most) < job->connections)
        round_fault(r, FAULT_CONNECTIONS,
                    "only %d of %d connections were open at one time",
                    atomic_load(&job->connected_most), job->connections);
}

static void collect_client(struct round *r, const struct client_shared *shared)
{
    const struct job *job = &shared->job;
    struct record *record = r->record;
    char reason[sizeof record->reason];

    snprintf(record->uses, sizeof record->uses, "%s", job->uses);
    record->total = job->totals;
    record->connected_most = atomic_load(&job->connected_most);
    check_client(r, shared);
    if (window_collect(job, record) < 0)
        round_fail(r, "out of memory for the histogram");
    if ((r->schedule.count > 0 || job_keeps_time(job)) &&
        window_collect_due(job, &r->schedule, record) < 0)
        round_fail(r, "out of memory for the histograms");
    if (r->setting->series)
        window_series(job, r->setting->series);
    if (window_check(job, record, reason, sizeof reason) < 0)
        round_fault(r, FAULT_WINDOW, "%s", reason);
}

void round_closed(struct round *r)
{
    struct client client = {.round = r};
    size_t slots = slots_needed(r), bytes = slots * sizeof(struct sample);
    struct sample *samples = shared_make(bytes);

    client.shared = shared_make(sizeof *client.shared);
    if (!samples || !client.shared) {
        round_fail(r, "no %zu MiB of memory for samples", bytes >> 20);
    } else {
        write_job(&client);
        client.shared->job.samples = samples;
        client.shared->job.sample_count = slots;
        if (run_client(&client) == 0)
            collect_client(r, client.shared);
    }
    shared_free(samples, bytes);
    shared_free(client.shared, sizeof *client.shared);
}
