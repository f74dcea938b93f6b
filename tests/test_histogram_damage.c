/* histogram: damaged and hostile texts are refused and never read beyond. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/histogram.h"
#include "harness/random.h"
#include "tests/support_codec.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { HEADER_SIZE = 40 };

/* 100, 200 and 250, up to 300: from the Vala port's test of its encoding. */
static const char three[] = "HISTFAAAACV4nJNpmSzMwMDAwQABzFCaEUrp2H+AsI4zMh1l"
                            "ZEpkAgBdIQSk";

static void assert_refused(const char *text, size_t length, int error)
{
    struct histogram *h = NULL;

    assert_int_equal(histogram_from_base64(text, length, &h), error);
    assert_null(h);
}

/* Each payload is the header of `three` with the counts given. */
static void damaged_counts_are_refused(void **unused)
{
    static const struct {
        const char *counts;
        size_t size;
        int error;
    } cases[] = {
        {"", 0, 0},
        {"\x02", 1, 0},
        {"\xff\x1f", 2, 0},                                /* 2048 empty */
        {"\x81\x20", 2, -EBADMSG},                         /* 2049 empty */
        {"\xff\x1f\x00", 3, -EBADMSG},                     /* one more */
        {"\x02\xff\x1f", 3, -EBADMSG},                     /* run too long */
        {"\x82", 1, -EBADMSG},                             /* cut off */
        {"\x82\x80\x80\x80\x80\x80\x80\x80", 8, -EBADMSG}, /* cut off */
        {"\xfe\xff\xff\xff\xff\xff\xff\xff\xff", 9, 0},    /* INT64_MAX */
        {"\xff\xff\xff\xff\xff\xff\xff\xff\xff", 9, -EBADMSG}, /* INT64_MIN */
        {"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, -EBADMSG}, /* sum */
    };
    unsigned char payload[HEADER_SIZE + 16];
    size_t size;
    unsigned char *sound = codec_payload(three, &size);

    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct histogram *h = NULL;

        memcpy(payload, sound, HEADER_SIZE);
        payload[7] = (unsigned char)cases[i].size;
        memcpy(payload + HEADER_SIZE, cases[i].counts, cases[i].size);
        char *text = codec_text(payload, HEADER_SIZE + cases[i].size);
        assert_int_equal(histogram_from_base64(text, strlen(text), &h),
                         cases[i].error);
        histogram_destroy(h);
        free(text);
    }
    free(sound);
}

static void damaged_headers_are_refused(void **unused)
{
    static const struct {
        size_t at;
        int error;
    } cases[] = {
        {0, -EBADMSG},  {3, -EBADMSG},  {4, -EBADMSG},  {7, -EBADMSG},
        {8, -ENOTSUP},  {11, -ENOTSUP}, {15, -ENOTSUP}, {16, -ENOTSUP},
        {23, -ENOTSUP}, {24, -EBADMSG}, {32, -ENOTSUP}, {39, -ENOTSUP},
    };
    size_t size;
    unsigned char *payload = codec_payload(three, &size);

    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        payload[cases[i].at] ^= 0x84; /* sets the sign where it is the first */
        char *text = codec_text(payload, size);
        assert_refused(text, strlen(text), cases[i].error);
        payload[cases[i].at] ^= 0x84;
        free(text);
    }
    payload[7] = HEADER_SIZE - 1;
    char *text = codec_text(payload, HEADER_SIZE - 1);
    assert_refused(text, strlen(text), -EBADMSG);
    free(text);
    free(payload);
}

/* A few hundred values over many buckets, encoded. */
static char *long_text(void)
{
    struct histogram *h = NULL;
    struct random r;
    char *text = NULL;

    random_seed(&r, 1);
    assert_int_equal(histogram_create(HISTOGRAM_HOUR_NS, &h), 0);
    for (int i = 0; i < 300; i++)
        histogram_record(h, random_next(&r) >> (24 + random_below(&r, 30)));
    assert_int_equal(histogram_to_base64(h, &text), 0);
    histogram_destroy(h);
    return text;
}

/* Each cut lies directly before a page that cannot be read. */
static void truncated_texts_are_refused(void **unused)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *text = long_text();
    size_t length = strlen(text);
    void *memory;

    (void)unused;
    assert_true(length < page);
    assert_int_equal(posix_memalign(&memory, page, 2 * page), 0);
    char *guard = (char *)memory + page;
    assert_int_equal(mprotect(guard, page, PROT_NONE), 0);
    for (size_t cut = 0; cut < length; cut++) {
        memcpy(guard - cut, text, cut);
        assert_refused(guard - cut, cut, -EBADMSG);
    }
    assert_int_equal(mprotect(guard, page, PROT_READ | PROT_WRITE), 0);
    free(memory);
    free(text);
}

static void texts_with_more_behind_are_refused(void **unused)
{
    char text[sizeof(three) + 4];
    unsigned char bytes[sizeof(three)];
    size_t length = strlen(three);

    (void)unused;
    memcpy(text, three, sizeof(three));
    assert_refused(text, length + 1, -EBADMSG); /* the NUL */
    memcpy(text + length, "AAAA", 4);
    assert_refused(text, length + 4, -EBADMSG);
    memcpy(text + length, "A===", 4);
    assert_refused(text, length + 4, -EBADMSG);
    memcpy(text + length, "====", 4);
    assert_refused(text, length + 4, -EBADMSG);

    /* The envelope says so, but the compressed stream ends before. */
    size_t size = codec_unwrap(three, bytes);
    bytes[7]++;
    bytes[size] = 0;
    char *longer = codec_wrap(bytes, size + 1);
    assert_refused(longer, strlen(longer), -EBADMSG);
    free(longer);
}

