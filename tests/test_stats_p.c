/* stats: exact p by going through all signs, and Holm's adjustment. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

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

static void sixty_numbers_are_still_exact(void **unused)
{
    double d[STATS_MAX], p;

    (void)unused;
    for (int i = 0; i < STATS_MAX; i++)
        d[i] = i + 1;
    assert_true(test_p(d, STATS_MAX) == ldexp(1, 1 - STATS_MAX));
    d[0] = -1;
    assert_true(test_p(d, STATS_MAX) == ldexp(2, 1 - STATS_MAX));
    assert_int_equal(stats_signed_rank(d, STATS_MAX + 1, &p), -E2BIG);
}

static double rank_of(const double *d, size_t n, size_t of)
{
    double below = 0, equal = 0;

    for (size_t i = 0; i < n; i++) {
        below += d[i] != 0 && fabs(d[i]) < fabs(d[of]);
        equal += fabs(d[i]) == fabs(d[of]);
    }
    return below + (equal + 1) / 2;
}

/* p by going through all signs, which only a small n allows. */
static double enumerate(const double *d, size_t n)
{
    double observed = 0, extreme = 0, all = ldexp(1, (int)n);

    for (size_t i = 0; i < n; i++)
        if (d[i] != 0)
            observed += d[i] > 0 ? rank_of(d, n, i) : -rank_of(d, n, i);
    for (unsigned signs = 0; signs < 1u << n; signs++) {
        double sum = 0;

        for (size_t i = 0; i < n; i++)
            if (d[i] != 0)
                sum += signs >> i & 1 ? rank_of(d, n, i) : -rank_of(d, n, i);
        extreme += fabs(sum) >= fabs(observed);
    }
    return extreme / all;
}

static void p_is_that_of_all_signs(void **unused)
{
    struct random r;
    double d[9];

    (void)unused;
    random_seed(&r, 1);
    for (int i = 0; i < 400; i++) {
        size_t n = 1 + (size_t)random_below(&r, COUNT(d));
        /* Few values: ties and zeros; many: neither. */
        uint64_t values = i % 2 == 0 ? 4 : 1000000;

        for (size_t j = 0; j < n; j++)
            d[j] = (double)random_below(&r, 2 * values + 1) - (double)values;
        assert_near(test_p(d, n), enumerate(d, n));
    }
}

static void zeros_are_dropped(void **unused)
{
    static const double with[] = {0, 1.5, -0.5, 0, 2.5, 3.5, 4.5, -0.0, 5.5};
    static const double without[] = {1.5, -0.5, 2.5, 3.5, 4.5, 5.5};
    static const double zeros[7] = {0};

    (void)unused;
    assert_true(test_p(with, COUNT(with)) == test_p(without, COUNT(without)));
    assert_true(test_p(zeros, COUNT(zeros)) == 1);
}

/* The first two are R's p.adjust(p, "holm"). */
static void holm_matches(void **unused)
{
    static const struct {
        double p[4], adjusted[4];
    } cases[] = {
        {{0.01, 0.02, 0.03, 0.04}, {0.04, 0.06, 0.06, 0.06}},
        {{0.01, 0.04, 0.03, 0.005}, {0.03, 0.06, 0.06, 0.02}},
        {{0.02, 0.02, 0.02, 0.9}, {0.08, 0.08, 0.08, 0.9}},
        {{1, 0.5, 0.6, 0}, {1, 1, 1, 0}},
    };
    static const double bad[] = {0.1, NAN, 0.2}, above[] = {1.01};
    double adjusted[4];

    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(stats_holm(cases[i].p, 4, adjusted), 0);
        for (size_t j = 0; j < 4; j++)
            assert_near(adjusted[j], cases[i].adjusted[j]);
    }
    assert_int_equal(stats_holm(bad, 3, adjusted), -EDOM);
    assert_int_equal(stats_holm(above, 1, adjusted), -EDOM);
    assert_int_equal(stats_holm(NULL, 0, NULL), 0);
}

/* Between p and n p, in the order of p, and the smallest is Bonferroni's. */
static void holm_is_monotone(void **unused)
{
    struct random r;
    double p[45], adjusted[45];

    (void)unused;
    random_seed(&r, 4);
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < COUNT(p); i++)
            p[i] = (double)random_below(&r, 200) / 2000;
        assert_int_equal(stats_holm(p, COUNT(p), adjusted), 0);
        for (size_t i = 0; i < COUNT(p); i++) {
            assert_true(adjusted[i] >= p[i]);
            assert_true(adjusted[i] <= fmin(1, (double)COUNT(p) * p[i]));
            for (size_t j = 0; j < COUNT(p); j++)
                if (p[i] <= p[j])
                    assert_true(adjusted[i] <= adjusted[j]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixty_numbers_are_still_exact),
        cmocka_unit_test(p_is_that_of_all_signs),
        cmocka_unit_test(zeros_are_dropped),
        cmocka_unit_test(holm_matches),
        cmocka_unit_test(holm_is_monotone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
