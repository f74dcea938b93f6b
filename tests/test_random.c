/* random: published vectors, uniform numbers, shuffling. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/random.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The first outputs of splitmix64 from state 1234567 become the state. */
static void seeding_is_splitmix64(void **unused)
{
    static const uint64_t published[] = {
        UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
        UINT64_C(9817491932198370423), UINT64_C(4593380528125082431)};
    struct random r;

    (void)unused;
    random_seed(&r, 1234567);
    for (size_t i = 0; i < COUNT(published); i++)
        assert_int_equal(r.state[i], published[i]);
}

/* The outputs of the authors' xoshiro256starstar.c from state 1, 2, 3, 4. */
static void numbers_are_xoshiro256starstar(void **unused)
{
    static const uint64_t published[] = {UINT64_C(11520),
                                         UINT64_C(0),
                                         UINT64_C(1509978240),
                                         UINT64_C(1215971899390074240),
                                         UINT64_C(1216172134540287360),
                                         UINT64_C(607988272756665600),
                                         UINT64_C(16172922978634559625),
                                         UINT64_C(8476171486693032832),
                                         UINT64_C(10595114339597558777),
                                         UINT64_C(2904607092377533576)};
    struct random r = {{1, 2, 3, 4}};

    (void)unused;
    for (size_t i = 0; i < COUNT(published); i++)
        assert_int_equal(random_next(&r), published[i]);
}

/* Both together, as other implementations of the pair print them. */
static void seeded_numbers_match(void **unused)
{
    static const uint64_t published[] = {
        UINT64_C(11091344671253066420), UINT64_C(13793997310169335082),
        UINT64_C(1900383378846508768), UINT64_C(7684712102626143532),
        UINT64_C(13521403990117723737)};
    struct random r;

    (void)unused;
    random_seed(&r, 0);
    for (size_t i = 0; i < COUNT(published); i++)
        assert_int_equal(random_next(&r), published[i]);
}

/* Values worked out with integers of any size, in another language. */
static void below_matches_exact_arithmetic(void **unused)
{
    static const uint64_t below_10[] = {0, 3, 6, 9, 9, 7, 7, 8,
                                        7, 5, 6, 2, 8, 3, 7, 8};
    /* Nearly half of the numbers have to be drawn again for this limit. */
    static const uint64_t limit = (UINT64_C(1) << 63) + 1;
    static const uint64_t below_limit[] = {
        UINT64_C(9147776489032658738), UINT64_C(7099593415032875292),
        UINT64_C(6633989454467100377), UINT64_C(7022439175346172479),
        UINT64_C(2681029139591840946), UINT64_C(7388145106668446555)};
    struct random r;

    (void)unused;
    random_seed(&r, 42);
    for (size_t i = 0; i < COUNT(below_10); i++)
        assert_int_equal(random_below(&r, 10), below_10[i]);
    random_seed(&r, 42);
    for (size_t i = 0; i < COUNT(below_limit); i++)
        assert_int_equal(random_below(&r, limit), below_limit[i]);
}

static void below_stays_below(void **unused)
{
    static const uint64_t limits[] = {
        1, 2, 3, 1000, UINT32_MAX, UINT64_C(1) << 32, UINT64_MAX};
    struct random r;

    (void)unused;
    random_seed(&r, 1);
    for (size_t i = 0; i < COUNT(limits); i++)
        for (int n = 0; n < 1000; n++)
            assert_true(random_below(&r, limits[i]) < limits[i]);
    assert_int_equal(random_below(&r, 0), 0);
}

/*
 * With limit 3 * 2^62 the plain remainder would put half of the numbers into
 * the lowest third. Five standard deviations of 30000 draws are 408.
 */
static void below_has_no_modulo_bias(void **unused)
{
    const uint64_t third = UINT64_C(1) << 62;
    unsigned counts[3] = {0, 0, 0};
    struct random r;

    (void)unused;
    random_seed(&r, 2);
    for (int n = 0; n < 30000; n++)
        counts[random_below(&r, 3 * third) / third]++;
    for (size_t i = 0; i < 3; i++)
        assert_in_range(counts[i], 10000 - 408, 10000 + 408);
}

static void shuffle_is_repeatable(void **unused)
{
    static const unsigned expected[] = {2, 10, 4, 1, 5, 0, 6, 7, 9, 11, 3, 8};
    unsigned values[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    struct random r;

    (void)unused;
    random_seed(&r, 7);
    random_shuffle(&r, values, COUNT(values));
    assert_memory_equal(values, expected, sizeof(expected));
}

/* 24 orders, 24000 shuffles: five standard deviations are 155. */
static void shuffle_gives_every_order_equally_often(void **unused)
{
    unsigned counts[256], orders = 0;
    struct random r;

    (void)unused;
    memset(counts, 0, sizeof(counts));
    random_seed(&r, 3);
    for (int n = 0; n < 24000; n++) {
        unsigned v[4] = {0, 1, 2, 3};

        random_shuffle(&r, v, 4);
        assert_int_equal(
            (1u << v[0]) | (1u << v[1]) | (1u << v[2]) | (1u << v[3]), 15);
        counts[v[0] << 6 | v[1] << 4 | v[2] << 2 | v[3]]++;
    }
    for (size_t i = 0; i < COUNT(counts); i++) {
        if (counts[i] == 0)
            continue;
        orders++;
        assert_in_range(counts[i], 1000 - 155, 1000 + 155);
    }
    assert_int_equal(orders, 24);
}

static void shuffle_of_nothing_takes_no_number(void **unused)
{
    unsigned one = 5;
    struct random r, before;

    (void)unused;
    random_seed(&r, 4);
    before = r;
    random_shuffle(&r, NULL, 0);
    random_shuffle(&r, &one, 1);
    assert_int_equal(one, 5);
    assert_memory_equal(&r, &before, sizeof(r));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seeding_is_splitmix64),
        cmocka_unit_test(numbers_are_xoshiro256starstar),
        cmocka_unit_test(seeded_numbers_match),
        cmocka_unit_test(below_matches_exact_arithmetic),
        cmocka_unit_test(below_stays_below),
        cmocka_unit_test(below_has_no_modulo_bias),
        cmocka_unit_test(shuffle_is_repeatable),
        cmocka_unit_test(shuffle_gives_every_order_equally_often),
        cmocka_unit_test(shuffle_of_nothing_takes_no_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
