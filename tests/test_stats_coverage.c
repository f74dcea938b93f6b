/*
 * stats: how often the methods are right, on made-up rounds whose truth is
 * known. The seeds are fixed, so the counts below are always the same.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/random.h"
#include "harness/stats.h"

enum { ROWS = 10, BLOCKS = 12, PAIRS = ROWS * (ROWS - 1) / 2 };

/* Nearly normal, standard deviation 1; the same on every platform. */
static double noise(struct random *r)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += ldexp((double)(random_next(r) >> 11), -53);
    return sum;
}

/* One in ten rounds was disturbed. */
static double rough_noise(struct random *r)
{
    return random_below(r, 10) == 0 ? 6 * noise(r) : noise(r);
}

/* In what share of `times` the interval of n ratios covers the true one. */
static double coverage(size_t n, double confidence, int times,
                       double (*scatter)(struct random *))
{
    static const double truth = 1.07;
    double a[STATS_MAX], b[STATS_MAX];
    struct estimate e;
    struct random r;
    int covered = 0;

    random_seed(&r, n);
    for (int t = 0; t < times; t++) {
        for (size_t i = 0; i < n; i++) {
            double block = 0.2 * noise(&r); /* fast and slow times */

            a[i] = truth * exp(block + 0.03 * scatter(&r));
            b[i] = exp(block + 0.03 * scatter(&r));
        }
        assert_int_equal(stats_ratio(a, b, n, confidence, &e), 0);
        covered += e.low <= truth && truth <= e.high;
    }
    return (double)covered / times;
}

static void intervals_cover_the_truth(void **unused)
{
    static const size_t sizes[] = {6, 8, 10, 12, 20};

    (void)unused;
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        double smooth = coverage(sizes[i], 0.95, 3000, noise);
        double rough = coverage(sizes[i], 0.95, 3000, rough_noise);

        assert_true(smooth >= 0.935 && smooth <= 0.98);
        assert_true(rough >= 0.935 && rough <= 0.98);
    }
}

/* 90.8 % is what the exact distribution promises for twelve. */
static void ninety_per_cent_are_ninety(void **unused)
{
    double share = coverage(BLOCKS, 0.90, 3000, noise);

    (void)unused;
    assert_true(share >= 0.89 && share <= 0.925);
}

static void draw_rows(struct random *r, double first_factor,
                      double rows[ROWS][BLOCKS])
{
    for (size_t block = 0; block < BLOCKS; block++) {
        double level = 0.2 * noise(r);

        for (size_t row = 0; row < ROWS; row++)
            rows[row][block] = exp(level + 0.03 * noise(r));
        rows[0][block] *= first_factor;
    }
}

/* Adjusted p of all pairs; those with row 0 are the first ROWS - 1. */
static void compare_all(double rows[ROWS][BLOCKS], double adjusted[PAIRS])
{
    double p[PAIRS], d[BLOCKS];
    size_t pair = 0;

    for (size_t i = 0; i < ROWS; i++)
        for (size_t j = i + 1; j < ROWS; j++) {
            assert_int_equal(stats_log_ratios(rows[i], rows[j], BLOCKS, d), 0);
            assert_int_equal(stats_signed_rank(d, BLOCKS, &p[pair++]), 0);
        }
    assert_int_equal(stats_holm(p, PAIRS, adjusted), 0);
}

static unsigned differences(const double *adjusted, size_t n)
{
    unsigned count = 0;

    for (size_t i = 0; i < n; i++)
        count += adjusted[i] <= 0.05;
    return count;
}

/* Ten rows of the same: any difference found is false. */
static void identical_rows_seldom_differ(void **unused)
{
    double rows[ROWS][BLOCKS], adjusted[PAIRS];
    unsigned wrong = 0;
    struct random r;

    (void)unused;
    random_seed(&r, 1);
    for (int t = 0; t < 600; t++) {
        draw_rows(&r, 1, rows);
        compare_all(rows, adjusted);
        wrong += differences(adjusted, PAIRS) > 0;
    }
    assert_in_range(wrong, 1, 600 * 6 / 100);
}

/* The other 36 pairs are of identical rows still. */
static void one_row_a_tenth_higher_differs(void **unused)
{
    double rows[ROWS][BLOCKS], adjusted[PAIRS];
    unsigned found = 0, wrong = 0;
    struct random r;

    (void)unused;
    random_seed(&r, 2);
    for (int t = 0; t < 200; t++) {
        draw_rows(&r, 1.10, rows);
        compare_all(rows, adjusted);
        found += differences(adjusted, ROWS - 1);
        wrong += differences(adjusted + ROWS - 1, PAIRS - (ROWS - 1)) > 0;
    }
    assert_true(found >= 200 * (ROWS - 1) * 95 / 100);
    assert_in_range(wrong, 0, 200 * 6 / 100);
}

/* x 1.01 with little noise: the 90 % interval lies within 3 %. */
static void a_hundredth_is_known_to_be_small(void **unused)
{
    double a[BLOCKS], b[BLOCKS];
    struct estimate e;
    struct random r;

    (void)unused;
    random_seed(&r, 3);
    for (int t = 0; t < 500; t++) {
        for (size_t i = 0; i < BLOCKS; i++) {
            a[i] = 1.01 * exp(0.005 * noise(&r));
            b[i] = exp(0.005 * noise(&r));
        }
        assert_int_equal(stats_ratio(a, b, BLOCKS, 0.90, &e), 0);
        assert_true(e.low > 1 / 1.03 && e.high < 1.03);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_cover_the_truth),
        cmocka_unit_test(ninety_per_cent_are_ninety),
        cmocka_unit_test(identical_rows_seldom_differ),
        cmocka_unit_test(one_row_a_tenth_higher_differs),
        cmocka_unit_test(a_hundredth_is_known_to_be_small),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
