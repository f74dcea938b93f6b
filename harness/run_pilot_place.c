/*
 * Which placement resolves more: the reference against itself, in pairs, in
 * each of the two.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "backend.h"
#include "pilot.h"
#include "record.h"
#include "report_measure.h"
#include "run.h"
#include "run_pilot.h"

#define PAIRS 6

/* Split hides less: shared has to be clearly quieter, not by chance. */
static const double clearly = 0.8;

/* One CPU for all would hide what threads are for. */
static const char *no_choice(const struct run *run)
{
    struct cpu_list allowed;

    if (run->order->placement != PLACEMENT_AUTO)
        return "--placement";
    if (run->order->target)
        return "the server is elsewhere";
    if (affinity_get(&allowed) < 0 || allowed.count < 2)
        return "there is only one";
    if (run_threads_most(run) > 1)
        return "a scenario has several threads, which need several CPUs";
    return NULL;
}

/* The closed point in the middle, by connections. */
static const struct plan_point *choose_point(const struct run *run)
{
    const struct plan_point *best = NULL;
    size_t middle = 0;

    for (size_t i = 0; i < run->plan.point_count; i++)
        middle += run->plan.points[i].scenario->mode == SCENARIO_CLOSED;
    middle /= 2;
    for (size_t i = 0; i < run->plan.point_count && !best; i++)
        if (run->plan.points[i].scenario->mode == SCENARIO_CLOSED &&
            middle-- == 0)
            best = &run->plan.points[i];
    return best;
}

/* The numbers of two rounds of the reference, in this placement. */
struct pair {
    double rate[2], cpu[2];
    bool ok;
};

static int measure_pair(struct run *run, enum placement_mode mode,
                        struct pair *pair)
{
    const struct plan_point *p = run->pilot.place;
    struct pilot_round round = {p, run->plan_order.reference,
                                p->scenario->quick_warmup,
                                p->scenario->quick_window, NULL};
    struct placement before = run->placement;
    struct cpu_list allowed;
    int result = affinity_get(&allowed);

    /* Split is what there is already, with CPUs for all that spins. */
    if (result == 0 && mode != before.mode)
        result = placement_make(&run->placement, mode, 1, &allowed, 0);
    pair->ok = true;
    for (int i = 0; i < 2 && result == 0; i++) {
        struct record record;

        result = run_pilot_round(run, &round, &record);
        pair->ok &= result == 0 && record.ok;
        pair->rate[i] = measure_info(MEASURE_RATE)->of(&record);
        pair->cpu[i] = measure_info(MEASURE_CPU)->of(&record);
        record_free(&record);
    }
    run->placement = before;
    return result;
}

static struct pilot_place noise_of(const struct pair *pairs)
{
    double rates[2][PAIRS], cpus[2][PAIRS];

    for (int i = 0; i < PAIRS; i++)
        for (int k = 0; k < 2; k++) {
            rates[k][i] = pairs[i].rate[k];
            cpus[k][i] = pairs[i].cpu[k];
        }
    return (struct pilot_place){pilot_noise(rates[0], rates[1], PAIRS),
                                pilot_noise(cpus[0], cpus[1], PAIRS)};
}

static void decide(struct run *run)
{
    const struct pilot *pilot = &run->pilot;
    double split = hypot(pilot->split.rate, pilot->split.cpu);
    double shared = hypot(pilot->shared.rate, pilot->shared.cpu);
    enum placement_mode mode =
        shared < clearly * split ? PLACEMENT_SHARED : PLACEMENT_SPLIT;
    struct cpu_list allowed;

    if (mode != run->placement.mode &&
        (affinity_get(&allowed) < 0 ||
         placement_make(&run->placement, mode, 1, &allowed, 0) < 0))
        return;
    snprintf(run->placement.reason, sizeof run->placement.reason,
             "two rounds of %s differ by %.1f %% in requests/s and %.1f %% in "
             "CPU split, by %.1f %% and %.1f %% shared",
             run->plan_order.reference->name, 100 * pilot->split.rate,
             100 * pilot->split.cpu, 100 * pilot->shared.rate,
             100 * pilot->shared.cpu);
}

uint64_t run_pilot_place_expected(const struct run *run)
{
    const struct plan_point *p = no_choice(run) ? NULL : choose_point(run);

    return p ? PAIRS * 4 *
                   (p->overhead_ns + p->scenario->quick_warmup +
                    p->scenario->quick_window)
             : 0;
}

int run_pilot_place(struct run *run)
{
    struct pilot *pilot = &run->pilot;
    const char *why = no_choice(run);
    struct pair split[PAIRS], shared[PAIRS];
    bool ok = true;
    int result = 0;

    pilot->place = why ? NULL : choose_point(run);
    snprintf(pilot->unplaced, sizeof pilot->unplaced, "%s", why ? why : "");
    if (why)
        return 0;
    for (int i = 0; i < PAIRS && result == 0; i++) {
        result = measure_pair(run, PLACEMENT_SPLIT, &split[i]);
        if (result == 0)
            result = measure_pair(run, PLACEMENT_SHARED, &shared[i]);
        ok &= result == 0 && split[i].ok && shared[i].ok;
    }
    if (result < 0 || !ok) {
        snprintf(pilot->unplaced, sizeof pilot->unplaced, "rounds failed");
        return result;
    }
    pilot->pairs = PAIRS;
    pilot->split = noise_of(split);
    pilot->shared = noise_of(shared);
    decide(run);
    return 0;
}
