/*
 * Every row is tried for a moment to find the slowest, whose requests decide
 * how long a window has to be. The reference and that row then run from a cold
 * start for longer: when they have become steady decides the warm-up.
 */
#include "run_pilot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "clock.h"
#include "job.h"
#include "machine.h"
#include "netns.h"
#include "pilot.h"
#include "record.h"
#include "round.h"
#include "run.h"
#include "window.h"

/* A row is tried this often before it counts as one that fails. */
#define TRIES 3

/* Bins of a series from a cold start, and of one that was too short. */
#define SERIES 100
#define SERIES_LONG 300

/* Bins before those where there are idle connections: the active ones are let
 * go one after another, and what their first answers do is no steady load. */
#define GREETING 5

/* A pilot that takes more than this part of a budget is left out. */
#define BUDGET_PART 4

/* Memory for samples, a second of load of a CPU: as round_closed.c has it. */
#define SAMPLES_PER_S (500000.0 * sizeof(struct sample))

/* What a round takes besides its load; the plan is made with the mean. */
static void note_overhead(struct pilot *pilot, uint64_t took, uint64_t load)
{
    pilot->overhead_ns += took > load ? took - load : 0;
    pilot->overhead_count++;
}

int run_pilot_round(struct run *run, const struct pilot_round *p,
                    struct record *record)
{
    struct plan_point point = *p->point;
    struct plan_round round = {.block = 1,
                               .order = 1,
                               .point = &point,
                               .backend = p->backend,
                               .seed = run->plan_order.seed};
    struct round_setting setting = {.placement = run->placement,
                                    .namespaces = run->namespaces,
                                    .remote = run->order->target ? &run->remote
                                                                 : NULL,
                                    .run_started = clock_now(),
                                    .series = p->series,
                                    .stop = run->order->stop};
    uint64_t started, load;
    int result = 0;

    point.warmup_ns = p->warmup_ns;
    point.window_ns = p->window_ns;
    for (int i = 0; i < TRIES && result == 0; i++) {
        record_init(record);
        if (*setting.stop)
            return -EINTR;
        started = clock_now();
        load = point.warmup_ns + point.window_ns + point.guard_ns;
        result = round_run(&setting, &round, (int)++run->pilot.rounds, record);
        if (result == 0 && record->ok) {
            note_overhead(&run->pilot, clock_now() - started, load);
            break;
        }
        if (i + 1 < TRIES)
            record_free(record);
    }
    return result;
}

static bool is_fixed(const struct scenario *s, const char *name)
{
    const struct scenario_key *keys = scenario_keys();

    for (int i = 0; i < SCENARIO_KEYS; i++)
        if (strcmp(keys[i].section, "time") == 0 &&
            strcmp(keys[i].name, name) == 0)
            return s->lines[i] != 0;
    return false;
}

static bool is_tried(const struct run *run, const struct plan_point *p,
                     const struct backend *b)
{
    char text[WALL_TEXT_MAX];

    return b->family != FAMILY_CONTROL && plan_takes(p->scenario, b) &&
           !plan_walled(&run->plan_order, p, b, text);
}

void run_pilot_skip(struct run *run, const char *why)
{
    snprintf(run->pilot.skipped, sizeof run->pilot.skipped, "%s", why);
}

bool run_pilot_due(struct run *run)
{
    const char *why = NULL;
    bool closed = false, open = false;

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct scenario *s = run->plan.points[i].scenario;

        if (s->mode != SCENARIO_CLOSED)
            continue;
        closed = true;
        open |= !is_fixed(s, "warmup") || !is_fixed(s, "window");
    }
    if (run->order->no_pilot)
        why = "--no-pilot";
    else if (run->plan_order.profile->quick)
        why = "the quick profile has none";
    else if (!closed)
        why = "no closed scenario";
    else if (!open)
        why = "the scenario's file fixes warm-up and window";
    else if (run->order->budget_ns > 0 &&
             run_pilot_expected(run) > run->order->budget_ns / BUDGET_PART)
        why = "it would take more than a quarter of the budget";
    run_pilot_skip(run, why ? why : "");
    return why == NULL;
}

uint64_t run_pilot_expected(const struct run *run)
{
    uint64_t sum = run_pilot_place_expected(run);

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct plan_point *p = &run->plan.points[i];
        const struct scenario *s = p->scenario;
        uint64_t one = p->overhead_ns + s->quick_warmup + s->quick_window;

        if (s->mode != SCENARIO_CLOSED)
            continue;
        for (size_t k = 0; k < run->plan_order.backend_count; k++)
            if (!is_fixed(s, "window") && is_tried(run, p, run->backends[k]))
                sum += one;
        if (!is_fixed(s, "warmup"))
            sum += 2 * (p->overhead_ns + SERIES * PILOT_BIN_NS);
    }
    return sum;
}

