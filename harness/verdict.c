#include "verdict.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* Fewest blocks of a profile that ranks. */
#define BLOCKS_MIN 12

double verdict_margin(const struct verdict_rule *rule)
{
    return log1p(fmax(rule->delta, 2 * rule->noise));
}

static const struct verdict_pair none = {
    .ratio = {.value = NAN, .low = NAN, .high = NAN, .confidence = NAN},
    .low = NAN,
    .high = NAN,
    .p = NAN};

/* The blocks that have both rows, as differences of logarithms. */
static size_t differences(const double *a, const double *b, size_t blocks,
                          double *d)
{
    size_t n = 0;

    for (size_t i = 0; i < blocks; i++)
        if (!isnan(a[i]) && !isnan(b[i]))
            d[n++] = log(a[i]) - log(b[i]);
    return n;
}

static void as_factors(struct estimate *e)
{
    e->value = exp(e->value);
    e->low = exp(e->low); /* NaN stays NaN */
    e->high = exp(e->high);
}

/* All but the verdict, which waits for the correction. */
static int measure(const double *a, const double *b, size_t blocks,
                   struct verdict_pair *pair)
{
    double d[STATS_MAX];
    struct estimate ninety;
    int error;

    *pair = none;
    pair->n = differences(a, b, blocks, d);
    if (pair->n < STATS_INTERVAL_MIN)
        return 0;
    error = stats_estimate(d, pair->n, 0.95, &pair->ratio);
    if (error == 0)
        error = stats_estimate(d, pair->n, 0.90, &ninety);
    if (error == 0)
        error = stats_signed_rank(d, pair->n, &pair->p);
    if (error != 0)
        return error;
    as_factors(&pair->ratio);
    as_factors(&ninety);
    pair->low = ninety.low;
    pair->high = ninety.high;
    return 0;
}

/* p of the pairs i < j, corrected for all that have one. */
static int correct(struct verdict_pair *pairs, size_t rows)
{
    double *p = calloc(2 * rows * rows + 1, sizeof *p), *adjusted;
    size_t count = 0, next = 0;
    int error;

    if (!p)
        return -ENOMEM;
    adjusted = p + rows * rows;
    for (size_t i = 0; i < rows; i++)
        for (size_t j = i + 1; j < rows; j++)
            if (!isnan(pairs[i * rows + j].p))
                p[count++] = pairs[i * rows + j].p;
    error = stats_holm(p, count, adjusted);
    for (size_t i = 0; i < rows && error == 0; i++)
        for (size_t j = i + 1; j < rows; j++)
            if (!isnan(pairs[i * rows + j].p))
                pairs[i * rows + j].p = adjusted[next++];
    free(p);
    return error;
}

enum verdict verdict_decide(const struct verdict_pair *pair,
                            const struct verdict_rule *rule)
{
    double margin = verdict_margin(rule), delta = log1p(rule->delta);
    bool above = pair->ratio.value > 1, better = above == rule->more_is_better;
    double nearest = above ? log(pair->ratio.low) : -log(pair->ratio.high);

    if (isnan(pair->p))
        return VERDICT_NONE;
    if (log(pair->low) > -margin && log(pair->high) < margin)
        return VERDICT_EQUAL;
    if (pair->p > VERDICT_ALPHA)
        return VERDICT_UNDECIDED;
    if (nearest >= delta)
        return better ? VERDICT_BETTER_BY : VERDICT_WORSE_BY;
    return better ? VERDICT_BETTER : VERDICT_WORSE;
}

/*
 * An interval narrows with the root of the number of blocks. Enough are those
 * with which the 90 % interval would fit into the margin, or the 95 % interval
 * would leave 1 out, about the estimate there is now; but never fewer than
 * Holm's correction can work with.
 */
static size_t needed(const struct verdict_pair *pair,
                     const struct verdict_rule *rule, size_t rows)
{
    double distance = fabs(log(pair->ratio.value));
    double wide = log(pair->ratio.high / pair->ratio.low) / 2;
    double narrow = log(pair->high / pair->low) / 2;
    double room = verdict_margin(rule) - distance;
    double n = (double)pair->n, least = INFINITY;

    if (distance > 0)
        least = n * (wide / distance) * (wide / distance);
    if (room > 0)
        least = fmin(least, n * (narrow / room) * (narrow / room));
    least = fmax(fmax(ceil(least), n + 1), (double)verdict_blocks(rows));
    return least <= STATS_MAX ? (size_t)least : 0;
}

