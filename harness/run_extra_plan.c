/*
 * Which rounds there are besides the blocks. Capacity comes first when the
 * budget is short: without it nobody knows whether a throughput is the
 * client's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "run.h"
#include "run_extra.h"

/* Enough that each loop always has answers to take. */
#define CONNECTIONS_PER_LOOP 64

/* What the server can do when it is asked; what it sends by itself is paced,
 * and so is what it delays. One number is no measure of answers that differ
 * from point to point. */
static bool has_capacity(const struct scenario *s)
{
    return (s->mode == SCENARIO_CLOSED || s->mode == SCENARIO_RATE) &&
           s->sweeps[SWEEP_SIZE].count == 0 &&
           s->sweeps[SWEEP_PIECES].count == 0 && !s->delay.given;
}

static bool is_wanted(const struct run *run)
{
    return run->order->syscalls || !run->plan_order.profile->quick;
}

int run_extra_place(const struct run *run, struct placement *place,
                    char *reason, size_t size)
{
    const struct placement *p = &run->placement;
    struct cpu_list allowed;

    *place = *p;
    *reason = '\0';
    if (run->order->target)
        snprintf(reason, size, "the server is not ours");
    else if (p->server.count == 0 || affinity_get(&allowed) < 0)
        snprintf(reason, size, "the server has no CPU of its own");
    if (*reason)
        return -EINVAL;
    place->mode = PLACEMENT_SPLIT;
    if (p->mode == PLACEMENT_SPLIT && p->server.count > 2 * p->client.count)
        place->server.count = 2 * p->client.count;
    place->client.count = 0;
    for (int i = 0; i < allowed.count; i++) {
        bool theirs = false;

        for (int k = 0; k < place->server.count; k++)
            theirs |= place->server.cpus[k] == allowed.cpus[i];
        if (!theirs)
            place->client.cpus[place->client.count++] = allowed.cpus[i];
    }
    if (place->client.count > 0)
        return 0;
    snprintf(reason, size, "there is no CPU besides the server's");
    return -EINVAL;
}

/* They are worth it: `room` holds them, and then holds the less. */
static bool take_room(struct run_extra *e, uint64_t *room, uint64_t expected,
                      size_t rounds)
{
    if (expected > *room) {
        e->left_out += rounds;
        return false;
    }
    if (*room != UINT64_MAX)
        *room -= expected;
    return true;
}

static struct plan_round *add_round(struct run_extra *e,
                                    const struct plan_round *round)
{
    struct plan_round *added = &e->plan.rounds[e->plan.round_count++];

    *added = *round;
    return added;
}

/* What a round of the scenario takes besides its load. */
static uint64_t overhead_of(const struct run *run, const struct scenario *s)
{
    uint64_t most = 0;

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct plan_point *p = &run->plan.points[i];

        if (p->scenario == s && p->overhead_ns > most)
            most = p->overhead_ns;
    }
    return most;
}

/* The scenario with the strongest client: no pauses, nothing that goes wrong,
 * many connections. */
static void make_strong(const struct run *run, struct scenario *strong,
                        struct plan_point *point, const struct scenario *s,
                        int loops)
{
    *strong = *s;
    strong->mode = SCENARIO_CLOSED;
    strong->think = 0;
    strong->hog = 0;
    strong->faults.count = 0;
    *point = (struct plan_point){
        .scenario = strong,
        .at = {[SWEEP_CONNECTIONS] = (uint64_t)(loops * CONNECTIONS_PER_LOOP),
               [SWEEP_THREADS] = (uint64_t)loops},
        .warmup_ns = s->quick_warmup,
        .window_ns = s->window,
        .guard_ns = s->guard,
        .overhead_ns = overhead_of(run, s),
    };
    plan_point_take(point);
    snprintf(point->name, sizeof point->name, "conns=%d", point->connections);
}

/* A round at the start for each scenario; the same at the end is allowed for
 * here, and added by end_with_capacity(). */
