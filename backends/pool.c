/*
 * pool - blocking calls, a fixed number of threads that share the connections.
 *
 * Promise: the story of sequential, and as many threads as the machine can
 * use instead of as many as there are clients. A worker takes a connection
 * from the front of the queue, does one request on it, puts it back at the
 * end, and takes the next.
 *
 * Cost: no more requests are under way than there are workers; the others
 * wait in the queue, with their connections open and their answers unread.
 * Each request takes the lock of the queue once. A connection that pauses is
 * not in the queue and keeps no worker.
 *
 * Trap: the number. Too few, and slow pages hold up all others; too many, and
 * it is a thread a connection again. It is the one model that has to be told
 * how much to do at once.
 *
 * Heart: serve, exchange, wait_for_change.
 */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#include "backend.h"
#include "blocking.h"
#include "condition.h"
#include "timers.h"
#include "waiting.h"

/* As for a thread a connection. */
#define STACK (256 * 1024)

/* A connection in nobody's hands. */
struct entry {
    struct peer peer;
    struct entry *next;
    struct timer pause;
};

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct entry *first, *last; /* ready, in the order they came */
    struct timers pauses;       /* entries that are ready later */
    bool is_timed;              /* a worker waits for the end of a pause */
    int idle;                   /* workers that wait */
    int left;                   /* connections that want something */
    bool failed;                /* a worker has: the end for all */
    struct entry *all;
    int count; /* of them that were begun */
};

static void append(struct pool *pool, struct entry *e)
{
    e->next = NULL;
    if (pool->first)
        pool->last->next = e;
    else
        pool->first = e;
    pool->last = e;
}

/* A worker is done with it for now. */
static void put(struct pool *pool, struct entry *e)
{
    const struct conn *c = &e->peer.conn;
    uint64_t earliest = timers_next(&pool->pauses);

    if (c->want == CONN_NOTHING) {
        if (--pool->left == 0)
            pthread_cond_broadcast(&pool->changed);
    } else if (c->want == CONN_WAIT) {
        timers_set(&pool->pauses, &e->pause, c->wake);
        /* Who waits for a pause waits for a later one. */
        if (pool->is_timed && c->wake < earliest)
            pthread_cond_broadcast(&pool->changed);
    } else {
        append(pool, e);
    }
}

static void end_pauses(struct pool *pool)
{
    bool any = timers_next(&pool->pauses) != CLOCK_NEVER;
    uint64_t now = any ? clock_now() : 0;
    struct timer *t;

    while ((t = timers_expire(&pool->pauses, now))) {
        size_t at = offsetof(struct entry, pause);

        append(pool, (struct entry *)(void *)((char *)t - at));
    }
}

static struct entry *take(struct pool *pool)
{
    struct entry *e = pool->first;

    if (e)
        pool->first = e->next;
    return e;
}

/* One of those that wait looks at the clock, or each end of a pause would
 * wake all of them. */
static void wait_for_change(struct pool *pool)
{
    uint64_t until = pool->is_timed ? CLOCK_NEVER : timers_next(&pool->pauses);

    pool->idle++;
    if (until != CLOCK_NEVER)
        pool->is_timed = true;
    condition_wait(&pool->changed, &pool->lock, until);
    if (until != CLOCK_NEVER)
        pool->is_timed = false;
    pool->idle--;
}

/* There is something to do for one more: a request, or to mind the clock. */
static bool is_short(const struct pool *pool)
{
    return pool->first ||
           (!pool->is_timed && timers_next(&pool->pauses) != CLOCK_NEVER);
}

/* Put one back (NULL: none), and get the next one; NULL: there is none any
 * more. */
static struct entry *exchange(struct pool *pool, struct entry *done)
{
    struct entry *next = NULL;

    pthread_mutex_lock(&pool->lock);
    if (done)
        put(pool, done);
    while (pool->left > 0 && !pool->failed) {
        end_pauses(pool);
        if ((next = take(pool)))
            break;
        wait_for_change(pool);
    }
    if (pool->idle > 0 && is_short(pool))
        pthread_cond_signal(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    return next;
}

static int fail(struct pool *pool, int error)
{
    pthread_mutex_lock(&pool->lock);
    pool->failed = true;
    pthread_cond_broadcast(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
    return error;
}

/* One worker. What it does is counted in its own share. */
static int serve(struct share *share)
{
    struct pool *pool = share->job->common;
    char *buffer = malloc(JOB_BUFFER);
    struct entry *e = NULL;

    if (!buffer)
        return fail(pool, -ENOMEM);
    while ((e = exchange(pool, e))) {
        conn_take_over(&e->peer.conn, share);
        conn_reached(&e->peer.conn);
        blocking_fetch(&e->peer, buffer);
    }
    free(buffer);
    return 0;
}

/* All connections are in the queue before any worker looks. */
static int fill(struct pool *pool, struct job *job, struct share *share)
{
    size_t count = (size_t)job->connections;
    int result = timers_reserve(&pool->pauses, count);

    pool->all = calloc(count + 1, sizeof *pool->all);
    if (!pool->all)
        return -ENOMEM;
    share_begin(share, job, 0, 1);
    while (result == 0 && pool->count < job->connections) {
        struct entry *e = &pool->all[pool->count++];

        timer_init(&e->pause);
        result = blocking_begin(&e->peer, share);
        pool->left++;
        put(pool, e);
    }
    return result;
}

static int pool_run(struct job *job)
{
    int workers =
        waiting_workers(WAITING_WORKERS, job->connections, job->threads);
    struct pool pool = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct share share;
    int result = condition_init(&pool.changed);

    if (result < 0)
        return result;
    job_uses(job, "%d threads, blocking calls, one queue of connections",
             workers);
    timers_init(&pool.pauses);
    result = fill(&pool, job, &share);
    job->common = &pool;
    if (result == 0)
        result = job_serve(job, workers, STACK, serve);
    job->common = NULL;
    for (int i = 0; i < pool.count; i++)
        blocking_end(&pool.all[i].peer);
    timers_free(&pool.pauses);
    pthread_cond_destroy(&pool.changed);
    free(pool.all);
    return result;
}

static const char *pool_unusable(void)
{
    return NULL;
}

const struct backend backend_pool = {
    .name = "pool",
    .about = "blocking calls, a fixed number of threads shares the connections",
    .family = FAMILY_BLOCKING,
    .waiting = WAITING_WORKERS,
    .unusable = pool_unusable,
    .run = pool_run,
};
