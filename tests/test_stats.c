/* stats: estimates and intervals, against published vectors and the test. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/random.h"
#include "harness/stats.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void assert_near(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12 * fmax(1, fabs(expected))))
        fail_msg("%.17g is not %.17g", value, expected);
}

static double test_p(const double *d, size_t n)
{
    double p = NAN;

    assert_int_equal(stats_signed_rank(d, n, &p), 0);
    return p;
}

static struct estimate estimate(const double *x, size_t n, double confidence)
{
    struct estimate e;

    assert_int_equal(stats_estimate(x, n, confidence, &e), 0);
    return e;
}

/* Hollander and Wolfe's depression data, as in R's ?wilcox.test. */
static void matches_r_on_the_depression_data(void **unused)
{
    static const double x[] = {1.83, 0.50, 1.62, 2.48, 1.68,
                               1.88, 1.55, 3.06, 1.30};
    static const double y[] = {0.878, 0.647, 0.598, 2.05, 1.06,
                               1.29,  1.06,  3.14,  1.29};
    double d[COUNT(x)];

    (void)unused;
    for (size_t i = 0; i < COUNT(x); i++)
        d[i] = x[i] - y[i];
    struct estimate e = estimate(d, COUNT(d), 0.95);
    assert_near(test_p(d, COUNT(d)), 0.0390625);
    assert_near(e.value, 0.46);
    assert_near(e.low, 0.010);
    assert_near(e.high, 0.786);
    assert_int_equal(e.k, 6);
    assert_near(e.confidence, 1 - 2 * 10 / 512.0);
}

/* Another answer of R's: V = 22, p = 0.2188, -2.2 to 4.6, 1.8. */
static void matches_r_on_seven_numbers(void **unused)
{
    static const double d[] = {-3.1, -2.2, 1.3, 2.4, 3.5, 4.6, 5.7};

    (void)unused;
    struct estimate e = estimate(d, COUNT(d), 0.95);
    assert_near(test_p(d, COUNT(d)), 0.21875);
    assert_near(e.value, 1.8);
    assert_near(e.low, -2.2);
    assert_near(e.high, 4.6);
}

/*
 * The tables of the signed-rank test: largest sum with a tail of at most 2.5 %
 * and 5 %. k is one more, since the sum 0 is the first.
 */
static void cuts_match_the_tables(void **unused)
{
    static const int two_sided_5[] = {0,  2,  3,  5,  8,  10, 13, 17,
                                      21, 25, 29, 34, 40, 46, 52};
    static const int two_sided_10[] = {2,  3,  5,  8,  10, 13, 17, 21,
                                       25, 30, 35, 41, 47, 53, 60};
    double achieved;

    (void)unused;
    for (size_t i = 0; i < COUNT(two_sided_5); i++) {
        assert_int_equal(stats_cut(6 + i, 0.95, &achieved), two_sided_5[i] + 1);
        assert_true(achieved >= 0.95);
        assert_int_equal(stats_cut(6 + i, 0.90, &achieved),
                         two_sided_10[i] + 1);
        assert_true(achieved >= 0.90 && achieved < 0.95);
    }
    stats_cut(6, 0.95, &achieved);
    assert_near(achieved, 1 - 2 / 64.0);
    stats_cut(12, 0.95, &achieved);
    assert_near(achieved, 1 - 2 * 87 / 4096.0);
}

/* Both ends of what can be asked. */
static void cuts_at_the_limits(void **unused)
{
    double achieved;

    (void)unused;
    assert_int_equal(stats_cut(STATS_MAX + 1, 0.95, &achieved), -E2BIG);
    assert_int_equal(stats_cut(10, 0, &achieved), -EINVAL);
    assert_int_equal(stats_cut(10, 1, &achieved), -EINVAL);
    assert_int_equal(stats_cut(10, NAN, &achieved), -EINVAL);
    assert_int_equal(stats_cut(6, 0.99, &achieved), 0);
    assert_true(isnan(achieved));
    assert_int_equal(stats_cut(6, 1 - 2 / 64.0, &achieved), 1);
    assert_true(stats_cut(STATS_MAX, 1e-9, &achieved) <=
                STATS_MAX * (STATS_MAX + 1) / 4);
    assert_true(achieved >= 1e-9);
}

