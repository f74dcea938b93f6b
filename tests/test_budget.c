/* budget: what fits, and how the plan's figures are corrected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/budget.h"
#include "harness/clock.h"

static void what_is_left_is_not_exceeded(void **unused)
{
    (void)unused;
    assert_true(budget_holds(100, 60, 40));
    assert_false(budget_holds(100, 60, 41));
    assert_false(budget_holds(100, 101, 0));
    assert_true(budget_holds(100, 100, 0));
    assert_false(budget_holds(100, 60, UINT64_MAX));
    assert_true(budget_holds(UINT64_MAX, UINT64_MAX - 1, 40));
}

static void figures_are_corrected_by_what_was_seen(void **unused)
{
    (void)unused;
    /* Too little was seen. */
    assert_int_equal(budget_corrected(1000, CLOCK_S, 3 * CLOCK_S), 1000);
    assert_int_equal(budget_corrected(1000, 10 * CLOCK_S, 15 * CLOCK_S), 1500);
    assert_int_equal(budget_corrected(1000, 10 * CLOCK_S, 5 * CLOCK_S), 500);
    assert_int_equal(budget_corrected(0, 10 * CLOCK_S, 15 * CLOCK_S), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_is_not_exceeded),
        cmocka_unit_test(figures_are_corrected_by_what_was_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
