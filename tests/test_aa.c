/* aa: families, intervals, and a session that is short. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/aa_session.h"
#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/random.h"
#include "harness/verdict.h"

static volatile sig_atomic_t stop;

static const struct verdict_rule rule = {0.03, 0, true};

/* The tables of Clopper and Pearson (1934), as R's binom.test gives them. */
static void intervals_are_exact(void **unused)
{
    static const struct {
        size_t hits, n;
        double low, high;
    } cases[] = {
        {0, 20, 0, 0.16843},        {1, 20, 0.001265, 0.24873},
        {2, 10, 0.025211, 0.55610}, {5, 10, 0.18709, 0.81291},
        {10, 10, 0.69150, 1},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double low, high;

        aa_interval(cases[i].hits, cases[i].n, 0.95, &low, &high);
        assert_true(fabs(low - cases[i].low) < 1e-5);
        assert_true(fabs(high - cases[i].high) < 1e-5);
    }
}

/* Log-normal with a spread of 10 %, row 0 more by `factor`. */
static void fill(double *values, size_t rows, size_t blocks, double factor)
{
    struct random random;

    random_seed(&random, 5);
    for (size_t i = 0; i < rows * blocks; i++) {
        double sum = 0;

        for (int k = 0; k < 12; k++)
            sum += (double)random_below(&random, 1000000) / 1e6;
        values[i] = exp(0.1 * (sum - 6)) * (i < blocks ? factor : 1);
    }
}

static void families_share_no_block(void **unused)
{
    static double values[4 * 1203];
    struct aa_rate r;

    (void)unused;
    fill(values, 4, 1203, 1);
    assert_int_equal(aa_judge(values, 4, 1203, &rule, &r), 0);
    assert_int_equal(r.families, 100);
    assert_true(r.low <= 0.05);
    assert_true(r.rate <= 0.1);
    fill(values, 4, 1203, 1.5);
    assert_int_equal(aa_judge(values, 4, 1203, &rule, &r), 0);
    assert_true(r.low > 0.9);
    assert_int_equal(aa_judge(values, 4, 11, &rule, &r), 0);
    assert_int_equal(r.families, 0);
    assert_true(isnan(r.rate));
}

/* Rounds are real; what they say is the machine's affair. */
static void a_session_gives_whole_families(void **unused)
{
    struct aa_order order = {.backend = backend_reference(),
                             .rows = 2,
                             .blocks = 12,
                             .budget_ns = 60 * CLOCK_S,
                             .seed = 1,
                             .stop = &stop};
    struct aa_result r;

    (void)unused;
    if (aa_session(&r, &order) < 0) {
        /* Too many rounds were starved. */
        assert_non_null(strstr(r.reason, "window"));
        skip();
    }
    assert_int_equal(r.blocks, 12);
    for (int m = 0; m < AA_MEASURES; m++) {
        assert_int_equal(r.rates[m].families, 1);
        assert_true(r.rates[m].low <= r.rates[m].rate);
    }
}

static void a_signal_ends_a_session(void **unused)
{
    struct aa_order order = {.backend = backend_reference(),
                             .rows = 2,
                             .blocks = 12,
                             .budget_ns = CLOCK_S,
                             .stop = &stop};
    struct aa_result r;

    (void)unused;
    stop = 1;
    assert_int_equal(aa_session(&r, &order), -EINTR);
    stop = 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(intervals_are_exact),
        cmocka_unit_test(families_share_no_block),
        cmocka_unit_test(a_session_gives_whole_families),
        cmocka_unit_test(a_signal_ends_a_session),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
