/* scenario: values of the command line in the place of a file's. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/scenario.h"
#include "tests/support_place.h"

static struct scenario s;
static char error[SCENARIO_ERROR_MAX];

/* What comes of these sets on a small file. */
static int override(const char *const *sets, size_t count)
{
    place_write("x.ini", "[scenario]\ntitle = t\nquestion = q\n[load]\n"
                         "connections = 8\nquick-connections = 4\n");
    assert_int_equal(scenario_read(&s, "x.ini", error), 0);
    return scenario_override(&s, sets, count, error);
}

static const char *complaint(const char *set)
{
    assert_int_equal(override(&set, 1), -EINVAL);
    return error;
}

static void values_are_put_in(void **unused)
{
    const char *const sets[] = {"conns=1,100", "path=/bytes/7", "window=2s"};

    (void)unused;
    assert_int_equal(override(sets, 3), 0);
    assert_int_equal(s.sweeps[SWEEP_CONNECTIONS].count, 2);
    assert_int_equal(s.sweeps[SWEEP_CONNECTIONS].values[1], 100);
    assert_string_equal(s.paths.values[0], "/bytes/7");
    assert_int_equal(s.window, 2 * CLOCK_S);
}

static void rates_may_be_shares(void **unused)
{
    const char *const sets[] = {"mode=rate", "rate=10%,110%,2000"};
    const char *const quick[] = {"mode=rate", "rate=3000", "quick-rate=5%"};

    (void)unused;
    assert_int_equal(override(sets, 2), 0);
    assert_int_equal(s.sweeps[SWEEP_RATE].count, 3);
    assert_int_equal(sweep_share(s.sweeps[SWEEP_RATE].values[1]), 110);
    assert_int_equal(s.sweeps[SWEEP_RATE].values[2], 2000);
    assert_int_equal(s.quick_rates.count, 3);
    assert_true(scenario_has_shares(&s));
    assert_int_equal(override(sets, 1), -EINVAL);
    assert_int_equal(override(quick, 3), 0);
    assert_int_equal(s.quick_rates.count, 1);
    assert_true(scenario_has_shares(&s));
    assert_int_equal(override(quick, 2), 0);
    assert_false(scenario_has_shares(&s));
}

/* What is asked for is asked for in a quick run, too. */
static void quick_values_follow(void **unused)
{
    const char *const follows[] = {"connections=9", "window=2s"};
    const char *const own[] = {"connections=9", "quick-connections=3"};

    (void)unused;
    assert_int_equal(override(follows, 2), 0);
    assert_int_equal(s.quick_connections.count, 1);
    assert_int_equal(s.quick_connections.values[0], 9);
    assert_int_equal(s.quick_window, 2 * CLOCK_S);
    assert_int_equal(override(own, 2), 0);
    assert_int_equal(s.sweeps[SWEEP_CONNECTIONS].values[0], 9);
    assert_int_equal(s.quick_connections.values[0], 3);
}

static void nothing_is_changed_by_nothing(void **unused)
{
    (void)unused;
    assert_int_equal(override(NULL, 0), 0);
    assert_int_equal(s.quick_connections.values[0], 4);
}

static void what_is_wrong_is_named(void **unused)
{
    (void)unused;
    assert_ptr_equal(strstr(complaint("idel=3"),
                            "--set idel=3: a scenario has no 'idel'; did you "
                            "mean 'idle'? (there are: title, question, "),
                     error);
    assert_string_equal(complaint("conns"),
                        "--set conns: a key of the scenario and its value, as "
                        "in --set conns=1,100");
    assert_string_equal(complaint("conns=0"),
                        "--set conns=0: allowed is up to 16 different whole "
                        "numbers from 1 to 65536, with commas between");
    assert_string_equal(complaint("rate=100"),
                        "x.ini with --set: 'rate' has no meaning with mode = "
                        "closed");
    assert_string_equal(complaint("threads=9"),
                        "x.ini with --set: 9 threads are more than the 8 "
                        "connections");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_put_in),
        cmocka_unit_test(rates_may_be_shares),
        cmocka_unit_test(quick_values_follow),
        cmocka_unit_test(nothing_is_changed_by_nothing),
        cmocka_unit_test(what_is_wrong_is_named),
    };

    return cmocka_run_group_tests(tests, place_enter, place_leave);
}
