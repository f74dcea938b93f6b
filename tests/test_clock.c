#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/clock.h"

static void it_does_not_go_back(void **state)
{
    uint64_t last = clock_now();

    (void)state;
    for (int i = 0; i < 1000; i++) {
        uint64_t now = clock_now();

        assert_true(now >= last);
        last = now;
    }
}

static void a_sleep_does_not_end_early(void **state)
{
    uint64_t until = clock_now() + 3 * CLOCK_MS;

    (void)state;
    clock_sleep_until(until);
    assert_true(clock_now() >= until);
    clock_sleep_until(0); /* past: comes back */
}

static void milliseconds_are_rounded_up(void **state)
{
    (void)state;
    assert_int_equal(clock_ms_until(5, CLOCK_NEVER), -1);
    assert_int_equal(clock_ms_until(5, 5), 0);
    assert_int_equal(clock_ms_until(6, 5), 0);
    assert_int_equal(clock_ms_until(5, 6), 1);
    assert_int_equal(clock_ms_until(0, CLOCK_MS), 1);
    assert_int_equal(clock_ms_until(0, CLOCK_MS + 1), 2);
    assert_int_equal(clock_ms_until(0, CLOCK_NEVER - 1), INT_MAX);
}

static void sums_end_at_never(void **state)
{
    (void)state;
    assert_true(clock_add(1, 2) == 3);
    assert_true(clock_add(1, CLOCK_NEVER) == CLOCK_NEVER);
    assert_true(clock_add(CLOCK_NEVER, 1) == CLOCK_NEVER);
    assert_true(clock_add(CLOCK_NEVER, 0) == CLOCK_NEVER);
    assert_true(clock_add(CLOCK_NEVER - 1, CLOCK_NEVER - 1) == CLOCK_NEVER);
    assert_true(clock_add(0, 0) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_does_not_go_back),
        cmocka_unit_test(a_sleep_does_not_end_early),
        cmocka_unit_test(milliseconds_are_rounded_up),
        cmocka_unit_test(sums_end_at_never),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
