/* histogram: the encoding of HdrHistogram, against other implementations. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/histogram.h"
#include "harness/random.h"
#include "tests/support_codec.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { HEADER_SIZE = 40 };

/*
 * Texts that other implementations wrote, from their own tests: HdrHistogram_c
 * by way of HdrHistogram_py's test_hdrhistogram.py (raw, corrected), Java and C
 * alike (boundary), the Vala port's histogram-encoding test (three), and the
 * first lines of Java's jHiccup-2.0.7S.logV2.hlog (2 digits, unit 20000).
 */
static const char raw[] =
    "HISTFAAAACl4nJNpmSzMwMBgyAABzFCaEURcm7yEwf4DROA8/4I5jNM7mJgAlWkH9g==";
static const char corrected[] =
    "HISTFAAAAP94nJNpmSzMwCByigECmKE0I4i4NnkJg/0HiMB5/gVzGD8aM/3lZ7rPyTSb"
    "jektC9N7FqaHzEzbmZi2whCEvZKRaSYj02wwiYng4tFM3lDoC2dhhwh5UyZlJlUMjClC"
    "mgpMEUUmQSZ+IBZEojFFCMvQRwUxenmZ2MGQFUqz4+CTo4I2pg4dFdQylZWJkYkZCaPy"
    "MEUIydPLjMHrssFixuB12XD0HRAwMsFJgkwilZHJHHKmjzp41MFDOjhYmFiQEUEmMWqG"
    "svKBd8Fwd/Co/waTC9jYOMAIiSJRhLbKh5x9Q87Bo/YNbfsoM4CPhw+IIJAkxnDXN+Qc"
    "TIpyAPnGh6k=";
static const char boundary[] = "HISTFAAAACB4nJNpmSzMwMDAzAABMJoRQnEw2H+AsP7L"
                               "MwEARZgDpQ==";
static const char three[] = "HISTFAAAACV4nJNpmSzMwMDAwQABzFCaEUrp2H+AsI4zMh1l"
                            "ZEpkAgBdIQSk";
static const char jhiccup[] =
    "HISTFAAAAEB42pNpmSzMwMAgywABTBDKT4GBgdnNYMcCBvsPEBEjDT0FMTUxMT05LgEh"
    "PqmIeWxtTAKMTNxM6xmZmAAjcgjc";
static const char no_digits[] =
    "HISTFAAAAB14nJNpmSzMwMDAxIAKGCEU8wv7DxAWLxMASToDcw==";

static struct histogram *new_histogram(uint64_t highest)
{
    struct histogram *h = NULL;

    assert_int_equal(histogram_create(highest, &h), 0);
    return h;
}

static struct histogram *decode(const char *text)
{
    struct histogram *h = NULL;

    assert_int_equal(histogram_from_base64(text, strlen(text), &h), 0);
    return h;
}

static void assert_refused(const char *text, size_t length, int error)
{
    struct histogram *h = NULL;

    assert_int_equal(histogram_from_base64(text, length, &h), error);
    assert_null(h);
}

static void assert_equal(const struct histogram *a, const struct histogram *b)
{
    assert_int_equal(a->highest, b->highest);
    assert_int_equal(a->total, b->total);
    assert_int_equal(a->length, b->length);
    assert_memory_equal(a->counts, b->counts, a->length * sizeof(a->counts[0]));
}

static struct histogram *load_raw(void)
{
    struct histogram *h = new_histogram(UINT64_C(3600000000));

    histogram_record_n(h, 1000, 10000);
    histogram_record(h, 100000000);
    return h;
}

/* A pause of 100 s, filled up with what 10 ms intervals would have seen. */
static struct histogram *load_corrected(void)
{
    struct histogram *h = new_histogram(UINT64_C(3600000000));

    histogram_record_n(h, 1000, 10000);
    for (uint64_t value = 10000; value <= 100000000; value += 10000)
        histogram_record(h, value);
    return h;
}

static struct histogram *load_boundary(void)
{
    struct histogram *h = new_histogram(2048);

    histogram_record(h, 2048);
    return h;
}

static struct histogram *load_three(void)
{
    struct histogram *h = new_histogram(300);

    histogram_record(h, 100);
    histogram_record(h, 200);
    histogram_record(h, 250);
    return h;
}

static const struct {
    const char *text;
    struct histogram *(*load)(void);
} published[] = {{raw, load_raw},
                 {boundary, load_boundary},
                 {three, load_three},
                 {corrected, load_corrected}};

static void reads_published_texts(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(published); i++) {
        struct histogram *h = decode(published[i].text);
        struct histogram *expected = published[i].load();

        assert_equal(h, expected);
        histogram_destroy(h);
        histogram_destroy(expected);
    }
}

/*
 * Compared unpacked: versions of zlib compress differently. Bytes 4 to 7 are
 * the size of the counts; the C library of that time counted the header too.
 * It also wrote a single empty bucket as a run of one where Java writes the
 * count 0, and so do we: `corrected`, the last, is left out here.
 */
static void writes_what_others_write(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(published) - 1; i++) {
        struct histogram *h = published[i].load();
        size_t size, expected_size;
        char *text;

        assert_int_equal(histogram_to_base64(h, &text), 0);
        unsigned char *ours = codec_payload(text, &size);
        unsigned char *theirs =
            codec_payload(published[i].text, &expected_size);
        assert_int_equal(size, expected_size);
        assert_memory_equal(ours, theirs, 4);
        assert_memory_equal(ours + 8, theirs + 8, size - 8);
        assert_int_equal(ours[6] << 8 | ours[7], size - HEADER_SIZE);
        free(theirs);
        free(ours);
        free(text);
        histogram_destroy(h);
    }
}

