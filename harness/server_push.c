#include "server_push.h"

#include <errno.h>
#include <stdlib.h>

#include "clock.h"
#include "server_connection.h"

/* Seeds of sequences that must not be each other's. */
#define SEED_WORKERS UINT64_C(0x776f726b65727300)
#define SEED_CHOICE UINT64_C(0x63686f6963650000)

static const struct server_push *config_of(const struct worker *worker)
{
    return &worker->server->config.push;
}

bool push_is_on(const struct worker *worker)
{
    return config_of(worker)->rate > 0;
}

void push_init(struct worker *worker)
{
    const struct server_push *config = config_of(worker);
    struct push *push = &worker->push;

    timer_init(&push->timer);
    if (!push_is_on(worker))
        return;
    schedule_begin(&push->source, config->arrivals, config->rate, config->seed);
    random_seed(&push->workers, config->seed ^ SEED_WORKERS);
    random_seed(&push->choice,
                config->seed ^ (SEED_CHOICE + (uint64_t)worker->index));
}

void push_free(struct worker *worker)
{
    free(worker->push.waiting);
}

int push_reserve(struct worker *worker, size_t connections)
{
    struct push *push = &worker->push;
    struct connection **larger;

    if (connections <= push->room || !push_is_on(worker))
        return 0;
    larger = realloc(push->waiting, 2 * connections * sizeof(*larger));
    if (larger == NULL)
        return -ENOMEM;
    push->waiting = larger;
    push->room = 2 * connections;
    return 0;
}

/* Connections are dealt out to the workers in turn; so are the active ones. */
static unsigned part_of(const struct worker *worker, unsigned all)
{
    unsigned workers = (unsigned)worker->server->config.workers;

    return all / workers + ((unsigned)worker->index < all % workers);
}

/* The next event that falls to this worker. */
static void draw_next(struct worker *worker)
{
    const struct server_push *config = config_of(worker);
    struct push *push = &worker->push;
    uint64_t workers = (uint64_t)worker->server->config.workers, at, owner;

    do {
        at = schedule_next(&push->source);
        owner = random_below(&push->workers, config->active) % workers;
    } while (owner != (uint64_t)worker->index && at < config->duration_ns);
    push->next = push->began + at;
}

static uint64_t end_of(const struct worker *worker)
{
    return clock_add(worker->push.began, config_of(worker)->duration_ns);
}

/* All workers count from the moment when the first connection waits. */
static void begin(struct worker *worker)
{
    uint64_t none = 0, now = clock_now();

    if (atomic_compare_exchange_strong(&worker->server->push_began, &none, now))
        none = now;
    worker->push.began = none;
    draw_next(worker);
}

/* Of n connections in the order they came, every n/a-th is active. */
bool push_is_active(const struct worker *worker, unsigned all, unsigned active,
                    size_t number)
{
    size_t n = part_of(worker, all), a = part_of(worker, active);

    if (n == 0)
        return true;
    number %= n;
    return (number + 1) * a / n > number * a / n;
}

static void set_timer(struct worker *worker)
{
    struct push *push = &worker->push;
    uint64_t end = end_of(worker);
    bool waits = push->count > 0 && push->next < end;

    timers_set(&worker->timers, &push->timer,
               push->over ? clock_now()
               : waits    ? push->next
                          : end);
}

void push_wait(struct connection *c)
{
    struct worker *worker = c->worker;
    struct push *push = &worker->push;

    if (push->began == 0)
        begin(worker);
    if (!c->waiter.known) {
        c->waiter.known = true;
        c->waiter.active =
            push_is_active(worker, config_of(worker)->connections,
                           config_of(worker)->active, push->seen++);
    }
    if (c->waiter.active) {
        push->waiting[push->count++] = c;
        c->waiter.place = push->count;
    }
    set_timer(worker);
}

void push_leave(struct connection *c)
{
    struct push *push = &c->worker->push;
    struct connection *last;

    if (c->waiter.place == 0)
        return;
    last = push->waiting[--push->count];
    push->waiting[c->waiter.place - 1] = last;
    last->waiter.place = c->waiter.place;
    c->waiter.place = 0;
}

/* A late event goes out as soon as somebody waits for it. */
static void answer_due(struct worker *worker)
{
    struct push *push = &worker->push;
    uint64_t end = end_of(worker);

    while (push->count > 0 && push->next < end && push->next <= clock_now()) {
        size_t i = (size_t)random_below(&push->choice, push->count);
        struct connection *c = push->waiting[i];
        uint64_t due = push->next;

        push_leave(c);
        draw_next(worker);
        connection_push(c, due);
    }
}

/* Nobody waits in vain: those without an event are told so. */
static void release_all(struct worker *worker)
{
    struct connection *next;

    worker->push.over = true;
    for (struct connection *c = worker->connections; c != NULL; c = next) {
        next = c->next;
        if (c->phase != PHASE_PUSH)
            continue;
        push_leave(c);
        connection_push(c, 0);
    }
}

void push_expire(struct worker *worker)
{
    answer_due(worker);
    if (worker->push.over || clock_now() >= end_of(worker))
        release_all(worker);
    else
        set_timer(worker);
}
