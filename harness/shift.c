#include "shift.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static int check_sizes(size_t n, size_t m, size_t most)
{
    if (n == 0 || m == 0)
        return -EINVAL;
    return n > most || m > most ? -E2BIG : 0;
}

static bool all_finite(const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return false;
    return true;
}

/*
 * The statistic counts the pairs in which b is below a. That it is u stands for
 * one partition of u into at most n parts of at most m each. ways[c * room + u]
 * are those with exactly c parts; with each size of a part, a sum is reached
 * without it or with one more of it.
 */
static void count_partitions(size_t n, size_t m, size_t room, double *ways)
{
    memset(ways, 0, (n + 1) * room * sizeof *ways);
    ways[0] = 1;
    for (size_t part = 1; part <= m; part++)
        for (size_t c = 1; c <= n; c++)
            for (size_t u = part; u < room; u++)
                ways[c * room + u] += ways[(c - 1) * room + u - part];
}

/* C(n + m, n): rounding is far below any share that is asked for. */
static double ways_to_part(size_t n, size_t m)
{
    double all = 1;

    for (size_t i = 1; i <= n; i++)
        all = all * (double)(m + i) / (double)i;
    return all;
}

int shift_cut(size_t n, size_t m, double confidence, double *achieved)
{
    size_t room = n * m / 2 + 1;
    double all = ways_to_part(n, m), tail = 0, *ways;
    int error = check_sizes(n, m, STATS_MAX), k = 0;

    *achieved = NAN;
    if (error == 0 && !(confidence > 0 && confidence < 1))
        error = -EINVAL;
    if (error != 0)
        return error;
    ways = malloc((n + 1) * room * sizeof *ways);
    if (!ways)
        return -ENOMEM;
    count_partitions(n, m, room, ways);
    for (; (size_t)k < room; k++) {
        double outside;

        for (size_t c = 0; c <= n; c++)
            tail += ways[c * room + (size_t)k];
        outside = 2 * tail / all;
        /* 3 and 3 have 90 % exactly, which 1 - 0.9 is not. */
        if (outside > (1 - confidence) * (1 + 1e-9))
            break;
        *achieved = 1 - outside;
    }
    free(ways);
    return k;
}

int shift_estimate(const double *a, size_t n, const double *b, size_t m,
                   double confidence, struct estimate *e)
{
    int k = shift_cut(n, m, confidence, &e->confidence);
    size_t count = n * m;
    double *d;

    if (k < 0)
        return k;
    if (!all_finite(a, n) || !all_finite(b, m))
        return -EDOM;
    d = malloc(count * sizeof *d);
    if (!d)
        return -ENOMEM;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < m; j++)
            d[i * m + j] = b[j] - a[i];
    qsort(d, count, sizeof *d, compare);
    e->value = 0.5 * d[(count - 1) / 2] + 0.5 * d[count / 2];
    e->k = (unsigned)k;
    e->low = k > 0 ? d[k - 1] : NAN;
    e->high = k > 0 ? d[count - (size_t)k] : NAN;
    free(d);
    return 0;
}

/* Each row less its mean, by its standard deviation: then the sum of group b
 * alone says how far it lies above. A row without any difference stays 0. */
static void standardise(const double *values, size_t rows, size_t columns,
                        double *z)
{
    for (size_t r = 0; r < rows; r++) {
        const double *x = values + r * columns;
        double mean = 0, squares = 0;

        for (size_t i = 0; i < columns; i++)
            mean += x[i] / (double)columns;
        for (size_t i = 0; i < columns; i++)
            squares += (x[i] - mean) * (x[i] - mean);
        for (size_t i = 0; i < columns; i++)
            z[r * columns + i] =
                squares > 0 ? (x[i] - mean) / sqrt(squares) : 0;
    }
}

static double sum_of(const double *z, const bool *in_b, size_t columns)
{
    double sum = 0;

    for (size_t i = 0; i < columns; i++)
        sum += in_b[i] ? z[i] : 0;
    return sum;
}

/* The next way to choose as many of the columns; false: that was the last. A
 * one moves to the right, and those behind it come back to it. */
static bool next_choice(bool *chosen, size_t columns)
{
    size_t i = columns - 1, behind = 0;

    while (i > 0 && !(chosen[i - 1] && !chosen[i]))
        behind += chosen[i--];
    if (i == 0)
        return false;
    chosen[i - 1] = false;
    for (size_t k = i; k < columns; k++)
        chosen[k] = k - i <= behind;
    return true;
}

/* What rounding may make of two equal sums. */
#define CLOSE 1e-9

static void count_farther(const double *z, size_t rows, size_t n, size_t m,
                          const double *seen, double *above, double *below)
{
    bool chosen[2 * SHIFT_GROUP_MAX] = {false};
    size_t columns = n + m, ways = 0;

    memset(chosen, true, m * sizeof *chosen);
    do {
        double most = -INFINITY, least = INFINITY;

        for (size_t r = 0; r < rows; r++) {
            double sum = sum_of(z + r * columns, chosen, columns);

            most = fmax(most, sum);
            least = fmin(least, sum);
        }
        for (size_t r = 0; r < rows; r++) {
            above[r] += most >= seen[r] - CLOSE;
            below[r] += least <= seen[r] + CLOSE;
        }
        ways++;
    } while (next_choice(chosen, columns));
    for (size_t r = 0; r < rows; r++) {
        above[r] /= (double)ways;
        below[r] /= (double)ways;
    }
}

int shift_test(const double *values, size_t rows, size_t n, size_t m,
               double *p_above, double *p_below)
{
    bool groups[2 * SHIFT_GROUP_MAX] = {false};
    size_t columns = n + m;
    int error = check_sizes(n, m, SHIFT_GROUP_MAX);
    double *z, *seen;

    if (error == 0 && !all_finite(values, rows * columns))
        error = -EDOM;
    if (error != 0)
        return error;
    z = calloc(rows * (columns + 1) + 1, sizeof *z);
    if (!z)
        return -ENOMEM;
    seen = z + rows * columns;
    standardise(values, rows, columns, z);
    memset(groups + n, true, m * sizeof *groups);
    for (size_t r = 0; r < rows; r++) {
        seen[r] = sum_of(z + r * columns, groups, columns);
        p_above[r] = p_below[r] = 0;
    }
    count_farther(z, rows, n, m, seen, p_above, p_below);
    free(z);
    return 0;
}
