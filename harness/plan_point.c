/*
 * The points of a scenario: each choice of one value from every list, the last
 * list's the fastest to change.
 */
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "plan.h"

/* The probe, two processes, a namespace, memory to touch: measured 50 to 70
 * ms. */
#define ROUND_OVERHEAD (60 * CLOCK_MS)
/* The same with hyperfine and the program it starts. */
#define COMMAND_OVERHEAD (40 * CLOCK_MS)
/* To open an idle connection, let it wait and close it: measured 55 to 95 us.
 */
#define IDLE_OVERHEAD (80 * CLOCK_US)

static const struct scenario_counts *list_of(const struct scenario *s,
                                             const struct profile *profile,
                                             enum sweep sweep)
{
    if (sweep == SWEEP_CONNECTIONS && profile->quick)
        return &s->quick_connections;
    if (sweep == SWEEP_RATE && profile->quick && s->quick_rates.count > 0)
        return &s->quick_rates;
    return &s->sweeps[sweep];
}

int plan_points(const struct scenario *s, const struct profile *profile)
{
    int points = 1;

    for (int i = 0; i < SWEEPS; i++) {
        int count = list_of(s, profile, (enum sweep)i)->count;

        points *= count > 0 ? count : 1;
    }
    return points;
}

static void choose(struct plan_point *point, const struct profile *profile,
                   int index)
{
    for (int i = SWEEPS - 1; i >= 0; i--) {
        const struct scenario_counts *list =
            list_of(point->scenario, profile, (enum sweep)i);

        point->at[i] = sweep_info((enum sweep)i)->usual;
        if (list->count == 0)
            continue;
        point->at[i] = list->values[index % list->count];
        index /= list->count;
    }
}

/* What is as usual at all points is not worth a name. */
static bool has_name(const struct plan_point *point, enum sweep sweep)
{
    return sweep == SWEEP_CONNECTIONS ||
           point->scenario->sweeps[sweep].count > 1 ||
           point->at[sweep] != sweep_info(sweep)->usual;
}

static void name(struct plan_point *point)
{
    size_t used = 0;

    for (int i = 0; i < SWEEPS && used < sizeof point->name; i++) {
        char value[SWEEP_VALUE_MAX];

        if (!has_name(point, (enum sweep)i))
            continue;
        sweep_value(point->at[i], value);
        used += (size_t)snprintf(point->name + used, sizeof point->name - used,
                                 "%s%s=%s", used > 0 ? "/" : "",
                                 sweep_info((enum sweep)i)->label, value);
    }
}

void plan_point_take(struct plan_point *point)
{
    point->connections = (int)point->at[SWEEP_CONNECTIONS];
    point->threads = (int)point->at[SWEEP_THREADS];
    point->idle = (int)point->at[SWEEP_IDLE];
    point->share = sweep_share(point->at[SWEEP_RATE]);
    point->rate = point->share > 0 ? 0 : point->at[SWEEP_RATE];
}

void plan_point_saturate(struct plan_point *point, uint64_t saturation)
{
    uint64_t rate = (saturation * point->share + 50) / 100;

    point->saturation = saturation;
    point->rate = point->at[SWEEP_RATE] = rate > 0 ? rate : 1;
}

void plan_point_make(struct plan_point *point, const struct scenario *s,
                     const struct profile *profile, int index)
{
    point->scenario = s;
    choose(point, profile, index);
    name(point);
    plan_point_take(point);
    point->warmup_ns = profile->quick ? s->quick_warmup : s->warmup;
    point->window_ns = profile->quick ? s->quick_window : s->window;
    point->guard_ns = s->guard;
    point->overhead_ns =
        s->mode == SCENARIO_BATCH
            ? COMMAND_OVERHEAD
            : ROUND_OVERHEAD + (uint64_t)point->idle * IDLE_OVERHEAD;
}
