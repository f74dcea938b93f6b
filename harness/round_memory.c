/*
 * A memory scenario has no window: a client opens a tenth of the connections,
 * another one all of them, each sends a request that is not answered for long,
 * and when they all wait, the memory is read from outside. The slope between
 * the two levels is what one more connection costs; what a client needs
 * without any is not in it.
 *
 * User memory is the client's Pss. The kernel's cannot be told by process: it
 * is what the whole machine has more of than before the first client started,
 * both ends of a connection, and whatever others did meanwhile. A reading
 * counts only when it has come to rest.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "backend.h"
#include "clock.h"
#include "job.h"
#include "memory.h"
#include "meter.h"
#include "round.h"
#include "shared.h"

/* For all connections to wait. */
#define LIMIT (30 * CLOCK_S)
#define STEP (2 * CLOCK_MS)

/* Readings so far apart that agree so well have come to rest: two of the
 * client, four of the kernel, which frees what is left of a round later. */
#define REST (20 * CLOCK_MS)
#define REST_TRIES 50
#define REST_USER ((uint64_t)64 << 10)
#define REST_KERNEL ((uint64_t)256 << 10)

struct client_shared {
    struct job job;
    int result; /* of the backend */
};

/* One level under way. */
struct level {
    struct round *round;
    int connections;
    struct client_shared *shared;
    struct child child;
};

static int serve(void *data)
{
    struct level *l = data;

    l->shared->result = job_run(&l->shared->job, l->round->plan->backend);
    return 0;
}

static void write_job(struct level *l)
{
    const struct round *r = l->round;
    const struct scenario *s = r->plan->point->scenario;
    struct job *job = &l->shared->job;

    job_init(job);
    job->targets = r->targets;
    job->target_count = r->target_count;
    job->connections = l->connections;
    job->threads = r->plan->point->threads;
    job->timeout_ns = s->timeout;
    job->seed = r->plan->seed;
    job->error_limit = 1;
    job->shared = true;
}

/* A control has no server that could tell. */
static uint64_t waiting(const struct level *l)
{
    const struct round *r = l->round;

    if (!r->server.shared)
        return (uint64_t)atomic_load(&l->shared->job.connected_most);
    return atomic_load(&server_process_counters(&r->server)->requests);
}

static int complain(struct level *l, int status)
{
    struct round *r = l->round;
    const struct job *job = &l->shared->job;
    char how[96];

    child_describe(status, how, sizeof how);
    if (status != 0)
        round_fail(r, "the client %s", how);
    else if (l->shared->result < 0)
        round_fail(r, "the backend ended with an error: %s",
                   *job->problem ? job->problem : strerror(-l->shared->result));
    else
        round_fail(r, "the client ended with %" PRIu64 " failed requests",
                   job->totals.failed);
    return -ECHILD;
}

/* Until all of them wait. 0 or -errno, and then the round has failed. */
static int wait_for_all(struct level *l)
{
    struct round *r = l->round;
    uint64_t until = clock_now() + LIMIT;
    int status = 0, result;

    while (waiting(l) < (uint64_t)l->connections && clock_now() < until) {
        result = child_wait(&l->child, clock_now() + STEP, r->setting->stop,
                            &status);
        if (result == -EINTR) {
            r->interrupted = true;
            return -EINTR;
        }
        if (result == 0)
            return complain(l, status);
    }
    if (waiting(l) == (uint64_t)l->connections)
        return 0;
    round_fail(r, "%" PRIu64 " of %d connections waited at one time",
               waiting(l), l->connections);
    return -EINVAL;
}

/* METER_NONE when it does not come to rest. */
static uint64_t at_rest(uint64_t (*read)(int), int of, uint64_t within,
                        int times)
{
    uint64_t before = read(of), now = before;
    int agreed = 0;

    for (int i = 0; i < REST_TRIES && before != METER_NONE; i++) {
        clock_sleep_until(clock_now() + REST);
        now = read(of);
        if (now == METER_NONE)
            return now;
        agreed = (now > before ? now - before : before - now) <= within
                     ? agreed + 1
                     : 0;
        if (agreed == times)
            return now;
        before = now;
    }
    return METER_NONE;
}

static uint64_t kernel(int unused)
{
    (void)unused;
    return memory_kernel();
}

/* More than at `before`; a machine that has less cannot be measured. */
static uint64_t kernel_since(uint64_t before)
{
    uint64_t now = at_rest(kernel, 0, REST_KERNEL, 3);

    return before == METER_NONE || now == METER_NONE || now < before
               ? METER_NONE
               : now - before;
}

static int measure(struct round *r, int connections, uint64_t before,
                   uint64_t *user, uint64_t *in_kernel)
{
    struct level l = {.round = r, .connections = connections};
    struct child_order order = {serve, &l, &r->setting->placement.client,
                                2 * LIMIT};
    int result;

    l.shared = shared_make(sizeof *l.shared);
    if (!l.shared) {
        round_fail(r, "out of memory");
        return -ENOMEM;
    }
    write_job(&l);
    result = child_start(&l.child, &order);
    if (result < 0)
        round_fail(r, "the client does not start: %s", strerror(-result));
    if (result == 0)
        result = wait_for_all(&l);
    if (result == 0) {
        *user = at_rest(memory_user, l.child.pid, REST_USER, 1);
        *in_kernel = kernel_since(before);
        snprintf(r->record->uses, sizeof r->record->uses, "%s",
                 l.shared->job.uses);
        r->record->connected_most = atomic_load(&l.shared->job.connected_most);
    }
    child_kill(&l.child);
    shared_free(l.shared, sizeof *l.shared);
    return result;
}

void round_memory(struct round *r)
{
    struct record_memory *m = &r->record->memory;
    int many = r->plan->point->connections;
    int few = many / ROUND_MEMORY_PART;
    uint64_t before = at_rest(kernel, 0, REST_KERNEL, 3);

    m->few = (uint64_t)few;
    m->many = (uint64_t)many;
    if (measure(r, few, before, &m->user_few, &m->kernel_few) < 0 ||
        round_serve_anew(r) < 0 ||
        measure(r, many, before, &m->user_many, &m->kernel_many) < 0)
        return;
    if (m->user_few == METER_NONE || m->user_many == METER_NONE)
        round_fail(r, "the client's memory did not come to rest");
}
