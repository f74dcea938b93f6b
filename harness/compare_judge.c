/*
 * What is said of the cells, by the claim that is possible.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "report_family.h"

struct verdict_rule compare_rule(const struct compare *c, enum measure m)
{
    const struct measure_info *info = measure_info(m);

    return (struct verdict_rule){
        .delta = c->order->threshold > 0 ? c->order->threshold : info->delta,
        .more_is_better = info->more_is_better};
}

static bool is_due(const struct compare_cell *cell)
{
    return !*cell->missing && !*cell->refused;
}

static void clear_pair(struct verdict_pair *pair)
{
    memset(pair, 0, sizeof *pair);
    pair->ratio = (struct estimate){NAN, NAN, NAN, NAN, 0};
    pair->low = pair->high = pair->p = NAN;
}

/* The logarithm of what a run says of the cell. */
static double of_run(const struct report_source *run,
                     const struct compare_cell *cell)
{
    const struct report_cell *its = compare_cell_in(run, cell, NULL);

    return its && its->value[cell->measure].n > 0
               ? log(its->value[cell->measure].e.value)
               : (double)NAN;
}

/* The middle of the runs, of those that have it. */
static double typical(const struct compare_side *s,
                      const struct compare_cell *cell)
{
    double values[COMPARE_RUNS_MAX], median;
    size_t n = 0;

    for (size_t i = 0; i < s->count; i++) {
        values[n] = of_run(&s->runs[i], cell);
        if (!isnan(values[n]))
            n++;
    }
    return stats_median(values, n, &median) == 0 ? exp(median) : (double)NAN;
}

/* Ratio and intervals of two groups of logarithms. */
static int estimate(const double *a, size_t n, const double *b, size_t m,
                    struct verdict_pair *pair)
{
    struct estimate ninety;
    int result = shift_estimate(a, n, b, m, .95, &pair->ratio);

    if (result == 0)
        result = shift_estimate(a, n, b, m, .90, &ninety);
    if (result < 0) {
        clear_pair(pair);
        return result;
    }
    pair->ratio.value = exp(pair->ratio.value);
    pair->ratio.low = exp(pair->ratio.low); /* NaN stays NaN */
    pair->ratio.high = exp(pair->ratio.high);
    pair->low = exp(ninety.low);
    pair->high = exp(ninety.high);
    pair->n = n < m ? n : m;
    return 0;
}

static void fill_runs(const struct compare *c, const struct compare_cell *cell,
                      double *values)
{
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < c->sides[side].count; i++)
            *values++ = of_run(&c->sides[side].runs[i], cell);
}

/* Above shall be worse in every row: what makes requests/s fall makes times
 * rise, and is one change to one side. */
static void turn_to_worse(enum measure m, double *values, size_t n)
{
    for (size_t i = 0; i < n && measure_info(m)->more_is_better; i++)
        values[i] = -values[i];
}

/* The one of the two one-sided p that the estimate points to. */
static void decide_runs(const struct compare *c, size_t rows, const double *p)
{
    size_t row = 0;

    for (size_t i = 0; i < c->cell_count; i++) {
        struct compare_cell *cell = &c->cells[i];
        struct verdict_rule rule = compare_rule(c, cell->measure);
        bool worse;

        if (!is_due(cell))
            continue;
        worse = (cell->pair.ratio.value > 1) != rule.more_is_better;
        cell->pair.p = worse ? p[row] : p[rows + row];
        cell->pair.verdict = verdict_decide(&cell->pair, &rule);
        row++;
    }
}

static int judge_runs(struct compare *c)
{
    size_t n = c->sides[0].count, m = c->sides[1].count, rows = 0;
    double *values = calloc(c->cell_count * (n + m + 2) + 1, sizeof *values);
    double *p;
    int result = 0;

    if (!values)
        return -ENOMEM;
    p = values + c->cell_count * (n + m);
    for (size_t i = 0; i < c->cell_count && result == 0; i++) {
        struct compare_cell *cell = &c->cells[i];
        double *row = values + rows * (n + m);

        if (!is_due(cell))
            continue;
        fill_runs(c, cell, row);
        result = estimate(row, n, row + n, m, &cell->pair);
        turn_to_worse(cell->measure, row, n + m);
        rows++;
    }
    if (result == 0 && rows > 0)
        result = shift_test(values, rows, n, m, p, p + rows);
    if (result == 0)
        decide_runs(c, rows, p);
    free(values);
    return result;
}

/* The rounds of a side that count, as logarithms; the first STATS_MAX. */
static size_t fill_rounds(const struct compare_side *s,
                          const struct compare_cell *cell, double *values)
{
    size_t n = 0;

    for (size_t i = 0; i < s->count; i++) {
        const struct report_cell *its =
            compare_cell_in(&s->runs[i], cell, NULL);

        for (size_t k = 0; its && k < its->round_count && n < STATS_MAX; k++) {
            values[n] = log(measure_info(cell->measure)->of(its->rounds[k]));
            n += isfinite(values[n]) != 0;
        }
    }
    return n;
}

