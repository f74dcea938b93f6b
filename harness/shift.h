/*
 * shift - how far one group of numbers lies above another, when the two were
 * not measured in pairs.
 *
 * Two groups of few numbers each: runs of two builds, or the rounds of two
 * runs. Nothing is assumed of their distribution but that, without a
 * difference, every number could as well have been in the other group:
 *
 *   - the estimate of Hodges and Lehmann (1963): the median of all differences
 *     b[j] - a[i];
 *   - its interval, from the k-th lowest to the k-th highest difference, k from
 *     the exact distribution of the rank-sum statistic (Mann, Whitney 1947;
 *     Hollander, Wolfe: Nonparametric Statistical Methods, 4.3);
 *   - a test of many such pairs of groups at once, whose error holds for all of
 *     them together (Westfall, Young: Resampling-Based Multiple Testing, 1993).
 *
 * Pure functions.
 */
#ifndef MUXBENCH_SHIFT_H
#define MUXBENCH_SHIFT_H

#include <stddef.h>

#include "stats.h"

/*
 * The k of n and m numbers, as stats_cut() of stats.h: 0 when so few numbers
 * cannot have that confidence; *achieved is what the interval has. -EINVAL,
 * -E2BIG (more than STATS_MAX in one), -ENOMEM.
 */
int shift_cut(size_t n, size_t m, double confidence, double *achieved);

/* The shift from a[0..n-1] to b[0..m-1], as stats_estimate(). 0, -EINVAL (a
 * group is empty), -E2BIG, -EDOM (a number is not finite), -ENOMEM. */
int shift_estimate(const double *a, size_t n, const double *b, size_t m,
                   double confidence, struct estimate *);

/* Most numbers in a group for shift_test(): C(20, 10) ways to part them. */
#define SHIFT_GROUP_MAX 10

/*
 * `rows` rows of numbers, values[row * (n + m) + i]; the first n columns are
 * group a, the others b. A column is one run: what happened to it happened to
 * all rows, so whole columns change groups. For each row: in which share of
 * all ways to part the columns into n and m is any row of them as far above
 * (below) as this one is? That is the one-sided p of "b is above a", valid for
 * all rows together. How far is the difference of the means, by the standard
 * deviation of the row. 0, -EINVAL (a group is empty), -E2BIG, -EDOM, -ENOMEM.
 */
int shift_test(const double *values, size_t rows, size_t n, size_t m,
               double *p_above, double *p_below);

#endif