/* A moment of each row: the slowest, and what a round takes besides. */
static int find_slowest(struct run *run, struct pilot_point *found)
{
    const struct plan_point *p = found->point;
    const struct scenario *s = p->scenario;

    for (size_t i = 0; i < run->plan_order.backend_count; i++) {
        struct pilot_round round = {p, run->backends[i], s->quick_warmup,
                                    s->quick_window, NULL};
        struct record record;
        double rate;
        int result;

        if (!is_tried(run, p, round.backend))
            continue;
        result = run_pilot_round(run, &round, &record);
        rate = measure_info(MEASURE_RATE)->of(&record);
        if (result == 0 && record.ok &&
            (!found->slowest || rate < found->slowest_rate)) {
            found->slowest = round.backend;
            found->slowest_rate = rate;
        }
        record_free(&record);
        if (result < 0)
            return result;
    }
    return 0;
}

/* Run a series of so many bins; *cut is where it is steady, in bins from the
 * start. A round that fails leaves it as it was. */
static int find_cut(struct run *run, struct pilot_point *found,
                    const struct backend *backend, size_t bins, size_t *cut)
{
    uint64_t room[SERIES_LONG];
    struct window_series series = {PILOT_BIN_NS, bins, room};
    size_t before = found->point->idle > 0 ? GREETING : 0;
    struct pilot_round round = {found->point, backend, before * PILOT_BIN_NS,
                                bins * PILOT_BIN_NS, &series};
    struct record record;
    int result = run_pilot_round(run, &round, &record);

    if (result == 0 && record.ok) {
        *cut = before + pilot_mser(room, bins);
        found->warmup = true;
    }
    record_free(&record);
    return result;
}

/* When a row is steady, in bins; a series that never is, is made longer. Of
 * several rows the longest counts. */
static int find_steady(struct run *run, struct pilot_point *found,
                       const struct backend *backend)
{
    size_t cut = 0;
    int result = find_cut(run, found, backend, SERIES, &cut);

    if (result == 0 && cut >= SERIES / 2)
        result = find_cut(run, found, backend, SERIES_LONG, &cut);
    if (cut > found->cut)
        found->cut = cut;
    return result;
}

/* A quarter of the memory is for samples at most. */
static uint64_t window_most(const struct run *run, const struct plan_point *p)
{
    long cpus = run->placement.client.count;
    struct machine machine;

    machine_read(&machine);
    if (machine.memory_bytes == 0)
        return CLOCK_NEVER;
    if (cpus == 0)
        cpus = sysconf(_SC_NPROCESSORS_ONLN);
    if (cpus < p->threads)
        cpus = p->threads;
    return (uint64_t)((double)machine.memory_bytes / 4 /
                      (SAMPLES_PER_S * (double)cpus) * 1e9);
}

static int pilot_point(struct run *run, struct plan_point *p,
                       struct pilot_point *found)
{
    const struct scenario *s = p->scenario;
    const struct backend *reference = run->plan_order.reference;
    int result = 0;

    found->point = p;
    if (!is_fixed(s, "window"))
        result = find_slowest(run, found);
    if (result == 0 && found->slowest) {
        found->window = true;
        p->window_ns = pilot_window(found->slowest_rate, window_most(run, p),
                                    &found->per_mille);
    }
    if (is_fixed(s, "warmup"))
        return result;
    if (result == 0 && is_tried(run, p, reference))
        result = find_steady(run, found, reference);
    if (result == 0 && found->slowest && found->slowest != reference)
        result = find_steady(run, found, found->slowest);
    if (found->warmup)
        p->warmup_ns = pilot_warmup(found->cut);
    return result;
}

static void take_overhead(struct run *run)
{
    const struct pilot *pilot = &run->pilot;

    for (size_t i = 0; i < run->plan.point_count; i++) {
        struct plan_point *p = &run->plan.points[i];

        if (p->scenario->mode == SCENARIO_CLOSED && pilot->overhead_count > 0)
            p->overhead_ns = pilot->overhead_ns / pilot->overhead_count;
    }
}

int run_pilot(struct run *run)
{
    struct pilot *pilot = &run->pilot;
    int home = run->namespaces ? netns_current() : -ENOTSUP;
    uint64_t started = clock_now();
    int result;

    pilot->points = calloc(run->plan.point_count + 1, sizeof *pilot->points);
    if (!pilot->points)
        return -ENOMEM;
    result = run_pilot_place(run);
    for (size_t i = 0; i < run->plan.point_count && result == 0; i++) {
        struct plan_point *p = &run->plan.points[i];

        if (p->scenario->mode == SCENARIO_CLOSED)
            result = pilot_point(run, p, &pilot->points[pilot->point_count++]);
    }
    take_overhead(run);
    if (home >= 0) {
        netns_enter(home);
        close(home);
    }
    pilot->took_ns = clock_now() - started;
    return result;
}

void run_pilot_free(struct pilot *pilot)
{
    free(pilot->points);
    memset(pilot, 0, sizeof *pilot);
}