static void assert_counts(const struct histogram *h, const char *counts,
                          size_t length)
{
    size_t size;
    char *text;

    assert_int_equal(histogram_to_base64(h, &text), 0);
    unsigned char *payload = codec_payload(text, &size);
    assert_int_equal(size, HEADER_SIZE + length);
    assert_memory_equal(payload + HEADER_SIZE, counts, length);
    free(payload);
    free(text);
}

/* By hand, from what the reference implementation does in each case. */
static void counts_are_written_as_in_java(void **unused)
{
    struct histogram *h = new_histogram(1000);

    (void)unused;
    assert_counts(h, "\x00", 1); /* empty */
    histogram_record(h, 1);
    assert_counts(h, "\x00\x02", 2); /* no run of one */
    histogram_record_n(h, 4, 64);
    assert_counts(h, "\x00\x02\x03\x80\x01", 5);
    histogram_destroy(h);

    h = new_histogram(1000);
    assert_int_equal(histogram_record_n(h, 5, HISTOGRAM_TOTAL_MAX), 0);
    assert_counts(h, "\x09\xfe\xff\xff\xff\xff\xff\xff\xff\xff", 10);
    histogram_destroy(h);
}

static void assert_near(uint64_t value, uint64_t expected)
{
    assert_in_range(value, expected - expected / 1000,
                    expected + expected / 1000);
}

/* The values that HdrHistogram's own tests expect of these two. */
static void published_texts_have_their_percentiles(void **unused)
{
    struct histogram *h = decode(raw), *c = decode(corrected);

    (void)unused;
    assert_near(histogram_value_at_percentile(h, 99.99), 1000);
    assert_near(histogram_value_at_percentile(h, 99.999), 100000000);
    assert_near((uint64_t)histogram_mean(h), 10998);
    assert_near(histogram_value_at_percentile(c, 50), 1000);
    assert_near(histogram_value_at_percentile(c, 75), 50000000);
    assert_near(histogram_value_at_percentile(c, 90), 80000000);
    assert_near(histogram_value_at_percentile(c, 99), 98000000);
    assert_near((uint64_t)histogram_mean(c), 25000500);
    assert_int_equal(histogram_count_at_or_below(c, 5000), 10000);
    assert_int_equal(histogram_min(c), 1000);
    histogram_destroy(h);
    histogram_destroy(c);
}

static void other_precision_is_not_supported(void **unused)
{
    (void)unused;
    assert_refused(jhiccup, strlen(jhiccup), -ENOTSUP);
    assert_refused(no_digits, strlen(no_digits), -ENOTSUP);
}

static struct histogram *random_histogram(struct random *r)
{
    uint64_t highest = 2 + (random_next(r) >> (1 + random_below(r, 61)));
    struct histogram *h = new_histogram(highest);

    for (uint64_t n = random_below(r, 300); n > 0; n--)
        histogram_record_n(h, random_next(r) >> random_below(r, 64),
                           random_next(r) >> (8 + random_below(r, 56)));
    return h;
}

static void round_trips(void **unused)
{
    struct random r;
    char *text;

    (void)unused;
    random_seed(&r, 1);
    for (int i = 0; i < 300; i++) {
        struct histogram *h = random_histogram(&r);

        assert_int_equal(histogram_to_base64(h, &text), 0);
        struct histogram *again = decode(text);
        assert_equal(again, h);
        assert_int_equal(again->clamped, 0); /* the format has no place */
        histogram_destroy(again);
        histogram_destroy(h);
        free(text);
    }
}

/* Every bucket in use, and counts of up to nine bytes. */
static void the_largest_round_trips(void **unused)
{
    struct histogram *h = new_histogram(HISTOGRAM_HIGHEST_MAX);
    struct random r;
    char *text;

    (void)unused;
    random_seed(&r, 2);
    for (size_t i = 0; i < h->length; i++) {
        h->counts[i] = random_next(&r) >> 17;
        h->total += h->counts[i];
    }
    assert_int_equal(histogram_to_base64(h, &text), 0);
    struct histogram *again = decode(text);
    assert_equal(again, h);
    histogram_destroy(again);
    free(text);
    memset(h->counts, 0, h->length * sizeof(h->counts[0]));
    h->total = 0;
    assert_int_equal(histogram_record_n(h, 5, HISTOGRAM_TOTAL_MAX), 0);
    assert_int_equal(histogram_to_base64(h, &text), 0);
    again = decode(text);
    assert_equal(again, h);
    histogram_destroy(again);
    free(text);
    histogram_record(h, 5);
    assert_int_equal(histogram_to_base64(h, &text), -EOVERFLOW);
    histogram_destroy(h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_published_texts),
        cmocka_unit_test(writes_what_others_write),
        cmocka_unit_test(counts_are_written_as_in_java),
        cmocka_unit_test(published_texts_have_their_percentiles),
        cmocka_unit_test(other_precision_is_not_supported),
        cmocka_unit_test(round_trips),
        cmocka_unit_test(the_largest_round_trips),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
