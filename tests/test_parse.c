#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/parse.h"

static void counts_are_digits_alone(void **state)
{
    static const char *const bad[] = {"",   " 1",  "1 ",  "+1", "-1",
                                      "1k", "0x1", "1.0", "a"};
    uint64_t n = 77;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(parse_count(bad[i], &n), -EINVAL);
    assert_int_equal(parse_count("18446744073709551616", &n), -ERANGE);
    assert_int_equal(parse_count("99999999999999999999999", &n), -ERANGE);
    assert_int_equal(n, 77);
    assert_int_equal(parse_count("0", &n), 0);
    assert_int_equal(n, 0);
    assert_int_equal(parse_count("0042", &n), 0);
    assert_int_equal(n, 42);
    assert_int_equal(parse_count("18446744073709551615", &n), 0);
    assert_true(n == UINT64_MAX);
}

static void counts_can_have_limits(void **state)
{
    uint64_t n = 77;

    (void)state;
    assert_int_equal(parse_count_within("0", 1, 3, &n), -ERANGE);
    assert_int_equal(parse_count_within("4", 1, 3, &n), -ERANGE);
    assert_int_equal(parse_count_within("x", 1, 3, &n), -EINVAL);
    assert_int_equal(n, 77);
    assert_int_equal(parse_count_within("1", 1, 3, &n), 0);
    assert_int_equal(parse_count_within("3", 1, 3, &n), 0);
    assert_int_equal(n, 3);
}

static void times_have_a_unit(void **state)
{
    static const struct {
        const char *text;
        uint64_t ns;
    } good[] = {
        {"0s", 0},
        {"1us", 1000},
        {"50ms", 50000000},
        {"2s", 2000000000},
        {"1m", 60000000000},
        {"1h", 3600000000000},
        {"1.5s", 1500000000},
        {"0.25ms", 250000},
        {"0.0000000001s", 0},
        {"1.234567891s", 1234567891},
        {"1.2us", 1200},
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        uint64_t ns = 77;

        assert_int_equal(parse_time(good[i].text, &ns), 0);
        assert_true(ns == good[i].ns);
    }
}

static void other_times_are_refused(void **state)
{
    static const char *const bad[] = {"",    "s",    "1",   "1 s",   "1sec",
                                      "-1s", "1.s",  ".5s", "1..5s", "1.5",
                                      "1S",  "1e3s", "1s1", "1.5.5s"};
    uint64_t ns = 77;

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(parse_time(bad[i], &ns), -EINVAL);
    assert_int_equal(parse_time("99999999999999999999s", &ns), -ERANGE);
    assert_int_equal(parse_time("18446744074s", &ns), -ERANGE);
    assert_int_equal(parse_time("5124096h", &ns), -ERANGE);
    assert_int_equal(ns, 77);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_digits_alone),
        cmocka_unit_test(counts_can_have_limits),
        cmocka_unit_test(times_have_a_unit),
        cmocka_unit_test(other_times_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