static void foreign_characters_are_refused(void **unused)
{
    static const char foreign[] = "\0\n -_=.,*\x7f\xff";
    char text[sizeof(three)];

    (void)unused;
    for (size_t at = 0; at < strlen(three); at++)
        for (size_t i = 0; i < sizeof(foreign) - 1; i++) {
            memcpy(text, three, sizeof(three));
            text[at] = foreign[i];
            assert_refused(text, strlen(three), -EBADMSG);
        }
}

/* The last digit before "=" carries bits that belong to no byte. */
static void bits_behind_the_last_byte_are_refused(void **unused)
{
    struct histogram *h = NULL;
    bool seen[3] = {false, false, false};
    char *text;

    (void)unused;
    assert_int_equal(histogram_create(HISTOGRAM_HOUR_NS, &h), 0);
    for (uint64_t value = 1; value < 100000; value += 1 + value / 2) {
        histogram_record(h, value);
        assert_int_equal(histogram_to_base64(h, &text), 0);
        size_t length = strlen(text), end = strcspn(text, "=");
        if (end < length) {
            text[end - 1]++; /* a multiple of 4 before: no digit skipped */
            assert_refused(text, length, -EBADMSG);
        }
        seen[length - end] = true;
        free(text);
    }
    assert_true(seen[0] && seen[1] && seen[2]);
    histogram_destroy(h);
}

static void too_long_is_refused_before_anything(void **unused)
{
    (void)unused;
    assert_refused(NULL, SIZE_MAX, -EBADMSG);
    assert_refused(NULL, SIZE_MAX / 4 * 4, -EBADMSG);
    assert_refused(NULL, 0, -EBADMSG);
}

/* A megabyte of zeroes in a kilobyte of text. */
static void a_bomb_is_refused(void **unused)
{
    unsigned char *payload = calloc(1, 1 << 20);

    (void)unused;
    assert_non_null(payload);
    char *text = codec_text(payload, 1 << 20);
    assert_true(strlen(text) < 4096);
    assert_refused(text, strlen(text), -EBADMSG);
    free(text);
    free(payload);
}

/* Accepted or not: what comes out is consistent. Returns whether it was. */
static bool decodes(const char *text, size_t length)
{
    struct histogram *h = NULL;
    struct histogram_bucket bucket = {0};
    uint64_t sum = 0;
    int error = histogram_from_base64(text, length, &h);

    if (error != 0) {
        assert_true(error == -EBADMSG || error == -ENOTSUP);
        assert_null(h);
        return false;
    }
    while (histogram_next(h, &bucket))
        sum += bucket.count;
    assert_int_equal(sum, h->total);
    assert_true(sum <= HISTOGRAM_TOTAL_MAX);
    histogram_destroy(h);
    return true;
}

/*
 * The checksum of zlib, the sizes and the cookies cover every bit but those
 * which fill up the last byte of the compressed data, at most seven.
 */
static void single_bits_turned_are_refused(void **unused)
{
    char *text = long_text();
    unsigned char *bytes = malloc(strlen(text));
    unsigned accepted = 0;

    (void)unused;
    assert_non_null(bytes);
    size_t size = codec_unwrap(text, bytes);
    for (size_t bit = 0; bit < 8 * size; bit++) {
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
        char *turned = codec_wrap(bytes, size);
        accepted += decodes(turned, strlen(turned));
        free(turned);
        bytes[bit / 8] ^= (unsigned char)(1u << bit % 8);
    }
    assert_in_range(accepted, 0, 7);
    free(bytes);
    free(text);
}

/* Mutations behind the checksum, where the counts are taken apart. */
static void mutated_payloads_do_no_harm(void **unused)
{
    char *text = long_text();
    size_t size;
    unsigned char *payload = codec_payload(text, &size);
    unsigned char *mutated = malloc(size);
    unsigned accepted = 0;
    struct random r;

    (void)unused;
    assert_non_null(mutated);
    random_seed(&r, 2);
    for (int i = 0; i < 3000; i++) {
        memcpy(mutated, payload, size);
        for (uint64_t n = 1 + random_below(&r, 4); n > 0; n--) {
            size_t at = (size_t)random_below(&r, size);
            mutated[at] = (unsigned char)random_next(&r);
        }
        char *t = codec_text(mutated, size);
        accepted += decodes(t, strlen(t));
        free(t);
    }
    /* Both ways were taken. */
    assert_in_range(accepted, 100, 2900);
    free(mutated);
    free(payload);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_counts_are_refused),
        cmocka_unit_test(damaged_headers_are_refused),
        cmocka_unit_test(truncated_texts_are_refused),
        cmocka_unit_test(texts_with_more_behind_are_refused),
        cmocka_unit_test(foreign_characters_are_refused),
        cmocka_unit_test(bits_behind_the_last_byte_are_refused),
        cmocka_unit_test(too_long_is_refused_before_anything),
        cmocka_unit_test(a_bomb_is_refused),
        cmocka_unit_test(single_bits_turned_are_refused),
        cmocka_unit_test(mutated_payloads_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
