/* fetch_tally: what is counted as what, and which percentiles are shown. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/fetch_tally.h"
#include "harness/histogram.h"
#include "harness/job.h"

static void add(struct fetch_tally *t, int status, int error, uint64_t bytes,
                uint64_t time)
{
    const struct sample s = {.start = 1000,
                             .done = 1000 + time,
                             .status = (int16_t)status,
                             .error = (int16_t)error,
                             .bytes = bytes};

    fetch_tally_add(t, &s);
}

static void every_request_is_in_one_count(void **unused)
{
    struct fetch_tally t;

    (void)unused;
    assert_int_equal(fetch_tally_init(&t), 0);
    add(&t, 200, 0, 10, 100);
    add(&t, 399, 0, 20, 200);
    add(&t, 400, 0, 40, 300);
    add(&t, 999, 0, 80, 50);
    add(&t, 200, EPROTO, 160, 900);
    add(&t, 0, FETCH_UNRESOLVED, 0, 0);
    assert_int_equal(t.ok, 2);
    assert_int_equal(t.bad, 2);
    assert_int_equal(t.failed, 2);
    assert_int_equal(fetch_tally_requests(&t), 6);
    assert_int_equal(t.body_bytes, 150);
    assert_int_equal(t.sum_ns, 1550);
    assert_int_equal(t.slowest_ns, 900);
    assert_int_equal(t.statuses[200], 1);
    assert_int_equal(t.statuses[999], 1);
    assert_int_equal(t.error_count, 2);
    fetch_tally_free(&t);
}

/* What timed out counts with its time, or the worst would be missing; what
 * was refused has no time that says anything. */
static void timeouts_are_in_the_latency(void **unused)
{
    struct fetch_tally t;

    (void)unused;
    assert_int_equal(fetch_tally_init(&t), 0);
    add(&t, 200, 0, 0, 100);
    add(&t, 0, ETIMEDOUT, 0, 2000);
    add(&t, 0, ECONNREFUSED, 0, 5);
    assert_int_equal(t.latency->total, 2);
    assert_int_equal(fetch_tally_percentile(&t, 100), 2000);
    fetch_tally_free(&t);
}

static void a_percentile_needs_ten_beyond_it(void **unused)
{
    struct fetch_tally t;

    (void)unused;
    assert_int_equal(fetch_tally_init(&t), 0);
    assert_true(fetch_tally_percentile(&t, 50) == FETCH_NONE);
    assert_true(fetch_tally_percentile(&t, 100) == FETCH_NONE);
    for (uint64_t i = 1; i <= 999; i++)
        add(&t, 200, 0, 0, i);
    assert_int_equal(fetch_tally_percentile(&t, 50), 500);
    assert_true(fetch_tally_percentile(&t, 99) == FETCH_NONE);
    add(&t, 200, 0, 0, 1000);
    assert_int_equal(fetch_tally_percentile(&t, 99), 990);
    assert_true(fetch_tally_percentile(&t, 99.9) == FETCH_NONE);
    for (uint64_t i = 0; i < 9000; i++)
        add(&t, 200, 0, 0, 1);
    assert_true(fetch_tally_percentile(&t, 99.9) != FETCH_NONE);
    fetch_tally_free(&t);
}

/* A bucket of the histogram reaches above the value: the largest that was
 * seen is what is shown. */
static void the_largest_is_exact(void **unused)
{
    struct fetch_tally t;

    (void)unused;
    assert_int_equal(fetch_tally_init(&t), 0);
    add(&t, 200, 0, 0, UINT64_C(1017201));
    assert_int_equal(fetch_tally_percentile(&t, 100), 1017201);
    fetch_tally_free(&t);
}

static void kinds_of_errors_have_a_limit(void **unused)
{
    struct fetch_tally t;
    uint64_t sum = 0;

    (void)unused;
    assert_int_equal(fetch_tally_init(&t), 0);
    for (int error = 1; error <= 2 * FETCH_ERRORS_MAX; error++)
        add(&t, 0, error, 0, 1);
    add(&t, 0, 1, 0, 1);
    assert_int_equal(t.error_count, FETCH_ERRORS_MAX);
    assert_int_equal(t.errors[0].error, 1);
    assert_int_equal(t.errors[0].count, 2);
    assert_int_equal(t.errors[FETCH_ERRORS_MAX - 1].error, FETCH_OTHER);
    for (int i = 0; i < t.error_count; i++)
        sum += t.errors[i].count;
    assert_int_equal(sum, t.failed);
    fetch_tally_free(&t);
}

static void tallies_are_merged(void **unused)
{
    struct fetch_tally a, b;

    (void)unused;
    assert_int_equal(fetch_tally_init(&a), 0);
    assert_int_equal(fetch_tally_init(&b), 0);
    add(&a, 200, 0, 1, 100);
    add(&a, 0, EPROTO, 0, 700);
    add(&b, 404, 0, 2, 200);
    add(&b, 0, EPROTO, 0, 300);
    add(&b, 0, EPIPE, 0, 300);
    fetch_tally_merge(&a, &b);
    assert_int_equal(a.ok, 1);
    assert_int_equal(a.bad, 1);
    assert_int_equal(a.failed, 3);
    assert_int_equal(a.body_bytes, 3);
    assert_int_equal(a.slowest_ns, 700);
    assert_int_equal(a.sum_ns, 1600);
    assert_int_equal(a.statuses[404], 1);
    assert_int_equal(a.error_count, 2);
    assert_int_equal(a.errors[0].count, 2);
    assert_int_equal(a.latency->total, 2);
    fetch_tally_free(&a);
    fetch_tally_free(&b);
}

static void all_errors_have_words(void **unused)
{
    (void)unused;
    assert_string_not_equal(fetch_error_words(FETCH_UNRESOLVED),
                            fetch_error_words(FETCH_OTHER));
    assert_string_equal(fetch_error_words(ENOSPC), strerror(ENOSPC));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_is_in_one_count),
        cmocka_unit_test(timeouts_are_in_the_latency),
        cmocka_unit_test(a_percentile_needs_ten_beyond_it),
        cmocka_unit_test(the_largest_is_exact),
        cmocka_unit_test(kinds_of_errors_have_a_limit),
        cmocka_unit_test(tallies_are_merged),
        cmocka_unit_test(all_errors_have_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
