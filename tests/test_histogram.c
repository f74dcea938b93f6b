/* histogram: bucket layout, percentiles, merging, clamping. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/histogram.h"
#include "harness/random.h"

static struct histogram *new_histogram(uint64_t highest)
{
    struct histogram *h = NULL;

    assert_int_equal(histogram_create(highest, &h), 0);
    return h;
}

/* 1, 2, ... n, once each. */
static struct histogram *counting_to(unsigned n)
{
    struct histogram *h = new_histogram(HISTOGRAM_HOUR_NS);

    for (unsigned value = 1; value <= n; value++)
        histogram_record(h, value);
    return h;
}

static void assert_same_counts(const struct histogram *a,
                               const struct histogram *b)
{
    struct histogram_bucket x = {0}, y = {0};

    assert_int_equal(a->total, b->total);
    while (histogram_next(a, &x)) {
        assert_true(histogram_next(b, &y));
        assert_int_equal(x.lowest, y.lowest);
        assert_int_equal(x.highest, y.highest);
        assert_int_equal(x.count, y.count);
    }
    assert_false(histogram_next(b, &y));
}

static void create_checks_its_range(void **unused)
{
    struct histogram *h = NULL;

    (void)unused;
    assert_int_equal(histogram_create(0, &h), -EINVAL);
    assert_int_equal(histogram_create(1, &h), -EINVAL);
    assert_int_equal(histogram_create(HISTOGRAM_HIGHEST_MAX + 1, &h), -EINVAL);
    assert_null(h);
    histogram_destroy(NULL);
}

/* 23552 is what HdrHistogram_c's own test expects for one hour in us. */
static void length_is_that_of_hdrhistogram(void **unused)
{
    static const struct {
        uint64_t highest;
        size_t length;
    } cases[] = {{2, 2048},
                 {2047, 2048},
                 {2048, 3072},
                 {UINT64_C(3600000000), 23552},
                 {HISTOGRAM_HIGHEST_MAX, HISTOGRAM_LENGTH_MAX}};

    (void)unused;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct histogram *h = new_histogram(cases[i].highest);

        assert_int_equal(h->length, cases[i].length);
        histogram_destroy(h);
    }
}

/* One value into each bucket of the whole range, found by its width alone. */
static void buckets_touch_and_are_narrow(void **unused)
{
    struct histogram *h = new_histogram(HISTOGRAM_HIGHEST_MAX);
    struct histogram_bucket bucket = {0};
    uint64_t next = 0, width = 1, buckets = 0;

    (void)unused;
    for (uint64_t value = 0; value <= HISTOGRAM_HIGHEST_MAX; value += width) {
        while (value / width >= 2048)
            width *= 2;
        histogram_record(h, value + (width - 1) / 3);
    }
    while (histogram_next(h, &bucket)) {
        assert_int_equal(bucket.lowest, next);
        assert_int_equal(bucket.count, 1);
        assert_true((bucket.highest - bucket.lowest) <= bucket.lowest / 1024);
        next = bucket.highest + 1;
        buckets++;
    }
    assert_int_equal(next, HISTOGRAM_HIGHEST_MAX + 1);
    assert_int_equal(buckets, h->length);
    assert_int_equal(h->clamped, 0);
    histogram_destroy(h);
}

static void empty_gives_zeroes(void **unused)
{
    struct histogram *h = new_histogram(HISTOGRAM_HOUR_NS);
    struct histogram_bucket bucket = {0};

    (void)unused;
    assert_int_equal(h->total, 0);
    assert_int_equal(histogram_min(h), 0);
    assert_int_equal(histogram_max(h), 0);
    assert_true(histogram_mean(h) == 0);
    assert_int_equal(histogram_value_at_percentile(h, 0), 0);
    assert_int_equal(histogram_value_at_percentile(h, 50), 0);
    assert_int_equal(histogram_value_at_percentile(h, 100), 0);
    assert_int_equal(histogram_count_at_or_below(h, UINT64_MAX), 0);
    assert_false(histogram_next(h, &bucket));
    histogram_destroy(h);
}