static void start_with_capacity(struct run *run, uint64_t *room)
{
    struct run_extra *e = &run->extra;
    struct placement place;
    char reason[128];

    if (run_extra_place(run, &place, reason, sizeof reason) < 0)
        return;
    for (size_t i = 0; i < run->plan_order.scenario_count; i++) {
        size_t n = e->plan.point_count;
        struct plan_point *point = &e->plan.points[n];
        struct plan_round round = {
            .block = 1,
            .order = 1,
            .point = point,
            .backend = backend_reference(),
            .kind = PLAN_CAPACITY,
            .seed = run->plan_order.seed,
        };

        if (!has_capacity(run->planned[i]))
            continue;
        make_strong(run, &e->strong[n], point, run->planned[i],
                    place.client.count);
        if (!take_room(e, room, 2 * plan_round_expected(&round), 2))
            continue;
        e->plan.point_count++;
        add_round(e, &round);
    }
}

static void end_with_capacity(struct run_extra *e)
{
    for (size_t i = 0; i < e->first; i++)
        if (e->plan.rounds[i].kind == PLAN_CAPACITY)
            add_round(e, &e->plan.rounds[i])->block = 2;
}

/* What a count needs is many requests, not a steady state. */
static void shorten(struct plan_point *point)
{
    const struct scenario *s = point->scenario;

    if (s->quick_warmup < point->warmup_ns)
        point->warmup_ns = s->quick_warmup;
    if (s->quick_window < point->window_ns)
        point->window_ns = s->quick_window;
}

/* A cell each, but the twin: its calls are the reference's. All of a point or
 * none: rows are read side by side. */
static void instrument(struct run *run, const struct plan_point *of,
                       uint64_t *room)
{
    struct run_extra *e = &run->extra;
    const struct plan_order *order = &run->plan_order;
    struct plan_point *point = &e->plan.points[e->plan.point_count];
    size_t before = e->plan.round_count;
    uint64_t expected = 0;
    char text[WALL_TEXT_MAX];

    *point = *of;
    shorten(point);
    for (size_t i = 0; i < order->backend_count; i++) {
        struct plan_round round = {
            .block = 1,
            .order = (int)(e->plan.round_count - before) + 1,
            .point = point,
            .backend = order->backends[i],
            .kind = PLAN_INSTRUMENTED,
            .seed = order->seed + i,
        };

        if (!plan_takes(of->scenario, round.backend) ||
            plan_walled(order, of, round.backend, text))
            continue;
        expected += plan_round_expected(&round);
        add_round(e, &round);
    }
    if (take_room(e, room, expected, e->plan.round_count - before))
        e->plan.point_count++;
    else
        e->plan.round_count = before;
}

static int make_room(struct run *run)
{
    struct run_extra *e = &run->extra;
    size_t scenarios = run->plan_order.scenario_count;
    size_t points = run->plan.point_count;

    memset(e, 0, sizeof *e);
    e->strong = calloc(scenarios + 1, sizeof *e->strong);
    e->plan.points = calloc(scenarios + points + 1, sizeof *e->plan.points);
    e->plan.rounds =
        calloc(2 * scenarios + points * run->plan_order.backend_count + 1,
               sizeof *e->plan.rounds);
    return e->strong && e->plan.points && e->plan.rounds ? 0 : -ENOMEM;
}

int run_extra_make(struct run *run)
{
    uint64_t budget = run->order->budget_ns;
    uint64_t room = budget > 0 ? budget / RUN_EXTRA_SHARE : UINT64_MAX;
    int result;

    run_extra_free(&run->extra);
    result = make_room(run);
    if (result < 0 || !is_wanted(run))
        return result;
    start_with_capacity(run, &room);
    for (size_t i = 0; i < run->plan.point_count; i++)
        if (scenario_has_window(run->plan.points[i].scenario->mode))
            instrument(run, &run->plan.points[i], &room);
    run->extra.first = run->extra.plan.round_count;
    end_with_capacity(&run->extra);
    return 0;
}

void run_extra_free(struct run_extra *e)
{
    plan_free(&e->plan);
    free(e->strong);
    memset(e, 0, sizeof *e);
}

uint64_t run_extra_last(const struct run_extra *e)
{
    uint64_t sum = 0;

    for (size_t i = e->first; i < e->plan.round_count; i++)
        sum += plan_round_expected(&e->plan.rounds[i]);
    return sum;
}
