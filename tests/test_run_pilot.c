/* run_pilot: what it settles, what it leaves alone, when there is none. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/run.h"
#include "tests/support_place.h"

static volatile sig_atomic_t stop;
static const char *const open_scenario[] = {"./open.ini"};
static const char *const idle_scenario[] = {"./idle.ini"};
static const char *const fixed_scenario[] = {"./fixed.ini"};

static int make_directory(void **unused)
{
    if (place_enter(unused) < 0)
        return -1;
    place_write("open.ini", "[scenario]\ntitle = t\nquestion = q\n[load]\n"
                            "connections = 2\n[time]\nquick-warmup = 5ms\n"
                            "quick-window = 60ms\nguard = 5ms\n");
    place_write("fixed.ini", "[scenario]\ntitle = t\nquestion = q\n[load]\n"
                             "connections = 2\n[time]\nwarmup = 5ms\n"
                             "window = 100ms\n");
    place_write("idle.ini", "[scenario]\ntitle = t\nquestion = q\n[load]\n"
                            "connections = 6\nidle = 20\n[time]\n"
                            "window = 100ms\n");
    return 0;
}

static struct run_order order_of(const char *const *scenario)
{
    static const char *names[1];

    names[0] = backend_reference()->name;
    return (struct run_order){.scenarios = scenario,
                              .scenario_count = 1,
                              .backends = names,
                              .backend_count = 1,
                              .out = "out",
                              .seed = 3,
                              .placement = PLACEMENT_AUTO,
                              .stop = &stop};
}

static void prepare(struct run *run, const struct run_order *order)
{
    char error[RUN_ERROR_MAX];

    if (run_prepare(run, order, error) < 0)
        fail_msg("%s", error);
}

/* On a busy machine rounds may be starved, and then nothing is settled: what
 * is there follows from what was found. */
static void times_and_placement_are_settled(void **unused)
{
    struct run_order order = order_of(open_scenario);
    const struct pilot_point *found;
    json_t *json;
    struct run run;

    (void)unused;
    prepare(&run, &order);
    assert_true(run_pilot_due(&run));
    assert_true(run_pilot_expected(&run) > 0);
    assert_int_equal(run_pilot(&run), 0);
    assert_int_equal(run.pilot.point_count, 1);
    found = &run.pilot.points[0];
    if (found->warmup)
        assert_in_range(run.plan.points[0].warmup_ns, 300 * CLOCK_MS,
                        5 * CLOCK_S);
    if (found->window) {
        assert_ptr_equal(found->slowest, backend_reference());
        assert_int_equal(run.plan.points[0].window_ns % CLOCK_S, 0);
    }
    assert_true(run.pilot.pairs == 6 || *run.pilot.unplaced);
    if (run.pilot.pairs == 6)
        assert_non_null(strstr(run.placement.reason, "two rounds of "));
    assert_true(run.pilot.rounds > 0 && run.pilot.took_ns > 0);
    json = run_pilot_manifest(&run);
    assert_true(json_is_null(json_object_get(json, "skipped")));
    assert_int_equal(json_array_size(json_object_get(json, "points")), 1);
    json_decref(json);
    run_free(&run);
}

/* The idle ones are not taken for answered because the active ones begin. */
static void idle_connections_do_not_disturb_it(void **unused)
{
    enum { TRIES = 5 }; /* rounds may be starved */
    struct run_order order = order_of(idle_scenario);
    bool found = false;

    (void)unused;
    order.placement = PLACEMENT_NONE;
    for (int i = 0; i < TRIES && !found; i++) {
        struct run run;

        prepare(&run, &order);
        assert_true(run_pilot_due(&run));
        assert_int_equal(run_pilot(&run), 0);
        found = run.pilot.points[0].warmup;
        run_free(&run);
    }
    assert_true(found);
}

static const char *skipped(const struct run_order *order)
{
    static char why[160];
    struct run run;

    prepare(&run, order);
    assert_false(run_pilot_due(&run));
    snprintf(why, sizeof why, "%s", run.pilot.skipped);
    run_free(&run);
    return why;
}

static void what_is_fixed_needs_none(void **unused)
{
    struct run_order order = order_of(fixed_scenario);

    (void)unused;
    assert_string_equal(skipped(&order),
                        "the scenario's file fixes warm-up and window");
    order = order_of(open_scenario);
    order.no_pilot = true;
    assert_string_equal(skipped(&order), "--no-pilot");
    order = order_of(open_scenario);
    order.profile = "quick";
    assert_string_equal(skipped(&order), "the quick profile has none");
    order = order_of(open_scenario);
    order.budget_ns = CLOCK_S;
    assert_string_equal(skipped(&order),
                        "it would take more than a quarter of the budget");
}

static void a_signal_ends_it(void **unused)
{
    struct run_order order = order_of(open_scenario);
    struct run run;
    char error[RUN_ERROR_MAX];

    (void)unused;
    prepare(&run, &order);
    assert_int_equal(run_claim(&run, error), 0);
    assert_int_equal(access("out/.lock", F_OK), 0);
    stop = 1;
    assert_int_equal(run_pilot(&run), -EINTR);
    stop = 0;
    run_unclaim(&run);
    assert_true(access("out", F_OK) < 0);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_and_placement_are_settled),
        cmocka_unit_test(idle_connections_do_not_disturb_it),
        cmocka_unit_test(what_is_fixed_needs_none),
        cmocka_unit_test(a_signal_ends_it),
    };

    return cmocka_run_group_tests(tests, make_directory, place_leave);
}
