/* sweep: what points differ in, as text and as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/sweep.h"

static void check_text(enum sweep sweep, uint64_t value, const char *expected)
{
    char text[SWEEP_TEXT_MAX];

    sweep_text(sweep, value, text);
    assert_string_equal(text, expected);
}

static void values_have_units(void **unused)
{
    char value[SWEEP_VALUE_MAX];

    (void)unused;
    check_text(SWEEP_CONNECTIONS, 1, "1 connection");
    check_text(SWEEP_CONNECTIONS, 64, "64 connections");
    check_text(SWEEP_IDLE, 10000, "10000 idle");
    check_text(SWEEP_THREADS, 1, "1 thread");
    check_text(SWEEP_SIZE, 16, "16 B");
    check_text(SWEEP_SIZE, 1000, "1000 B");
    check_text(SWEEP_SIZE, 4096, "4 KiB");
    check_text(SWEEP_SIZE, 1 << 20, "1 MiB");
    check_text(SWEEP_SIZE, SWEEP_MIXED, "mixed sizes");
    check_text(SWEEP_PIECES, 2, "2 pieces");
    check_text(SWEEP_RATE, 2000, "2000/s");
    check_text(SWEEP_RATE, SWEEP_SHARE + 50, "50% of saturation");
    sweep_value(SWEEP_SHARE + 110, value);
    assert_string_equal(value, "110%");
    sweep_value(SWEEP_MIXED, value);
    assert_string_equal(value, "mixed");
    sweep_value(65536, value);
    assert_string_equal(value, "65536");
}

/* A word in the place of a value, and a number, are none. */
static void a_share_is_told_from_numbers(void **unused)
{
    (void)unused;
    assert_int_equal(sweep_share(SWEEP_SHARE + 1), 1);
    assert_int_equal(sweep_share(SWEEP_SHARE + SWEEP_SHARE_MOST), 200);
    assert_int_equal(sweep_share(SWEEP_SHARE + SWEEP_SHARE_MOST + 1), 0);
    assert_int_equal(sweep_share(SWEEP_SHARE), 0);
    assert_int_equal(sweep_share(50), 0);
    assert_int_equal(sweep_share(SWEEP_MIXED), 0);
}

/* What a manifest says comes back; nothing is null, but 0 idle is a number. */
static void json_keeps_the_point(void **unused)
{
    const uint64_t at[SWEEPS] = {[SWEEP_CONNECTIONS] = 8,
                                 [SWEEP_THREADS] = 2,
                                 [SWEEP_SIZE] = SWEEP_MIXED};
    json_t *object = json_object();
    uint64_t back[SWEEPS];

    (void)unused;
    sweep_to_json(object, at);
    assert_int_equal(json_integer_value(json_object_get(object, "idle")), 0);
    assert_true(json_is_integer(json_object_get(object, "idle")));
    assert_true(json_is_null(json_object_get(object, "rate")));
    assert_string_equal(json_string_value(json_object_get(object, "size")),
                        "mixed");
    sweep_from_json(back, object);
    assert_memory_equal(back, at, sizeof at);
    json_decref(object);
}

/* A manifest of an earlier version has connections and a rate alone. */
static void what_is_not_there_is_as_usual(void **unused)
{
    json_t *object = json_pack("{s:i, s:i}", "connections", 64, "rate", 1000);
    uint64_t back[SWEEPS];

    (void)unused;
    sweep_from_json(back, object);
    assert_int_equal(back[SWEEP_CONNECTIONS], 64);
    assert_int_equal(back[SWEEP_RATE], 1000);
    assert_int_equal(back[SWEEP_THREADS], 1);
    assert_int_equal(back[SWEEP_IDLE], 0);
    assert_int_equal(back[SWEEP_SIZE], 0);
    json_decref(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_have_units),
        cmocka_unit_test(a_share_is_told_from_numbers),
        cmocka_unit_test(json_keeps_the_point),
        cmocka_unit_test(what_is_not_there_is_as_usual),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
