/*
 * Estimates, intervals and tests for a few rounds. A number here is a whole
 * round, or the difference of two backends in one block, never one request.
 * Pure functions, no allocation, nothing but libm.
 *
 * Everything rests on the signed-rank statistic of Wilcoxon (1945):
 *
 *   - the estimate of Hodges and Lehmann (1963): the median of all Walsh
 *     averages (x[i] + x[j]) / 2, i <= j;
 *   - its interval, from the k-th lowest to the k-th highest Walsh average,
 *     k from the exact distribution of the statistic (Hollander, Wolfe:
 *     Nonparametric Statistical Methods, 3.3; the same as R's wilcox.test);
 *   - the exact two-sided test that the centre is 0.
 *
 * Both assume that the numbers scatter evenly to both sides of their centre,
 * which differences of logarithms do when nothing distinguishes two backends.
 */
#ifndef MUXBENCH_STATS_H
#define MUXBENCH_STATS_H

#include <stddef.h>

/* Most numbers an exact distribution is worked out for: 2^60 fits a word. */
#define STATS_MAX 60

/* Fewest numbers an interval is given for: below, 95 % cannot be reached. */
#define STATS_INTERVAL_MIN 6

/*
 * When k is 0 there is no interval for this confidence and so few numbers:
 * low, high and confidence are NaN then, so that they cannot pass for any.
 */
struct estimate {
    double value;
    double low, high;
    double confidence; /* achieved: at least what was asked for */
    unsigned k;        /* rank of low from below, of high from above */
};

/*
 * The k of n numbers: the largest whose interval has at least this confidence,
 * 0 when n < STATS_INTERVAL_MIN or there is none. *achieved (NaN when k is 0)
 * is what it has: exactly when all numbers differ, otherwise at least.
 * -EINVAL: confidence not between 0 and 1. -E2BIG: n > STATS_MAX.
 */
int stats_cut(size_t n, double confidence, double *achieved);

/*
 * Hodges-Lehmann estimate and interval of the centre of x[0..n-1], n of 1 to
 * STATS_MAX. Zeros and ties stay in. 0, -EINVAL (n is 0, confidence not
 * between 0 and 1), -E2BIG, -EDOM (a number is not finite).
 */
int stats_estimate(const double *x, size_t n, double confidence,
                   struct estimate *e);

/*
 * The same for positive numbers on the scale of their logarithm, as a value of
 * their own unit. -EDOM also when a number is 0 or less: it has no logarithm,
 * so what may be 0 needs stats_estimate.
 */
int stats_geometric(const double *x, size_t n, double confidence,
                    struct estimate *e);

/*
 * d[i] = ln a[i] - ln b[i], the paired differences the rest works on. d may be
 * a or b. 0, or -EDOM when a number is not finite or not above 0.
 */
int stats_log_ratios(const double *a, const double *b, size_t n, double *d);

/*
 * The ratio a / b of n pairs: estimate and interval of the log ratios, as a
 * factor. Errors as stats_geometric.
 */
int stats_ratio(const double *a, const double *b, size_t n, double confidence,
                struct estimate *e);

/*
 * Exact two-sided p of the signed-rank test that the centre of d is 0.
 * Zeros are dropped (Wilcoxon); equal magnitudes share their mean rank. Then
 * p is exact given the magnitudes: over all 2^n ways to set the signs, the
 * share of those with a statistic at least as far from the middle. Without
 * ties that is the usual null distribution. All zeros give 1.
 * 0, -EINVAL (n is 0), -E2BIG, -EDOM (a number is not finite).
 */
int stats_signed_rank(const double *d, size_t n, double *p);

/*
 * Holm's step-down adjustment (1979) of n values of p, each in its place:
 * adjusted[i] <= alpha keeps the family-wise error of all n at alpha. The two
 * arrays must not overlap. 0, or -EDOM when a p is not within 0 and 1.
 */
int stats_holm(const double *p, size_t n, double *adjusted);

/*
 * Median of values[0..n-1], which are put in rising order. 0, -EINVAL (n is
 * 0), -EDOM (a number is not finite).
 */
int stats_median(double *values, size_t n, double *median);

#endif
