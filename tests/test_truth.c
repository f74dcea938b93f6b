/* truth: the delays, and what is held against them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/job.h"
#include "harness/truth_trial.h"

static volatile sig_atomic_t stop;

static int compare(const void *a, const void *b)
{
    unsigned x = *(const unsigned *)a, y = *(const unsigned *)b;

    return (x > y) - (x < y);
}

/* The percentiles are those of the formula. */
static void delays_are_as_told(void **unused)
{
    static const unsigned expected[TRUTH_COUNT][4] = {
        {5, 5, 5, 5}, {2, 2, 40, 40}, {3, 9, 43, 177}};
    static const size_t at[4] = {625, 1125, 1237, 1248};
    unsigned delays[TRUTH_DELAYS], again[TRUTH_DELAYS];

    (void)unused;
    for (int t = 0; t < TRUTH_COUNT; t++) {
        truth_delays((enum truth)t, 7, delays, TRUTH_DELAYS);
        truth_delays((enum truth)t, 7, again, TRUTH_DELAYS);
        assert_memory_equal(delays, again, sizeof delays);
        qsort(delays, TRUTH_DELAYS, sizeof *delays, compare);
        for (int i = 0; i < 4; i++)
            assert_int_equal(delays[at[i]], expected[t][i]);
    }
    truth_delays(TRUTH_HEAVY, 7, delays, TRUTH_DELAYS);
    truth_delays(TRUTH_HEAVY, 8, again, TRUTH_DELAYS);
    assert_memory_not_equal(delays, again, sizeof delays);
}

/* Each request took its delay and `more`, but for the first `odd` ones, which
 * took `odd_ns` more. */
static struct truth_result judged(uint64_t more, size_t odd, int64_t odd_ns,
                                  uint64_t late)
{
    static struct sample samples[TRUTH_REQUESTS];
    unsigned delays[TRUTH_DELAYS];
    uint64_t lates[TRUTH_PERCENTILES] = {late, late, late, late};
    struct truth_result r = {.early = 0};

    truth_delays(TRUTH_BIMODAL, 3, delays, TRUTH_DELAYS);
    for (uint32_t i = 0; i < TRUTH_REQUESTS; i++) {
        uint64_t took = delays[i % TRUTH_DELAYS] * CLOCK_MS + more;

        took += i < odd ? (uint64_t)odd_ns : 0;
        samples[i] = (struct sample){
            .start = CLOCK_S, .done = CLOCK_S + took, .number = i};
    }
    assert_int_equal(truth_judge(&r, samples, TRUTH_REQUESTS, delays, lates),
                     0);
    return r;
}

static void the_truth_is_recovered(void **unused)
{
    struct truth_result r = judged(CLOCK_MS, 0, 0, 0);

    (void)unused;
    assert_true(r.ok);
    assert_int_equal(r.early, 0);
    assert_in_range(r.percentiles[3].truth_ns, 40 * CLOCK_MS, 40.1 * CLOCK_MS);
    assert_in_range(r.percentiles[3].measured_ns, 41 * CLOCK_MS,
                    41.1 * CLOCK_MS);
}

/* One request that took less than it can have taken. */
static void nothing_may_be_too_short(void **unused)
{
    struct truth_result r = judged(CLOCK_MS, 1, -1100000, 0);

    (void)unused;
    assert_int_equal(r.early, 1);
    assert_false(r.ok);
}

/* Only the percentile it reaches. */
static void too_long_is_not_recovered(void **unused)
{
    struct truth_result r = judged(0, 200, 60 * CLOCK_MS, 0);

    (void)unused;
    assert_false(r.ok);
    assert_true(r.percentiles[0].ok && r.percentiles[1].ok);
    assert_false(r.percentiles[2].ok);
    r = judged(0, 200, 60 * CLOCK_MS, 20 * CLOCK_MS);
    assert_true(r.ok);
    assert_false(judged(3 * CLOCK_MS, 0, 0, 0).ok);
}

/* It goes on once in 10 ms. */
static uint64_t coarse_clock(void)
{
    return clock_now() / (10 * CLOCK_MS) * (10 * CLOCK_MS);
}

static int run_coarsely(struct job *job)
{
    job->now = coarse_clock;
    return backend_reference()->run(job);
}

static void a_wrong_clock_is_found(void **unused)
{
    struct backend odd = *backend_reference();
    struct truth_result r;

    (void)unused;
    odd.run = run_coarsely;
    assert_int_equal(truth_trial(&r, &odd, TRUTH_BIMODAL, 1, &stop), 0);
    assert_string_equal(r.reason, "");
    assert_false(r.ok);
    assert_true(r.early > TRUTH_REQUESTS / 4);
}

/* Whatever the machine does, nothing is measured as too short. */
static void the_reference_recovers_no_less(void **unused)
{
    struct truth_result r;

    (void)unused;
    assert_int_equal(
        truth_trial(&r, backend_reference(), TRUTH_BIMODAL, 1, &stop), 0);
    assert_string_equal(r.reason, "");
    assert_int_equal(r.early, 0);
    for (int i = 0; i < TRUTH_PERCENTILES; i++)
        assert_true(r.percentiles[i].measured_ns >= r.percentiles[i].truth_ns);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(delays_are_as_told),
        cmocka_unit_test(the_truth_is_recovered),
        cmocka_unit_test(nothing_may_be_too_short),
        cmocka_unit_test(too_long_is_not_recovered),
        cmocka_unit_test(a_wrong_clock_is_found),
        cmocka_unit_test(the_reference_recovers_no_less),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