static void all_alike(void **unused)
{
    double d[8];

    (void)unused;
    for (size_t i = 0; i < COUNT(d); i++)
        d[i] = 0.25;
    struct estimate e = estimate(d, COUNT(d), 0.95);
    assert_true(e.value == 0.25 && e.low == 0.25 && e.high == 0.25);
    assert_true(test_p(d, COUNT(d)) == 2 / 256.0);

    memset(d, 0, sizeof(d));
    e = estimate(d, COUNT(d), 0.95);
    assert_true(e.value == 0 && e.low == 0 && e.high == 0);
}

static void few_numbers_give_no_interval(void **unused)
{
    static const double d[] = {3, 1, 2, 5, 4, 6};
    static const double values[] = {3, 2, 2, 2.75, 3};

    (void)unused;
    for (size_t n = 1; n <= 5; n++) {
        struct estimate e = estimate(d, n, 0.9);

        assert_near(e.value, values[n - 1]);
        assert_int_equal(e.k, 0);
        assert_true(isnan(e.low) && isnan(e.high) && isnan(e.confidence));
        assert_true(test_p(d, n) == ldexp(1, 1 - (int)n));
    }
    assert_int_equal(estimate(d, 6, 0.95).k, 1);
    assert_int_equal(estimate(d, 6, 0.99).k, 0);
}

static double uniform(struct random *r)
{
    return ldexp((double)(random_next(r) >> 11), -53);
}

static void estimates_turn_with_the_sign(void **unused)
{
    struct random r;
    double d[20], turned[20];

    (void)unused;
    random_seed(&r, 2);
    for (size_t n = 1; n <= COUNT(d); n++) {
        for (size_t i = 0; i < n; i++) {
            d[i] = uniform(&r) - 0.3;
            turned[i] = -d[i];
        }
        struct estimate e = estimate(d, n, 0.95);
        struct estimate t = estimate(turned, n, 0.95);
        assert_true(t.value == -e.value);
        assert_int_equal(t.k, e.k);
        if (e.k > 0)
            assert_true(t.low == -e.high && t.high == -e.low);
        assert_true(test_p(d, n) == test_p(turned, n));
    }
}

/* The interval holds just those centres that the test does not reject. */
static void interval_and_test_agree(void **unused)
{
    static const double step = 1e-9;
    struct random r;
    double d[14], moved[14];

    (void)unused;
    random_seed(&r, 3);
    for (size_t n = 6; n <= COUNT(d); n++) {
        for (size_t i = 0; i < n; i++)
            d[i] = uniform(&r);
        struct estimate e = estimate(d, n, 0.95);
        const double inside[] = {e.low + step, e.value, e.high - step};
        const double outside[] = {e.low - step, e.high + step};

        for (size_t c = 0; c < COUNT(inside); c++) {
            for (size_t i = 0; i < n; i++)
                moved[i] = d[i] - inside[c];
            assert_true(test_p(moved, n) > 0.05);
        }
        for (size_t c = 0; c < COUNT(outside); c++) {
            for (size_t i = 0; i < n; i++)
                moved[i] = d[i] - outside[c];
            assert_true(test_p(moved, n) <= 0.05);
        }
    }
}

static void ratios_are_estimates_of_logarithms(void **unused)
{
    static const double b[] = {100, 220, 90, 400, 130, 170, 60, 310};
    double a[COUNT(b)];
    struct estimate e;

    (void)unused;
    for (size_t i = 0; i < COUNT(b); i++)
        a[i] = b[i] * 1.25;
    assert_int_equal(stats_ratio(a, b, COUNT(b), 0.95, &e), 0);
    assert_near(e.value, 1.25);
    assert_near(e.low, 1.25);
    assert_near(e.high, 1.25);
    assert_int_equal(stats_ratio(b, b, 3, 0.95, &e), 0);
    assert_true(e.value == 1 && isnan(e.low) && e.k == 0);
}

