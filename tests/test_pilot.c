/* pilot: series with a known cut, windows by their arithmetic. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/pilot.h"
#include "harness/random.h"

enum { N = 100 };

/* So many bins at a lower level, rising, then a steady one with some noise. */
static void make(uint64_t *bins, size_t warm, uint64_t seed)
{
    struct random r;

    random_seed(&r, seed);
    for (size_t i = 0; i < N; i++)
        bins[i] =
            (i < warm ? 300 + 500 * i / warm : 1000) + random_below(&r, 20);
}

static void the_cut_is_found(void **unused)
{
    static const size_t warm[] = {0, 1, 5, 12, 30, 49};
    uint64_t bins[N];

    (void)unused;
    for (size_t i = 0; i < sizeof warm / sizeof *warm; i++)
        for (uint64_t seed = 1; seed <= 20; seed++) {
            size_t cut;

            make(bins, warm[i], seed);
            cut = pilot_mser(bins, N);
            /* All of the rise, and little of what is steady. */
            assert_in_range(cut, warm[i], warm[i] + 10);
        }
}

/* By hand: leaving out 0 to 3 gives 38 / 36, 8 / 25, 8 / 16, 8 / 9. */
static void a_small_series_by_hand(void **unused)
{
    static const uint64_t rise[] = {0, 6, 6, 6, 4, 8}, flat[] = {5, 5, 5, 5};

    (void)unused;
    assert_int_equal(pilot_mser(rise, 6), 1);
    assert_int_equal(pilot_mser(flat, 4), 0);
    assert_int_equal(pilot_mser(flat, 1), 0);
    assert_int_equal(pilot_mser(flat, 0), 0);
}

static void what_only_rises_is_cut_in_half(void **unused)
{
    uint64_t bins[N];

    (void)unused;
    for (size_t i = 0; i < N; i++)
        bins[i] = 10 * i;
    assert_int_equal(pilot_mser(bins, N), N / 2);
}

static void warm_up_is_bounded(void **unused)
{
    (void)unused;
    assert_int_equal(pilot_warmup(0), 300 * CLOCK_MS);
    assert_int_equal(pilot_warmup(7), 300 * CLOCK_MS);
    assert_int_equal(pilot_warmup(8), 320 * CLOCK_MS);
    assert_int_equal(pilot_warmup(50), 2 * CLOCK_S);
    assert_int_equal(pilot_warmup(400), 5 * CLOCK_S);
}

static uint64_t window(double rate, uint64_t most, unsigned expected)
{
    unsigned per_mille = 1;
    uint64_t ns = pilot_window(rate, most, &per_mille);

    assert_int_equal(per_mille, expected);
    return ns / CLOCK_S;
}

static void window_holds_enough_beyond(void **unused)
{
    (void)unused;
    assert_int_equal(window(100000, CLOCK_NEVER, 999), 1);
    assert_int_equal(window(15001, CLOCK_NEVER, 999), 1);
    assert_int_equal(window(14999, CLOCK_NEVER, 999), 2);
    assert_int_equal(window(2000, CLOCK_NEVER, 999), 8);
    assert_int_equal(window(938, CLOCK_NEVER, 999), 16);
    /* No window is long enough for p99.9. */
    assert_int_equal(window(900, CLOCK_NEVER, 990), 2);
    assert_int_equal(window(10, CLOCK_NEVER, 900), 16);
    assert_int_equal(window(2, CLOCK_NEVER, 500), 16);
    assert_int_equal(window(1, CLOCK_NEVER, 0), 1);
    assert_int_equal(window(0, CLOCK_NEVER, 0), 1);
    /* Nor are longer ones allowed. */
    assert_int_equal(window(2000, 4 * CLOCK_S, 990), 1);
    assert_int_equal(window(100000, 0, 999), 1);
}

static void noise_is_of_ratios(void **unused)
{
    static const double a[] = {100, 110}, b[] = {110, 100}, c[] = {200, 220};

    (void)unused;
    assert_float_equal(pilot_noise(a, b, 2), log(1.1), 1e-9);
    assert_float_equal(pilot_noise(a, a, 2), 0, 1e-12);
    assert_float_equal(pilot_noise(c, a, 2), log(2), 1e-9);
    assert_float_equal(pilot_noise(a, b, 0), 0, 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cut_is_found),
        cmocka_unit_test(a_small_series_by_hand),
        cmocka_unit_test(what_only_rises_is_cut_in_half),
        cmocka_unit_test(warm_up_is_bounded),
        cmocka_unit_test(window_holds_enough_beyond),
        cmocka_unit_test(noise_is_of_ratios),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
