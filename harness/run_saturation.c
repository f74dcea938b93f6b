/*
 * The rounds are those of the pilot, of the same scenario as a closed one: the
 * same connections, paths and threads, and no due times.
 */
#include "run_saturation.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "clock.h"
#include "netns.h"
#include "record.h"
#include "report_measure.h"
#include "report_points.h"
#include "run.h"
#include "stats.h"

/* A median of so many is not one that a slow spell of the machine has. */
#define ROUNDS 5

/* A rate is told well enough in that. */
#define WINDOW_MOST CLOCK_S

static bool lacks_rate(const struct plan_point *p)
{
    return p->share > 0 && p->rate == 0;
}

/* They differ in their rates alone, and have one saturation. */
static bool is_like(const struct plan_point *a, const struct plan_point *b)
{
    return a->scenario == b->scenario && points_alike(a->at, b->at, SWEEP_RATE);
}

/* The first of its points that has a share. */
static bool is_first(const struct run *run, size_t index)
{
    const struct plan_point *p = &run->plan.points[index];

    for (size_t i = 0; i < index; i++)
        if (run->plan.points[i].share > 0 && is_like(&run->plan.points[i], p))
            return false;
    return p->share > 0;
}

static uint64_t window_of(const struct plan_point *p)
{
    return p->window_ns < WINDOW_MOST ? p->window_ns : WINDOW_MOST;
}

bool run_saturation_due(const struct run *run)
{
    for (size_t i = 0; i < run->plan.point_count; i++)
        if (lacks_rate(&run->plan.points[i]))
            return true;
    return false;
}

uint64_t run_saturation_expected(const struct run *run)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct plan_point *p = &run->plan.points[i];

        if (is_first(run, i) && lacks_rate(p))
            sum += ROUNDS *
                   (p->overhead_ns + p->warmup_ns + window_of(p) + p->guard_ns);
    }
    return sum;
}

/* NaN: its rounds failed. 0 or -EINTR. */
static int measure(struct run *run, const struct plan_point *like,
                   double *median)
{
    struct scenario closed = *like->scenario;
    struct plan_point point = *like;
    struct pilot_round round = {&point, run->plan_order.reference,
                                like->warmup_ns, window_of(like), NULL};
    double rates[ROUNDS];

    closed.mode = SCENARIO_CLOSED;
    point.scenario = &closed;
    point.at[SWEEP_RATE] = 0;
    *median = NAN;
    for (int i = 0; i < ROUNDS; i++) {
        struct record record;
        int result = run_pilot_round(run, &round, &record);

        rates[i] = result == 0 && record.ok
                       ? measure_info(MEASURE_RATE)->of(&record)
                       : NAN;
        record_free(&record);
        if (result < 0)
            return result;
        if (isnan(rates[i]))
            return 0;
    }
    return stats_median(rates, ROUNDS, median);
}

static int complain(const struct run *run, const struct plan_point *p,
                    const char *what, char *error)
{
    snprintf(error, RUN_ERROR_MAX,
             "scenario %s, %s: %s%s; give rates as numbers, as in --set "
             "rate=1000,2000",
             p->scenario->name, p->name, run->plan_order.reference->name, what);
    return -EINVAL;
}

/* As scenario_check() looks at rates that are numbers. */
static bool is_too_low(const struct plan_point *p)
{
    return (double)p->rate * (double)p->window_ns / 1e9 <
           SCENARIO_REQUESTS_A_WINDOW;
}

static int saturate_like(struct run *run, struct plan_point *first, char *error)
{
    double rate;
    int result;

    if (!plan_takes(first->scenario, run->plan_order.reference))
        return complain(run, first, " has no part in it", error);
    result = measure(run, first, &rate);
    if (result < 0)
        return result;
    if (!(rate >= 1))
        return complain(run, first, " fails at it in a closed loop", error);
    for (size_t i = 0; i < run->plan.point_count; i++) {
        struct plan_point *p = &run->plan.points[i];

        if (!lacks_rate(p) || (p != first && !is_like(p, first)))
            continue;
        plan_point_saturate(p, (uint64_t)(rate + 0.5));
        if (is_too_low(p))
            return complain(run, p,
                            " serves so little that a window has too few "
                            "requests for it",
                            error);
    }
    return 0;
}

int run_saturate(struct run *run, char *error)
{
    int home = run->namespaces ? netns_current() : -ENOTSUP;
    uint64_t started = clock_now();
    int result = 0;

    for (size_t i = 0; i < run->plan.point_count && result == 0; i++)
        if (lacks_rate(&run->plan.points[i]))
            result = saturate_like(run, &run->plan.points[i], error);
    if (home >= 0) {
        netns_enter(home);
        close(home);
    }
    run->pilot.took_ns += clock_now() - started;
    return result;
}

void run_saturation_words(const struct run *run, const struct scenario *s,
                          char text[RUN_SATURATION_TEXT_MAX])
{
    const char *reference = run->plan_order.reference->name;
    size_t used = 0;

    *text = '\0';
    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct plan_point *p = &run->plan.points[i];
        char words[POINTS_TEXT_MAX];

        if (p->scenario != s || !is_first(run, i) ||
            used >= RUN_SATURATION_TEXT_MAX)
            continue;
        if (p->saturation == 0) {
            snprintf(text, RUN_SATURATION_TEXT_MAX,
                     "saturation is what %s serves in a closed loop; it is "
                     "found before the first block, the median of %d rounds",
                     reference, ROUNDS);
            return;
        }
        sweep_text(SWEEP_CONNECTIONS, (uint64_t)p->connections, words);
        used += (size_t)snprintf(
            text + used, RUN_SATURATION_TEXT_MAX - used,
            "%s%" PRIu64 " requests/s with %s",
            used > 0 ? ", " : "saturation: ", p->saturation, words);
    }
    if (used > 0 && used < RUN_SATURATION_TEXT_MAX)
        snprintf(text + used, RUN_SATURATION_TEXT_MAX - used,
                 "; %s in a closed loop", reference);
}