static void geometric_is_in_the_unit_of_its_numbers(void **unused)
{
    static const double x[] = {1, 10, 100, 1000, 10000, 100000};
    struct estimate e;

    (void)unused;
    assert_int_equal(stats_geometric(x, COUNT(x), 0.95, &e), 0);
    assert_near(e.value, pow(10, 2.5));
    assert_near(e.low, 1);
    assert_near(e.high, 100000);
}

static void what_has_no_logarithm_is_refused(void **unused)
{
    static const double bad[] = {0, -1, NAN, INFINITY};
    double x[] = {1, 2, 3, 4, 5, 6}, y[] = {1, 2, 3, 4, 5, 6}, d[6];
    struct estimate e;

    (void)unused;
    for (size_t i = 0; i < COUNT(bad); i++) {
        x[3] = bad[i];
        assert_int_equal(stats_geometric(x, 6, 0.95, &e), -EDOM);
        assert_int_equal(stats_ratio(x, y, 6, 0.95, &e), -EDOM);
        assert_int_equal(stats_ratio(y, x, 6, 0.95, &e), -EDOM);
        assert_int_equal(stats_log_ratios(x, y, 6, d), -EDOM);
        assert_int_equal(stats_log_ratios(y, x, 6, d), -EDOM);
    }
}

static void bad_numbers_are_refused(void **unused)
{
    double x[STATS_MAX + 1] = {1, NAN, 2}, value;
    struct estimate e;

    (void)unused;
    assert_int_equal(stats_estimate(x, 3, 0.95, &e), -EDOM);
    assert_int_equal(stats_signed_rank(x, 3, &value), -EDOM);
    assert_int_equal(stats_median(x, 3, &value), -EDOM);
    x[1] = -INFINITY;
    assert_int_equal(stats_estimate(x, 3, 0.95, &e), -EDOM);
    assert_int_equal(stats_estimate(x, 0, 0.95, &e), -EINVAL);
    assert_int_equal(stats_estimate(x, 1, 1.5, &e), -EINVAL);
    assert_int_equal(stats_geometric(x, 0, 0.95, &e), -EINVAL);
    assert_int_equal(stats_ratio(x, x, 0, 0.95, &e), -EINVAL);
    assert_int_equal(stats_signed_rank(x, 0, &value), -EINVAL);
    assert_int_equal(stats_median(x, 0, &value), -EINVAL);
    assert_int_equal(stats_estimate(x, STATS_MAX + 1, 0.95, &e), -E2BIG);
    assert_int_equal(stats_geometric(x, STATS_MAX + 1, 0.95, &e), -E2BIG);
    assert_int_equal(stats_ratio(x, x, STATS_MAX + 1, 0.95, &e), -E2BIG);
}

static void medians(void **unused)
{
    double odd[] = {5, 1, 3}, even[] = {4, 1, 3, 2}, one[] = {7}, m;

    (void)unused;
    assert_int_equal(stats_median(odd, 3, &m), 0);
    assert_true(m == 3 && odd[0] == 1 && odd[2] == 5);
    assert_int_equal(stats_median(even, 4, &m), 0);
    assert_true(m == 2.5);
    assert_int_equal(stats_median(one, 1, &m), 0);
    assert_true(m == 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_r_on_the_depression_data),
        cmocka_unit_test(matches_r_on_seven_numbers),
        cmocka_unit_test(cuts_match_the_tables),
        cmocka_unit_test(cuts_at_the_limits),
        cmocka_unit_test(all_alike),
        cmocka_unit_test(few_numbers_give_no_interval),
        cmocka_unit_test(estimates_turn_with_the_sign),
        cmocka_unit_test(interval_and_test_agree),
        cmocka_unit_test(ratios_are_estimates_of_logarithms),
        cmocka_unit_test(geometric_is_in_the_unit_of_its_numbers),
        cmocka_unit_test(what_has_no_logarithm_is_refused),
        cmocka_unit_test(bad_numbers_are_refused),
        cmocka_unit_test(medians),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
