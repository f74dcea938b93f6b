/* report_steady, report_weather: windows that hold their rate, and not. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "harness/random.h"
#include "harness/report_steady.h"
#include "harness/report_summary.h"
#include "harness/report_weather.h"

enum { ROUNDS = 12 };

static struct record_bins even(uint64_t count)
{
    struct record_bins bins = {.there = true};

    for (int i = 0; i < RECORD_BINS; i++)
        bins.counts[i] = count;
    return bins;
}

static void an_even_window_is_steady(void **unused)
{
    struct record_bins bins = even(1000);
    double slope = 1, first = 1;

    (void)unused;
    assert_true(report_steady_round(&bins, &slope, &first));
    assert_float_equal(slope, 0, 1e-12);
    assert_float_equal(first, 0, 1e-12);
}

static void a_rise_has_its_slope(void **unused)
{
    struct record_bins bins = even(0);
    double slope, first;

    (void)unused;
    /* From 9525 in steps of 50: a tenth of the mean over all twenty parts, of
     * which the first two have 9550 in the mean, the others 10050. */
    for (unsigned i = 0; i < RECORD_BINS; i++)
        bins.counts[i] = 9525 + 50 * i;
    assert_true(report_steady_round(&bins, &slope, &first));
    assert_float_equal(slope, 0.1, 1e-6);
    assert_float_equal(first, 9550.0 / 10050 - 1, 1e-6);
}

static void a_slow_start_is_in_the_first_tenth(void **unused)
{
    struct record_bins bins = even(1000), none = even(0), absent = {0};
    double slope, first;

    (void)unused;
    bins.counts[0] = bins.counts[1] = 900;
    assert_true(report_steady_round(&bins, &slope, &first));
    assert_float_equal(first, -0.1, 1e-6);
    assert_false(report_steady_round(&none, &slope, &first));
    assert_false(report_steady_round(&absent, &slope, &first));
}

/* Rounds of one cell: `start` is what the first tenth is multiplied by. */
static void fill(struct record *rounds, double start, double scatter,
                 uint64_t seed)
{
    struct random r;

    random_seed(&r, seed);
    for (int k = 0; k < ROUNDS; k++) {
        record_init(&rounds[k]);
        rounds[k].bins = even(0);
        for (int i = 0; i < RECORD_BINS; i++) {
            double u = (double)random_below(&r, 2001) / 1000 - 1;

            rounds[k].bins.counts[i] =
                (uint64_t)(10000 * (1 + scatter * u) * (i < 2 ? start : 1));
        }
    }
}

static bool unsteady(double start, double scatter, uint64_t seed, size_t n)
{
    struct record rounds[ROUNDS];
    const struct record *list[ROUNDS];
    struct report_cell cell = {.rounds = list, .round_count = n};

    fill(rounds, start, scatter, seed);
    for (int i = 0; i < ROUNDS; i++)
        list[i] = &rounds[i];
    report_steady_cell(&cell);
    return cell.unsteady;
}

/* Off by more than 2 % is shown, off by less is not, and noise is neither. */
static void what_is_shown_is_flagged(void **unused)
{
    int wrong = 0;

    (void)unused;
    assert_true(unsteady(0.95, 0.01, 1, ROUNDS));
    assert_true(unsteady(1.05, 0.01, 2, ROUNDS));
    assert_false(unsteady(0.99, 0.01, 3, ROUNDS));
    assert_false(unsteady(0.5, 0.01, 4, 5)); /* no interval */
    for (uint64_t seed = 10; seed < 210; seed++)
        wrong += unsteady(1, 0.3, seed, ROUNDS);
    assert_true(wrong <= 10);
}

static void the_probe_may_explain_the_rate(void **unused)
{
    struct record rounds[ROUNDS];
    const struct record *list[ROUNDS];
    struct report_cell cell = {.rounds = list, .round_count = ROUNDS};
    struct manifest_scenario scenario = {.name = "s"};
    struct report_point point = {
        .scenario = &scenario, .cells = &cell, .cell_count = 1};

    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        record_init(&rounds[i]);
        rounds[i].probe_ns = 10000 * (1 + i % 2);
        rounds[i].window_ns = 1000000000;
        rounds[i].window_asked_ns = i == 3 ? 980000000 : 995000000;
        rounds[i].requests = 60000 / (1 + i % 2);
        list[i] = &rounds[i];
    }
    assert_float_equal(report_weather_correlation(&point), -1, 1e-6);
    assert_int_equal(report_weather_windows(&point), 1);
    cell.round_count = 5;
    assert_true(isnan(report_weather_correlation(&point)));
    cell.round_count = ROUNDS;
    for (unsigned i = 0; i < ROUNDS; i++)
        rounds[i].probe_ns = 10000;
    assert_true(isnan(report_weather_correlation(&point)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_even_window_is_steady),
        cmocka_unit_test(a_rise_has_its_slope),
        cmocka_unit_test(a_slow_start_is_in_the_first_tenth),
        cmocka_unit_test(what_is_shown_is_flagged),
        cmocka_unit_test(the_probe_may_explain_the_rate),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
