#include "stop.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "record.h"
#include "report_mode.h"
#include "stats.h"
#include "verdict.h"

/* As in the report: below, latencies leave out waits and are not compared. */
static const double busy_limit = 0.9;

struct stop_round {
    bool there, ok;
    double values[MEASURE_COUNT]; /* NaN: not measured */
};

int stop_init(struct stop *stop, const struct plan *plan,
              const struct plan_order *order)
{
    size_t blocks = (size_t)order->blocks;

    *stop = (struct stop){.plan = plan, .order = order};
    stop->rows = order->backend_count + 1;
    stop->blocks = blocks + (blocks + 2) / 3; /* with all repeats */
    stop->rounds = calloc(plan->point_count * stop->rows * stop->blocks + 1,
                          sizeof *stop->rounds);
    return stop->rounds ? 0 : -ENOMEM;
}

void stop_free(struct stop *stop)
{
    free(stop->rounds);
    memset(stop, 0, sizeof *stop);
}

/* The rounds of a row at a point, by block; block 1 comes first. */
static struct stop_round *row_of(const struct stop *stop,
                                 const struct plan_point *point, size_t row)
{
    size_t p = (size_t)(point - stop->plan->points);

    return &stop->rounds[(p * stop->rows + row) * stop->blocks];
}

static size_t index_of(const struct stop *stop, const struct backend *b)
{
    size_t i = 0;

    while (stop->order->backends[i] != b)
        i++;
    return i;
}

void stop_take(struct stop *stop, const struct plan_round *round,
               const struct record *record)
{
    size_t row = round->twin ? stop->rows - 1 : index_of(stop, round->backend);
    struct stop_round *to;

    if ((size_t)round->block > stop->blocks)
        return;
    to = &row_of(stop, round->point, row)[round->block - 1];
    to->there = true;
    to->ok = record->ok;
    for (int m = 0; m < MEASURE_COUNT; m++) {
        bool hidden = mode_is_latency((enum measure)m) &&
                      record_saturated(record->due, record->backlog);

        to->values[m] =
            hidden ? (double)NAN : measure_info((enum measure)m)->of(record);
    }
}

/* It failed in half of its rounds: the report leaves it out. */
static bool is_left_out(const struct stop_round *row, size_t blocks)
{
    size_t there = 0, failed = 0;

    for (size_t b = 0; b < blocks; b++) {
        there += row[b].there;
        failed += row[b].there && !row[b].ok;
    }
    return failed > 0 && 2 * failed >= there;
}

static size_t blocks_up_to(const struct stop *stop, int last)
{
    return (size_t)last < stop->blocks ? (size_t)last : stop->blocks;
}

/* One of the rows that take part has no round there that counts. */
static bool is_dropped(const struct stop *stop, const struct plan_point *point,
                       size_t block, size_t blocks)
{
    bool any = false;

    for (size_t i = 0; i < stop->rows; i++) {
        const struct stop_round *row = row_of(stop, point, i);

        any |= row[block].there;
        if (row[block].there && !row[block].ok && !is_left_out(row, blocks))
            return true;
    }
    return !any;
}

size_t stop_counted(const struct stop *stop, const struct plan_point *point,
                    int last)
{
    size_t blocks = blocks_up_to(stop, last), count = 0;

    for (size_t b = 0; b < blocks; b++)
        count += !is_dropped(stop, point, b, blocks);
    return count;
}

static bool is_idle(const struct stop_round *row, size_t blocks)
{
    double busy[STATS_MAX];
    struct estimate e;
    size_t n = 0;

    for (size_t b = 0; b < blocks && n < STATS_MAX; b++)
        if (row[b].there && row[b].ok && !isnan(row[b].values[MEASURE_BUSY]))
            busy[n++] = row[b].values[MEASURE_BUSY];
    return n > 0 && stats_estimate(busy, n, 1 - VERDICT_ALPHA, &e) == 0 &&
           e.value < busy_limit;
}

/* A measure that the row has in no block keeps nobody waiting. */
static bool is_precise(const struct stop *stop, const struct plan_point *point,
                       const struct stop_round *row, enum measure m,
                       size_t blocks)
{
    const struct stop_round *reference =
        row_of(stop, point, index_of(stop, stop->order->reference));
    double a[STATS_MAX], b[STATS_MAX];
    struct estimate ratio;
    size_t n = 0;

    for (size_t i = 0; i < blocks && n < STATS_MAX; i++) {
        if (!row[i].there || !reference[i].there ||
            is_dropped(stop, point, i, blocks))
            continue;
        a[n] = row[i].values[m];
        b[n] = reference[i].values[m];
        n += !isnan(a[n]) && !isnan(b[n]);
    }
    return n == 0 || (stats_ratio(a, b, n, 1 - VERDICT_ALPHA, &ratio) == 0 &&
                      verdict_precise(&ratio, measure_info(m)->delta));
}

static bool row_precise(const struct stop *stop, const struct plan_point *point,
                        size_t index, size_t blocks)
{
    const struct stop_round *row = row_of(stop, point, index);
    bool idle;

    if (is_left_out(row, blocks))
        return true;
    idle = point->scenario->mode == SCENARIO_CLOSED &&
           point->scenario->think == 0 && is_idle(row, blocks);
    for (int i = 0; i < MEASURE_COUNT; i++) {
        enum measure m = (enum measure)i;

        if (mode_compares(point->scenario->mode, m) &&
            !(idle && mode_is_latency(m)) &&
            !is_precise(stop, point, row, m, blocks))
            return false;
    }
    return true;
}

bool stop_reached(const struct stop *stop, const struct plan_point *point,
                  int last)
{
    size_t blocks = blocks_up_to(stop, last);

    if (stop_counted(stop, point, last) < (size_t)point->blocks_least)
        return false;
    for (size_t i = 0; i < stop->rows; i++) {
        bool twin = i + 1 == stop->rows;
        const struct backend *b = twin ? NULL : stop->order->backends[i];

        if (!twin && (b == stop->order->reference || !plan_rivals(b)))
            continue;
        if (!row_precise(stop, point, i, blocks))
            return false;
    }
    return true;
}
