#include "report_estimate.h"
#include "report_mode.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "report_steady.h"

/* Below this share of connections that are busy, a client lets its requests
 * wait where no stamp shows it (Little's law). */
static const double busy_limit = 0.9;

static struct report_value none(void)
{
    return (struct report_value){
        .n = 0,
        .e = {.value = NAN, .low = NAN, .high = NAN, .confidence = NAN}};
}

static const struct record *round_of(const struct report_cell *cell, int block)
{
    for (size_t i = 0; i < cell->round_count; i++) {
        if (cell->rounds[i]->block == block)
            return cell->rounds[i];
    }
    return NULL;
}

/* Each round's own number; a round where it was not measured has none. */
static void estimate_value(struct report_cell *cell, enum measure m, double *x)
{
    const struct measure_info *info = measure_info(m);
    struct report_value *v = &cell->value[m];
    size_t n = 0;
    int result;

    *v = none();
    for (size_t i = 0; i < cell->round_count; i++) {
        x[n] = info->of(cell->rounds[i]);
        if (!isnan(x[n]))
            n++;
    }
    /* Only what is compared has to be above 0, and has a logarithm. */
    result = info->delta > 0 ? stats_geometric(x, n, REPORT_CONFIDENCE, &v->e)
                             : stats_estimate(x, n, REPORT_CONFIDENCE, &v->e);
    if (result == 0)
        v->n = n;
    else
        *v = none();
}

static void estimate_ratio(struct report_cell *cell,
                           const struct report_cell *reference, enum measure m,
                           double *x, double *y)
{
    const struct measure_info *info = measure_info(m);
    struct report_value *v = &cell->ratio[m];
    size_t n = 0;

    *v = none();
    if (reference == NULL || reference == cell || info->delta == 0)
        return;
    for (size_t i = 0; i < cell->round_count; i++) {
        const struct record *r = round_of(reference, cell->rounds[i]->block);

        if (r == NULL)
            continue;
        x[n] = info->of(cell->rounds[i]);
        y[n] = info->of(r);
        n += !isnan(x[n]) && !isnan(y[n]);
    }
    if (stats_ratio(x, y, n, REPORT_CONFIDENCE, &v->e) == 0)
        v->n = n;
    else
        *v = none();
}

/* A pause between two requests is asked for, and no wait. */
static bool thinks(const struct manifest_scenario *scenario)
{
    const char *think =
        json_string_value(json_object_get(scenario->keys, "load.think"));

    return think != NULL && strtod(think, NULL) > 0;
}

/* Whether the model kept up with the rate, over all its rounds. */
static void sum_backlog(struct report_cell *cell)
{
    for (size_t i = 0; i < cell->round_count; i++) {
        const struct record *r = cell->rounds[i];

        if (r->due == RECORD_NONE || r->backlog == RECORD_NONE)
            continue;
        cell->due += r->due;
        cell->backlog += r->backlog;
    }
    cell->saturated = record_saturated(cell->due, cell->backlog);
}

/* One count, not an estimate: it has no interval. */
static void take_calls(struct report_cell *cell)
{
    const struct record *r = cell->instrumented;
    struct report_value *v = &cell->value[MEASURE_CALLS];
    double calls = r ? measure_info(MEASURE_CALLS)->of(r) : (double)NAN;

    if (isnan(calls))
        return;
    v->n = 1;
    v->e.value = calls;
}

static void estimate_cell(struct report_point *p, struct report_cell *cell,
                          double *room)
{
    for (int i = 0; i < MEASURE_COUNT; i++) {
        estimate_value(cell, (enum measure)i, room);
        estimate_ratio(cell, p->reference, (enum measure)i, room,
                       room + cell->round_count + 1);
    }
    /* Elsewhere it is the schedule that decides when answers come. */
    if (p->scenario->mode == SCENARIO_CLOSED)
        report_steady_cell(cell);
    sum_backlog(cell);
    for (int i = 0; i < MEASURE_COUNT && cell->saturated; i++)
        if (mode_is_latency((enum measure)i))
            cell->value[i] = cell->ratio[i] = none();
    take_calls(cell);
    cell->idle = p->scenario->mode == SCENARIO_CLOSED && !cell->control &&
                 !thinks(p->scenario) &&
                 cell->value[MEASURE_BUSY].e.value < busy_limit;
}

int report_estimate_point(struct report_point *p)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        struct report_cell *cell = &p->cells[i];
        double *room = calloc(2 * (cell->round_count + 1), sizeof *room);

        if (room == NULL)
            return -ENOMEM;
        estimate_cell(p, cell, room);
        free(room);
    }
    return 0;
}

bool report_has_interval(const struct report_value *v)
{
    return v->n > 0 && v->e.k > 0;
}

static const struct report_value *twin_ratio(const struct report_point *p,
                                             enum measure m)
{
    if (p->twin == NULL || !report_has_interval(&p->twin->ratio[m]))
        return NULL;
    return &p->twin->ratio[m];
}

double report_noise_floor(const struct report_point *p, enum measure m)
{
    const struct report_value *v = twin_ratio(p, m);

    return v == NULL ? (double)NAN : fmax(v->e.high, 1 / v->e.low);
}

bool report_twin_differs(const struct report_point *p, enum measure m)
{
    const struct report_value *v = twin_ratio(p, m);

    return v != NULL && (v->e.low > 1 || v->e.high < 1);
}