static int judge_indication(struct compare *c)
{
    double a[STATS_MAX], b[STATS_MAX];
    int result = 0;

    for (size_t i = 0; i < c->cell_count && result != -ENOMEM; i++) {
        struct compare_cell *cell = &c->cells[i];
        size_t n, m;

        if (!is_due(cell))
            continue;
        n = fill_rounds(&c->sides[0], cell, a);
        m = fill_rounds(&c->sides[1], cell, b);
        result = estimate(a, n, b, m, &cell->pair);
    }
    return result == -ENOMEM ? result : 0;
}

static double in_block(const struct report_cell *cell, enum measure m,
                       int block)
{
    for (size_t i = 0; i < cell->round_count; i++)
        if (cell->rounds[i]->block == block)
            return measure_info(m)->of(cell->rounds[i]);
    return (double)NAN;
}

/* B's and A's number in each block that A has. */
static int pair_blocks(const struct compare *c, struct compare_cell *cell)
{
    const struct report_cell *a = compare_cell_in(c->sides[0].runs, cell, NULL);
    const struct report_cell *b = compare_cell_in(c->sides[1].runs, cell, NULL);
    struct verdict_rule rule = compare_rule(c, cell->measure);
    struct verdict_pair pairs[4];
    double values[2 * STATS_MAX];
    size_t blocks = a->round_count;
    int result;

    for (size_t i = 0; i < blocks && blocks <= STATS_MAX; i++) {
        values[i] = in_block(b, cell->measure, a->rounds[i]->block);
        values[blocks + i] = measure_info(cell->measure)->of(a->rounds[i]);
    }
    result = blocks > STATS_MAX
                 ? -E2BIG
                 : verdict_family(values, 2, blocks, &rule, pairs);
    if (result == 0)
        cell->pair = pairs[1];
    if (result == 0 && isnan(cell->pair.p))
        snprintf(cell->missing, sizeof cell->missing,
                 "%zu blocks have both; an interval takes %d", cell->pair.n,
                 STATS_INTERVAL_MIN);
    else if (result < 0 && result != -ENOMEM)
        snprintf(cell->missing, sizeof cell->missing, "%s",
                 result == -E2BIG ? "more blocks than intervals are exact for"
                                  : "a round has a value without a logarithm");
    return result == -ENOMEM ? result : 0;
}

/* Holm's correction over all cells: any of them would be a regression. */
static int correct(struct compare *c, double *p, double *adjusted)
{
    size_t count = 0, next = 0;
    int result;

    for (size_t i = 0; i < c->cell_count; i++)
        if (!isnan(c->cells[i].pair.p))
            p[count++] = c->cells[i].pair.p;
    result = stats_holm(p, count, adjusted);
    for (size_t i = 0; i < c->cell_count && result == 0; i++) {
        struct compare_cell *cell = &c->cells[i];
        struct verdict_rule rule = compare_rule(c, cell->measure);

        if (isnan(cell->pair.p))
            continue;
        cell->pair.p = adjusted[next++];
        cell->pair.verdict = verdict_decide(&cell->pair, &rule);
    }
    return result;
}

static int judge_blocks(struct compare *c)
{
    double *p = calloc(2 * c->cell_count + 1, sizeof *p);
    int result = p ? 0 : -ENOMEM;

    for (size_t i = 0; i < c->cell_count && result == 0; i++)
        if (is_due(&c->cells[i]))
            result = pair_blocks(c, &c->cells[i]);
    if (result == 0)
        result = correct(c, p, p + c->cell_count);
    free(p);
    return result;
}

/* A ratio to epoll and one to poll say nothing of each other. */
static bool one_reference(const struct compare *c)
{
    return strcmp(c->sides[0].runs[0].manifest.reference,
                  c->sides[1].runs[0].manifest.reference) == 0;
}

/* From the first run of each side; several of a side are of one machine, and
 * which of them is shown is said. */
static void judge_ratios(struct compare *c)
{
    for (size_t i = 0; i < c->cell_count; i++)
        for (int side = 0; side < 2; side++) {
            struct compare_cell *cell = &c->cells[i];
            const struct report_point *p = NULL;
            const struct report_cell *its =
                compare_cell_in(c->sides[side].runs, cell, &p);
            const struct verdict_rank *rank =
                its ? report_rank(p, its, cell->measure) : NULL;

            cell->value[side] = NAN;
            if (its)
                cell->ratio[side] = its->ratio[cell->measure];
            if (rank)
                cell->place[side] = *rank;
        }
    if (!one_reference(c))
        lines_add(&c->notes,
                  "the references differ: ratios of A are to %s, "
                  "those of B to %s",
                  c->sides[0].runs[0].manifest.reference,
                  c->sides[1].runs[0].manifest.reference);
    if (c->sides[0].count > 1 || c->sides[1].count > 1)
        lines_add(&c->notes, "shown are the first run of A and that of B");
}

int compare_judge(struct compare *c)
{
    for (size_t i = 0; i < c->cell_count; i++) {
        clear_pair(&c->cells[i].pair);
        for (int side = 0; side < 2; side++)
            c->cells[i].value[side] = typical(&c->sides[side], &c->cells[i]);
    }
    switch (c->claim) {
    case COMPARE_BLOCKS:
        return judge_blocks(c);
    case COMPARE_RUNS:
        return judge_runs(c);
    case COMPARE_INDICATION:
        return judge_indication(c);
    case COMPARE_RATIOS:
        judge_ratios(c);
        break;
    case COMPARE_NOTHING:
        break;
    }
    return 0;
}
