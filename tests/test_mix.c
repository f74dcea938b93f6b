/* mix: paths with the numbers of a point in them, in a seeded order. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/mix.h"

static const uint64_t nothing[SWEEPS] = {0};

static void places_are_filled(void **unused)
{
    const struct scenario s = {
        .paths = {2, {"/bytes/{size}", "/stream/{size}?pieces={pieces}&a=1"}},
        .expect = SCENARIO_NO_COUNT};
    const uint64_t at[SWEEPS] = {[SWEEP_SIZE] = 4096, [SWEEP_PIECES] = 16};
    char path[SCENARIO_TEXT_MAX];
    uint64_t length;
    struct mix mix;

    (void)unused;
    mix_make(&mix, &s, at, 1);
    assert_int_equal(mix_paths(&mix), 2);
    assert_int_equal(mix_path(&mix, 0, path, &length), 0);
    assert_string_equal(path, "/bytes/4096");
    assert_int_equal(length, 4096);
    assert_int_equal(mix_path(&mix, 1, path, &length), 0);
    assert_string_equal(path, "/stream/4096?pieces=16&a=1");
    assert_int_equal(length, 4096);
}

static void what_the_file_expects_counts(void **unused)
{
    const struct scenario s = {.paths = {1, {"/x"}}, .expect = 7};
    const struct scenario unknown = {.paths = {1, {"/x"}},
                                     .expect = SCENARIO_NO_COUNT};
    char path[SCENARIO_TEXT_MAX];
    uint64_t length;
    struct mix mix;

    (void)unused;
    mix_make(&mix, &s, nothing, 1);
    assert_int_equal(mix_path(&mix, 0, path, &length), 0);
    assert_int_equal(length, 7);
    mix_make(&mix, &unknown, nothing, 1);
    assert_int_equal(mix_path(&mix, 0, path, &length), -EINVAL);
}

static void a_path_may_grow_too_long(void **unused)
{
    struct scenario s = {.paths = {1, {"/bytes/1?"}}, .expect = 7};
    const uint64_t at[SWEEPS] = {[SWEEP_SIZE] = 1 << 30};
    char path[SCENARIO_TEXT_MAX];
    uint64_t length;
    struct mix mix;

    (void)unused;
    for (int i = 0; i < 40; i++)
        strcat(s.paths.values[0], "{size}");
    mix_make(&mix, &s, at, 1);
    assert_int_equal(mix_path(&mix, 0, path, &length), -ERANGE);
}

static void every_power_of_two_is_as_often(void **unused)
{
    const struct scenario s = {.paths = {1, {"/bytes/{size}"}},
                               .expect = SCENARIO_NO_COUNT};
    const uint64_t at[SWEEPS] = {[SWEEP_SIZE] = SWEEP_MIXED};
    size_t counts[32] = {0};
    char path[SCENARIO_TEXT_MAX];
    struct mix mix;

    (void)unused;
    mix_make(&mix, &s, at, 1);
    for (size_t i = 0; i < mix_paths(&mix); i++) {
        uint64_t length;
        int power = 0;

        assert_int_equal(mix_path(&mix, i, path, &length), 0);
        assert_int_equal(strtoull(path + strlen("/bytes/"), NULL, 10), length);
        while (UINT64_C(1) << power < length)
            power++;
        assert_int_equal(UINT64_C(1) << power, length);
        counts[power]++;
    }
    for (int power = 0; power < 32; power++)
        assert_int_equal(counts[power], power >= 4 && power <= 20 ? 8 : 0);
}

static void a_seed_gives_the_same_order(void **unused)
{
    const struct scenario s = {.paths = {1, {"/delay/{delay}"}},
                               .expect = SCENARIO_NO_COUNT,
                               .delay = {true, TRUTH_HEAVY}};
    struct mix a, b, c;

    (void)unused;
    mix_make(&a, &s, nothing, 7);
    mix_make(&b, &s, nothing, 7);
    mix_make(&c, &s, nothing, 8);
    assert_int_equal(mix_paths(&a), MIX_DELAYS);
    assert_memory_equal(a.values, b.values, sizeof a.values);
    assert_memory_not_equal(a.values, c.values, sizeof a.values);
}

static void unknown_places_are_found(void **unused)
{
    (void)unused;
    assert_null(mix_unknown("/bytes/{size}?pieces={pieces}&x={delay}"));
    assert_string_equal(mix_unknown("/bytes/{size}/{sise}"), "{sise}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_are_filled),
        cmocka_unit_test(what_the_file_expects_counts),
        cmocka_unit_test(a_path_may_grow_too_long),
        cmocka_unit_test(every_power_of_two_is_as_often),
        cmocka_unit_test(a_seed_gives_the_same_order),
        cmocka_unit_test(unknown_places_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
