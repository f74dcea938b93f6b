#include "run_extra.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "clock.h"
#include "record.h"
#include "round.h"
#include "run.h"
#include "run_resume.h"

/* Enough that each loop always has answers to take. */
#define CONNECTIONS_PER_LOOP 64

/* The part under way. */
struct extra {
    const struct run *run;
    const struct round_setting *setting;
    enum run_extra_part part;
    struct record_list recorded; /* by an earlier part of the run */
    int number;                  /* of the last round */
    int file;
};

/* What the server can do when it is asked; what it sends by itself is paced. */
static bool has_capacity(const struct scenario *s)
{
    return s->mode == SCENARIO_CLOSED || s->mode == SCENARIO_RATE;
}

static bool is_wanted(const struct run *run)
{
    return run->order->syscalls || !run->plan_order.profile->quick;
}

static bool is_recorded(const struct extra *e, const struct plan_round *p,
                        const char *kind)
{
    for (size_t i = 0; i < e->recorded.count; i++) {
        const struct record *r = &e->recorded.records[i];

        if (strcmp(r->kind, kind) == 0 && r->block == p->block &&
            strcmp(r->scenario, p->point->scenario->name) == 0 &&
            strcmp(r->point, p->point->name) == 0 &&
            strcmp(r->backend, p->backend->name) == 0)
            return true;
    }
    return false;
}

static int run_one(struct extra *e, const struct round_setting *setting,
                   const struct plan_round *p)
{
    const char *kind =
        p->kind == PLAN_CAPACITY ? RECORD_CAPACITY : RECORD_INSTRUMENTED;
    struct record record;
    char *line = NULL;
    int result;

    e->number++;
    if (is_recorded(e, p, kind))
        return 0;
    if (*setting->stop)
        return -EINTR;
    record_init(&record);
    result = round_run(setting, p, e->number, &record);
    if (result == 0) {
        line = record_to_line(&record);
        result = line ? run_append_to(e->file, line) : -ENOMEM;
    }
    free(line);
    record_free(&record);
    return result;
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

/* A cell each, but the twin: its calls are the reference's. */
static int run_instrumented(struct extra *e, const struct plan_point *of)
{
    const struct plan_order *order = &e->run->plan_order;
    struct plan_point point = *of;
    struct plan_round round = {
        .block = 1, .point = &point, .kind = PLAN_INSTRUMENTED};
    char text[WALL_TEXT_MAX];
    int result = 0;

    shorten(&point);
    for (size_t i = 0; i < order->backend_count && result == 0; i++) {
        round.backend = order->backends[i];
        round.order = (int)i + 1;
        round.seed = order->seed + i;
        if (plan_takes(point.scenario, round.backend) &&
            !plan_walled(order, &point, round.backend, text))
            result = run_one(e, e->setting, &round);
    }
    return result;
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

/* The scenario with the strongest client: no pauses, many connections. */
static void make_strong(struct scenario *strong, struct plan_point *point,
                        const struct scenario *s, int loops)
{
    *strong = *s;
    strong->threads = (uint64_t)loops;
    strong->mode = SCENARIO_CLOSED;
    strong->think = 0;
    *point = (struct plan_point){
        .scenario = strong,
        .connections = loops * CONNECTIONS_PER_LOOP,
        .warmup_ns = s->quick_warmup,
        .window_ns = s->window,
        .guard_ns = s->guard,
    };
    snprintf(point->name, sizeof point->name, "conns=%d", point->connections);
}

static int run_capacity(struct extra *e, const struct scenario *s)
{
    struct round_setting setting = *e->setting;
    struct scenario *strong = malloc(sizeof *strong);
    struct plan_point point;
    struct plan_round round = {
        .block = e->part == RUN_EXTRA_FIRST ? 1 : 2,
        .order = 1,
        .point = &point,
        .backend = backend_reference(),
        .kind = PLAN_CAPACITY,
        .seed = e->run->plan_order.seed,
    };
    char reason[128];
    int result;

    if (!strong)
        return -ENOMEM;
    result = run_extra_place(e->run, &setting.placement, reason, sizeof reason);
    if (result == 0) {
        make_strong(strong, &point, s, setting.placement.client.count);
        result = run_one(e, &setting, &round);
    }
    free(strong);
    return result == -EINVAL ? 0 : result;
}

static int run_all(struct extra *e)
{
    const struct run *run = e->run;
    int result = 0;

    for (size_t i = 0; i < run->plan_order.scenario_count && result == 0; i++)
        if (has_capacity(run->planned[i]))
            result = run_capacity(e, run->planned[i]);
    for (size_t i = 0; i < run->plan.point_count && result == 0; i++)
        if (e->part == RUN_EXTRA_FIRST &&
            scenario_has_window(run->plan.points[i].scenario->mode))
            result = run_instrumented(e, &run->plan.points[i]);
    return result;
}

int run_extra(const struct run *run, const struct round_setting *setting,
              enum run_extra_part part)
{
    struct extra e = {.run = run, .setting = setting, .part = part};
    char path[RUN_PATH_MAX];
    int result;

    if (!is_wanted(run))
        return 0;
    run_path(run, "extra.jsonl", path);
    e.file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    result = e.file < 0 ? -errno : run_mend_end(e.file);
    if (result == 0)
        result = record_read(&e.recorded, path);
    if (result == 0) {
        e.number = part == RUN_EXTRA_LAST ? (int)e.recorded.count : 0;
        result = run_all(&e);
        record_list_free(&e.recorded);
    }
    if (e.file >= 0)
        close(e.file);
    return result;
}

uint64_t run_extra_expected(const struct run *run)
{
    const struct plan_order *order = &run->plan_order;
    struct placement place;
    char text[WALL_TEXT_MAX + 128];
    uint64_t sum = 0;

    if (!is_wanted(run))
        return 0;
    for (size_t i = 0; i < run->plan.point_count; i++) {
        struct plan_point point = run->plan.points[i];

        shorten(&point);
        for (size_t k = 0; k < order->backend_count; k++) {
            struct plan_round round = {.point = &point,
                                       .backend = order->backends[k]};

            if (scenario_has_window(point.scenario->mode) &&
                plan_takes(point.scenario, round.backend) &&
                !plan_walled(order, &point, round.backend, text))
                sum += plan_round_expected(&round);
        }
    }
    if (run_extra_place(run, &place, text, sizeof text) < 0)
        return sum;
    for (size_t i = 0; i < order->scenario_count; i++)
        if (has_capacity(run->planned[i]))
            sum +=
                2 * (run->planned[i]->quick_warmup + run->planned[i]->window);
    return sum;
}
