#include "stats.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

enum {
    PAIRS_MAX = STATS_MAX * (STATS_MAX + 1) / 2, /* i <= j */
    /* Ranks are doubled, so that the mean of two is a whole number. */
    SUM_MAX = 2 * PAIRS_MAX
};

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static void sort(double *values, size_t n)
{
    qsort(values, n, sizeof(*values), compare);
}

static double middle(const double *sorted, size_t n)
{
    return 0.5 * sorted[(n - 1) / 2] + 0.5 * sorted[n / 2];
}

static bool all_finite(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return false;
    return true;
}

/* What every exact method asks of its numbers. */
static int check(const double *x, size_t n)
{
    if (n == 0)
        return -EINVAL;
    if (n > STATS_MAX)
        return -E2BIG;
    return all_finite(x, n) ? 0 : -EDOM;
}

/*
 * ways[s] = in how many of the 2^n ways to choose among n doubled ranks their
 * sum is s. Rank by rank: with the next one, a sum is reached without it or
 * with it. From the top down, so that no rank is taken twice.
 */
static void count_ways(const unsigned *ranks, size_t n, uint64_t *ways)
{
    unsigned total = 0;

    for (size_t s = 0; s <= SUM_MAX; s++)
        ways[s] = s == 0;
    for (size_t i = 0; i < n; i++) {
        total += ranks[i];
        for (unsigned s = total; s >= ranks[i]; s--)
            ways[s] += ways[s - ranks[i]];
    }
}

int stats_cut(size_t n, double confidence, double *achieved)
{
    uint64_t ways[SUM_MAX + 1], tail = 0;
    unsigned ranks[STATS_MAX];
    int k = 0;

    *achieved = NAN;
    if (!(confidence > 0 && confidence < 1))
        return -EINVAL;
    if (n > STATS_MAX)
        return -E2BIG;
    if (n < STATS_INTERVAL_MIN)
        return 0;
    for (unsigned i = 0; i < n; i++)
        ranks[i] = 2 * (i + 1);
    count_ways(ranks, n, ways);

    /* The k-th average is below the centre unless the statistic is < k. */
    for (;; k++) {
        tail += ways[2 * k];
        double outside = 2 * ldexp((double)tail, -(int)n);
        if (outside > 1 - confidence)
            return k;
        *achieved = 1 - outside;
    }
}

int stats_estimate(const double *x, size_t n, double confidence,
                   struct estimate *e)
{
    double walsh[PAIRS_MAX];
    size_t count = 0;
    int error = check(x, n);
    int k = error == 0 ? stats_cut(n, confidence, &e->confidence) : error;

    if (k < 0)
        return k;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            walsh[count++] = 0.5 * x[i] + 0.5 * x[j];
    sort(walsh, count);
    e->value = middle(walsh, count);
    e->k = (unsigned)k;
    e->low = k > 0 ? walsh[k - 1] : NAN;
    e->high = k > 0 ? walsh[count - (size_t)k] : NAN;
    return 0;
}

static int estimate_of_logarithms(const double *logarithms, size_t n,
                                  double confidence, struct estimate *e)
{
    int error = stats_estimate(logarithms, n, confidence, e);

    if (error != 0)
        return error;
    e->value = exp(e->value);
    e->low = exp(e->low); /* NaN stays NaN */
    e->high = exp(e->high);
    return 0;
}

int stats_geometric(const double *x, size_t n, double confidence,
                    struct estimate *e)
{
    double logarithms[STATS_MAX];

    if (n > STATS_MAX)
        return -E2BIG;
    for (size_t i = 0; i < n; i++) {
        if (!(x[i] > 0))
            return -EDOM;
        logarithms[i] = log(x[i]);
    }
    return estimate_of_logarithms(logarithms, n, confidence, e);
}

int stats_log_ratios(const double *a, const double *b, size_t n, double *d)
{
    for (size_t i = 0; i < n; i++) {
        if (!(a[i] > 0) || !(b[i] > 0) || !isfinite(a[i]) || !isfinite(b[i]))
            return -EDOM;
        d[i] = log(a[i]) - log(b[i]);
    }
    return 0;
}

int stats_ratio(const double *a, const double *b, size_t n, double confidence,
                struct estimate *e)
{
    double d[STATS_MAX];

    if (n > STATS_MAX)
        return -E2BIG;

    int error = stats_log_ratios(a, b, n, d);
    return error != 0 ? error : estimate_of_logarithms(d, n, confidence, e);
}

/*
 * Twice the mean rank of each magnitude among n in rising order: from place
 * `first` to `last`, counted from 1, it is their sum.
 */
static void rank_doubled(const double *magnitudes, size_t n, unsigned *ranks)
{
    for (size_t first = 0, last; first < n; first = last + 1) {
        last = first;
        while (last + 1 < n && magnitudes[last + 1] == magnitudes[first])
            last++;
        for (size_t i = first; i <= last; i++)
            ranks[i] = (unsigned)(first + last + 2);
    }
}

/* Doubled rank sum of the positive numbers of d. */
static unsigned positive_sum(const double *d, size_t n,
                             const double *magnitudes, const unsigned *ranks)
{
    unsigned sum = 0;

    for (size_t i = 0; i < n; i++) {
        size_t place = 0;

        if (d[i] <= 0)
            continue;
        while (magnitudes[place] != d[i])
            place++;
        sum += ranks[place];
    }
    return sum;
}

int stats_signed_rank(const double *d, size_t n, double *p)
{
    uint64_t ways[SUM_MAX + 1], tail = 0;
    double magnitudes[STATS_MAX];
    unsigned ranks[STATS_MAX];
    size_t count = 0;
    int error = check(d, n);

    if (error != 0)
        return error;
    for (size_t i = 0; i < n; i++)
        if (d[i] != 0)
            magnitudes[count++] = fabs(d[i]);
    sort(magnitudes, count);
    rank_doubled(magnitudes, count, ranks);
    count_ways(ranks, count, ways);

    /* Turning all signs round mirrors the sums: so both tails are alike. */
    unsigned total = (unsigned)(count * (count + 1));
    unsigned sum = positive_sum(d, n, magnitudes, ranks);
    unsigned nearer = sum < total - sum ? sum : total - sum;
    for (unsigned s = 0; s <= nearer; s++)
        tail += ways[s];
    *p = fmin(1, 2 * ldexp((double)tail, -(int)count));
    return 0;
}

int stats_holm(const double *p, size_t n, double *adjusted)
{
    for (size_t i = 0; i < n; i++) {
        size_t not_smaller = 0;

        if (!(p[i] >= 0 && p[i] <= 1))
            return -EDOM;
        for (size_t j = 0; j < n; j++)
            not_smaller += p[j] >= p[i];
        adjusted[i] = fmin(1, (double)not_smaller * p[i]);
    }
    /*
     * Step down: no p counts for less than a smaller one. In place, since what
     * is raised to a maximum does not change any other maximum.
     */
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            if (p[j] < p[i])
                adjusted[i] = fmax(adjusted[i], adjusted[j]);
    return 0;
}

int stats_median(double *values, size_t n, double *median)
{
    if (n == 0)
        return -EINVAL;
    if (!all_finite(values, n))
        return -EDOM;
    sort(values, n);
    *median = middle(values, n);
    return 0;
}