static void percentiles_of_small_sets_are_exact(void **unused)
{
    struct histogram *h = counting_to(1000);

    (void)unused;
    assert_int_equal(histogram_value_at_percentile(h, 50), 500);
    assert_int_equal(histogram_value_at_percentile(h, 99), 990);
    assert_int_equal(histogram_value_at_percentile(h, 99.9), 999);
    assert_int_equal(histogram_value_at_percentile(h, 99.91), 1000);
    assert_int_equal(histogram_value_at_percentile(h, 100), 1000);
    assert_int_equal(histogram_value_at_percentile(h, 0.05), 1);
    assert_int_equal(histogram_value_at_percentile(h, 0), 1);
    assert_true(histogram_mean(h) == 500.5);
    histogram_destroy(h);
}

static void percentiles_out_of_range_are_the_ends(void **unused)
{
    struct histogram *h = counting_to(7);

    (void)unused;
    assert_int_equal(histogram_value_at_percentile(h, -1), 1);
    assert_int_equal(histogram_value_at_percentile(h, NAN), 1);
    assert_int_equal(histogram_value_at_percentile(h, nextafter(0, 1)), 1);
    assert_int_equal(histogram_value_at_percentile(h, 101), 7);
    assert_int_equal(histogram_value_at_percentile(h, INFINITY), 7);
    histogram_destroy(h);
}

/* The one above all others is found, though no double tells the counts. */
static void the_hundredth_is_the_highest(void **unused)
{
    struct histogram *h = counting_to(7);

    (void)unused;
    assert_int_equal(histogram_record_n(h, 5, UINT64_C(1) << 62), 0);
    assert_int_equal(histogram_value_at_percentile(h, 99.99), 5);
    assert_int_equal(histogram_value_at_percentile(h, 100), 7);
    histogram_destroy(h);
}

/* Against whole numbers: no percentile may be off by one through rounding. */
static void ranks_match_whole_numbers(void **unused)
{
    (void)unused;
    for (unsigned n = 1; n <= 1000; n += 37) {
        struct histogram *h = counting_to(n);

        for (unsigned tenths = 1; tenths <= 1000; tenths++)
            assert_int_equal(histogram_value_at_percentile(h, tenths / 10.0),
                             (tenths * n + 999) / 1000);
        histogram_destroy(h);
    }
}

static void percentile_is_the_highest_equivalent_value(void **unused)
{
    struct histogram *h = new_histogram(HISTOGRAM_HOUR_NS);

    (void)unused;
    histogram_record(h, 10001); /* shares a bucket with 10000 to 10007 */
    assert_int_equal(histogram_value_at_percentile(h, 50), 10007);
    assert_int_equal(histogram_value_at_percentile(h, 0), 10000);
    assert_int_equal(histogram_min(h), 10000);
    assert_int_equal(histogram_max(h), 10007);
    assert_true(histogram_mean(h) == 10004);
    histogram_destroy(h);
}

static void counts_at_or_below(void **unused)
{
    struct histogram *h = counting_to(100);

    (void)unused;
    histogram_record_n(h, 10001, 5);
    assert_int_equal(histogram_count_at_or_below(h, 0), 0);
    assert_int_equal(histogram_count_at_or_below(h, 37), 37);
    assert_int_equal(histogram_count_at_or_below(h, 9999), 100);
    assert_int_equal(histogram_count_at_or_below(h, 10000), 105);
    assert_int_equal(histogram_count_at_or_below(h, UINT64_MAX), 105);
    histogram_destroy(h);
}

static void values_too_high_are_clamped_and_counted(void **unused)
{
    struct histogram *h = new_histogram(10000);

    (void)unused;
    histogram_record(h, 10000);
    histogram_record(h, 10007); /* equivalent to the highest */
    assert_int_equal(h->clamped, 0);
    histogram_record(h, 10008);
    histogram_record(h, UINT64_MAX);
    assert_int_equal(histogram_record_n(h, UINT64_C(1) << 63, 3), 0);
    assert_int_equal(h->clamped, 5);
    assert_int_equal(h->total, 7);
    assert_int_equal(histogram_max(h), 10007);
    assert_int_equal(histogram_count_at_or_below(h, 10000), 7);
    histogram_destroy(h);
}

