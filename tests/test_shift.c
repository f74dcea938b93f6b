/*
 * shift: two groups of numbers whose truth is known. Seeds are fixed, so the
 * counts are always the same.
 */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/random.h"
#include "harness/shift.h"

enum { ROWS = 20, RUNS = 3 };

/* Nearly normal, standard deviation 1; the same on every platform. */
static double noise(struct random *r)
{
    double sum = -6;

    for (int i = 0; i < 12; i++)
        sum += ldexp((double)(random_next(r) >> 11), -53);
    return sum;
}

/* From the tables of the rank-sum statistic: the largest k with 95 %. */
static void cuts_are_those_of_the_tables(void **unused)
{
    static const struct {
        size_t n, m;
        int k;
    } known[] = {{4, 4, 1},     {5, 5, 3},    {6, 6, 6},
                 {8, 8, 14},    {10, 10, 24}, {12, 12, 38},
                 {20, 20, 128}, {3, 5, 1},    {3, 3, 0}};
    double achieved;

    (void)unused;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(shift_cut(known[i].n, known[i].m, .95, &achieved),
                         known[i].k);
    assert_int_equal(shift_cut(3, 3, .90, &achieved), 1);
    assert_true(fabs(achieved - .90) < 1e-12);
    assert_int_equal(shift_cut(3, 3, .95, &achieved), 0);
    assert_true(isnan(achieved));
    assert_true(shift_cut(STATS_MAX, STATS_MAX, .95, &achieved) > 0);
    assert_true(achieved >= .95 && achieved < .951);
}

/* Hollander, Wolfe, table 4.1: permeability constants of a membrane, at term
 * and at 12 to 26 weeks; R's ?wilcox.test has them too: estimate 0.305,
 * interval -0.15 to 0.76 at 95.2 %. */
static void published_example(void **unused)
{
    static const double term[] = {0.80, 0.83, 1.89, 1.04, 1.45,
                                  1.38, 1.91, 1.64, 0.73, 1.46};
    static const double early[] = {1.15, 0.88, 0.90, 0.74, 1.21};
    struct estimate e;

    (void)unused;
    assert_int_equal(shift_estimate(early, 5, term, 10, .95, &e), 0);
    assert_true(fabs(e.value - 0.305) < 1e-9);
    assert_true(fabs(e.low - -0.15) < 1e-9);
    assert_true(fabs(e.high - 0.76) < 1e-9);
    assert_int_equal(e.k, 9);
    assert_int_equal(shift_estimate(term, 10, early, 5, .95, &e), 0);
    assert_true(fabs(e.value - -0.305) < 1e-9);
}

static void bad_groups_are_refused(void **unused)
{
    double x[SHIFT_GROUP_MAX * 2 + 2] = {1, 2, NAN}, p, q;
    struct estimate e;

    (void)unused;
    assert_int_equal(shift_estimate(x, 0, x, 2, .95, &e), -EINVAL);
    assert_int_equal(shift_estimate(x, 2, x, STATS_MAX + 1, .95, &e), -E2BIG);
    assert_int_equal(shift_estimate(x, 3, x, 2, .95, &e), -EDOM);
    assert_int_equal(shift_estimate(x, 2, x, 2, 1, &e), -EINVAL);
    assert_int_equal(shift_test(x, 1, 0, 2, &p, &q), -EINVAL);
    assert_int_equal(shift_test(x, 1, SHIFT_GROUP_MAX + 1, 2, &p, &q), -E2BIG);
    assert_int_equal(shift_test(x, 1, 2, 2, &p, &q), -EDOM);
}

static void one_row_is_the_permutation_test(void **unused)
{
    static const double apart[] = {1, 2, 3, 4, 5, 6};
    static const double mixed[] = {1, 2, 5, 3, 6, 7}, same[] = {1, 1, 1, 1};
    double p, q;

    (void)unused;
    assert_int_equal(shift_test(apart, 1, 3, 3, &p, &q), 0);
    assert_true(p == 1 / 20.0 && q == 1);
    /* Sums of three that reach 3 + 6 + 7: that one and 5 + 6 + 7. */
    assert_int_equal(shift_test(mixed, 1, 3, 3, &p, &q), 0);
    assert_true(fabs(p - 2 / 20.0) < 1e-12);
    assert_int_equal(shift_test(same, 1, 2, 2, &p, &q), 0);
    assert_true(p == 1 && q == 1);
}

/* Of 20 rows without any difference, one is called worse in a twentieth of all
 * comparisons, not in two thirds. */
static void error_holds_for_all_rows_together(void **unused)
{
    double values[ROWS * 2 * RUNS], p[ROWS], q[ROWS];
    struct random r;
    int said = 0;

    (void)unused;
    random_seed(&r, 3);
    for (int trial = 0; trial < 1000; trial++) {
        int any = 0;

        for (int i = 0; i < ROWS * 2 * RUNS; i++)
            values[i] = noise(&r);
        assert_int_equal(shift_test(values, ROWS, RUNS, RUNS, p, q), 0);
        for (int i = 0; i < ROWS; i++)
            any |= p[i] <= .05;
        said += any;
    }
    assert_in_range(said, 25, 75);
}

/* One row of 20 is 10 % up, runs differ by 1 %: three runs a side show it. */
static void a_clear_shift_is_found(void **unused)
{
    double values[ROWS * 2 * RUNS], p[ROWS], q[ROWS];
    struct random r;
    int found = 0, wrong = 0;

    (void)unused;
    random_seed(&r, 4);
    for (int trial = 0; trial < 200; trial++) {
        for (int i = 0; i < ROWS * 2 * RUNS; i++)
            values[i] = 0.01 * noise(&r);
        for (int run = RUNS; run < 2 * RUNS; run++)
            values[7 * 2 * RUNS + run] += log(1.1);
        assert_int_equal(shift_test(values, ROWS, RUNS, RUNS, p, q), 0);
        found += p[7] <= .05;
        wrong += q[7] <= .05;
    }
    assert_int_equal(wrong, 0);
    assert_in_range(found, 140, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_are_those_of_the_tables),
        cmocka_unit_test(published_example),
        cmocka_unit_test(bad_groups_are_refused),
        cmocka_unit_test(one_row_is_the_permutation_test),
        cmocka_unit_test(error_holds_for_all_rows_together),
        cmocka_unit_test(a_clear_shift_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