static enum verdict turned(enum verdict v)
{
    switch (v) {
    case VERDICT_BETTER_BY:
        return VERDICT_WORSE_BY;
    case VERDICT_BETTER:
        return VERDICT_WORSE;
    case VERDICT_WORSE:
        return VERDICT_BETTER;
    case VERDICT_WORSE_BY:
        return VERDICT_BETTER_BY;
    case VERDICT_NONE:
    case VERDICT_EQUAL:
    case VERDICT_UNDECIDED:
    case VERDICT_COUNT:
        break;
    }
    return v;
}

/* The same pair, seen from the other side. */
static struct verdict_pair turn(const struct verdict_pair *pair)
{
    struct verdict_pair other = *pair;

    other.verdict = turned(pair->verdict);
    other.ratio.value = 1 / pair->ratio.value;
    other.ratio.low = 1 / pair->ratio.high;
    other.ratio.high = 1 / pair->ratio.low;
    other.low = 1 / pair->high;
    other.high = 1 / pair->low;
    return other;
}

static int check(const double *values, size_t rows, size_t blocks)
{
    if (blocks > STATS_MAX)
        return -E2BIG;
    for (size_t i = 0; i < rows * blocks; i++)
        if (!isnan(values[i]) && !(values[i] > 0 && isfinite(values[i])))
            return -EDOM;
    return 0;
}

int verdict_family(const double *values, size_t rows, size_t blocks,
                   const struct verdict_rule *rule, struct verdict_pair *pairs)
{
    int error = check(values, rows, blocks);

    for (size_t i = 0; i < rows && error == 0; i++) {
        pairs[i * rows + i] = none;
        for (size_t j = i + 1; j < rows && error == 0; j++)
            error = measure(values + i * blocks, values + j * blocks, blocks,
                            &pairs[i * rows + j]);
    }
    if (error == 0)
        error = correct(pairs, rows);
    for (size_t i = 0; i < rows && error == 0; i++)
        for (size_t j = i + 1; j < rows; j++) {
            struct verdict_pair *pair = &pairs[i * rows + j];

            pair->verdict = verdict_decide(pair, rule);
            if (pair->verdict == VERDICT_UNDECIDED)
                pair->needed = needed(pair, rule, rows);
            pairs[j * rows + i] = turn(pair);
        }
    return error;
}

void verdict_ranks(const struct verdict_pair *pairs, size_t rows,
                   struct verdict_rank *ranks)
{
    for (size_t i = 0; i < rows; i++) {
        size_t others = 0, better = 0, worse = 0;

        for (size_t j = 0; j < rows; j++) {
            enum verdict v = pairs[i * rows + j].verdict;

            others += v != VERDICT_NONE;
            better += v == VERDICT_WORSE || v == VERDICT_WORSE_BY;
            worse += v == VERDICT_BETTER || v == VERDICT_BETTER_BY;
        }
        ranks[i] = others > 0
                       ? (struct verdict_rank){better + 1, others + 1 - worse}
                       : (struct verdict_rank){0, 0};
    }
}

size_t verdict_blocks(size_t rows)
{
    double pairs = (double)rows * (double)(rows - (rows > 0)) / 2;
    double least = pairs > 0 ? ceil(1 + log2(pairs / VERDICT_ALPHA)) : 0;

    return least > BLOCKS_MIN ? (size_t)least : BLOCKS_MIN;
}

bool verdict_precise(const struct estimate *ratio, double delta)
{
    return ratio->k > 0 &&
           log(ratio->high / ratio->low) / 2 <= log1p(delta) / 2;
}

const char *verdict_name(enum verdict v)
{
    static const char *const names[VERDICT_COUNT] = {
        [VERDICT_NONE] = "no verdict",
        [VERDICT_BETTER_BY] = "better by delta or more",
        [VERDICT_BETTER] = "better",
        [VERDICT_EQUAL] = "practically equal",
        [VERDICT_UNDECIDED] = "undecided",
        [VERDICT_WORSE] = "worse",
        [VERDICT_WORSE_BY] = "worse by delta or more"};

    return names[v];
}