static uint64_t any_duration(struct random *r)
{
    return random_next(r) >> random_below(r, 64);
}

static void record_n_is_n_records(void **unused)
{
    struct histogram *once = new_histogram(HISTOGRAM_HOUR_NS);
    struct histogram *often = new_histogram(HISTOGRAM_HOUR_NS);
    struct random r;

    (void)unused;
    random_seed(&r, 1);
    for (int i = 0; i < 500; i++) {
        uint64_t value = any_duration(&r), n = random_below(&r, 5);

        assert_int_equal(histogram_record_n(once, value, n), 0);
        while (n-- > 0)
            histogram_record(often, value);
    }
    assert_same_counts(once, often);
    assert_int_equal(once->clamped, often->clamped);
    histogram_destroy(once);
    histogram_destroy(often);
}

/* The parts have ranges of their own; the sum has the last one's. */
static void add_is_record_of_both(void **unused)
{
    struct histogram *wide = new_histogram(HISTOGRAM_HIGHEST_MAX);
    struct histogram *narrow = new_histogram(123456789);
    struct histogram *both = new_histogram(123456789);
    struct random r;

    (void)unused;
    random_seed(&r, 2);
    for (int i = 0; i < 4000; i++) {
        uint64_t value = any_duration(&r) / 2;

        histogram_record(i % 3 == 0 ? wide : narrow, value);
        histogram_record(both, value);
    }
    assert_int_equal(histogram_add(narrow, wide), 0);
    assert_same_counts(narrow, both);
    assert_true(both->clamped > 0);
    assert_int_equal(narrow->clamped, both->clamped);
    assert_int_equal(histogram_add(narrow, narrow), 0);
    assert_int_equal(narrow->total, 8000);
    assert_int_equal(narrow->clamped, 2 * both->clamped);
    histogram_destroy(wide);
    histogram_destroy(narrow);
    histogram_destroy(both);
}

static void totals_do_not_wrap(void **unused)
{
    struct histogram *h = new_histogram(HISTOGRAM_HOUR_NS);
    struct histogram *one = counting_to(1);

    (void)unused;
    assert_int_equal(histogram_record_n(h, 9, UINT64_MAX), -EOVERFLOW);
    assert_int_equal(h->total, 0);
    assert_int_equal(histogram_record_n(h, 9, HISTOGRAM_TOTAL_MAX), 0);
    assert_int_equal(histogram_record_n(h, 9, 1), -EOVERFLOW);
    assert_int_equal(histogram_add(h, one), -EOVERFLOW);
    assert_int_equal(h->total, HISTOGRAM_TOTAL_MAX);
    assert_int_equal(histogram_value_at_percentile(h, 99.999), 9);
    assert_int_equal(histogram_value_at_percentile(h, 100), 9);
    histogram_destroy(h);
    histogram_destroy(one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(create_checks_its_range),
        cmocka_unit_test(length_is_that_of_hdrhistogram),
        cmocka_unit_test(buckets_touch_and_are_narrow),
        cmocka_unit_test(empty_gives_zeroes),
        cmocka_unit_test(percentiles_of_small_sets_are_exact),
        cmocka_unit_test(percentiles_out_of_range_are_the_ends),
        cmocka_unit_test(the_hundredth_is_the_highest),
        cmocka_unit_test(ranks_match_whole_numbers),
        cmocka_unit_test(percentile_is_the_highest_equivalent_value),
        cmocka_unit_test(counts_at_or_below),
        cmocka_unit_test(values_too_high_are_clamped_and_counted),
        cmocka_unit_test(record_n_is_n_records),
        cmocka_unit_test(add_is_record_of_both),
        cmocka_unit_test(totals_do_not_wrap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
