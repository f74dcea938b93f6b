/*
 * Workers tell each other nothing but how many have asked, so each looks once
 * in a while until all have, which is before anything is measured.
 */
#include "server_idle.h"

#include "clock.h"
#include "server_connection.h"

#define LOOK_NS CLOCK_MS

static const struct server_idle *config_of(const struct worker *worker)
{
    return &worker->server->config.idle;
}

void idle_init(struct worker *worker)
{
    timer_init(&worker->idle.timer);
}

static void set_timer(struct worker *worker, uint64_t due)
{
    timers_set(&worker->timers, &worker->idle.timer, due);
}

/* It asks for the first time. The last of all lets the load begin. */
static void meet(struct connection *c)
{
    const struct server_idle *config = config_of(c->worker);
    struct server *server = c->worker->server;
    struct idle *idle = &c->worker->idle;

    c->waiter.known = true;
    c->waiter.active = push_is_active(c->worker, config->connections,
                                      config->active, idle->seen++);
    if (idle->seen == 1)
        set_timer(c->worker, clock_now() + LOOK_NS);
    if (atomic_fetch_add(&server->idle_asked, 1) + 1 == config->connections)
        atomic_store(&server->idle_began, clock_now());
}

bool idle_holds(struct connection *c)
{
    const struct idle *idle = &c->worker->idle;

    if (config_of(c->worker)->connections == 0 || idle->over)
        return false;
    if (!c->waiter.known)
        meet(c);
    return !idle->begun || !c->waiter.active;
}

static void release(struct worker *worker, bool all)
{
    struct connection *next;

    for (struct connection *c = worker->connections; c != NULL; c = next) {
        next = c->next;
        if (c->phase == PHASE_PUSH && (all || c->waiter.active))
            connection_push(c, 0);
    }
}

void idle_expire(struct worker *worker)
{
    uint64_t began = atomic_load(&worker->server->idle_began);
    struct idle *idle = &worker->idle;

    if (began == 0) {
        set_timer(worker, clock_now() + LOOK_NS);
    } else if (!idle->begun) {
        idle->begun = true;
        set_timer(worker, clock_add(began, config_of(worker)->duration_ns));
        release(worker, false);
    } else {
        idle->over = true;
        release(worker, true);
    }
}
