/* plan: points of several lists, their names, and who has no part in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/plan.h"

static const struct backend null_row = {.name = "null",
                                        .family = FAMILY_CONTROL};
static const struct backend one = {
    .name = "one", .family = FAMILY_BLOCKING, .waiting = WAITING_ONE};
static const struct backend pool = {
    .name = "pool", .family = FAMILY_BLOCKING, .waiting = WAITING_WORKERS};
static const struct backend loop = {.name = "loop", .family = FAMILY_READINESS};
static const struct backend walled = {.name = "walled",
                                      .family = FAMILY_READINESS,
                                      .connections_most = 100,
                                      .wall = "A_WALL 100"};

static struct plan_point point_of(const struct scenario *s, int index)
{
    struct plan_point point = {.scenario = NULL};

    plan_point_make(&point, s, profile_find("standard"), index);
    return point;
}

static void check_name(const struct scenario *s, int index, const char *name)
{
    struct plan_point point = point_of(s, index);

    assert_string_equal(point.name, name);
}

/* The last list changes fastest. */
static void points_are_choices_from_all_lists(void **unused)
{
    static const struct scenario s = {
        .sweeps = {[SWEEP_CONNECTIONS] = {2, {8, 64}},
                   [SWEEP_IDLE] = {2, {0, 100}},
                   [SWEEP_SIZE] = {2, {16, SWEEP_MIXED}}}};
    struct plan_point point;

    (void)unused;
    assert_int_equal(plan_points(&s, profile_find("standard")), 8);
    check_name(&s, 0, "conns=8/idle=0/size=16");
    check_name(&s, 1, "conns=8/idle=0/size=mixed");
    check_name(&s, 2, "conns=8/idle=100/size=16");
    check_name(&s, 7, "conns=64/idle=100/size=mixed");
    point = point_of(&s, 7);
    assert_int_equal(point.connections, 64);
    assert_int_equal(point.idle, 100);
    assert_int_equal(point.threads, 1);
    assert_int_equal(point.rate, 0);
    assert_true(point.at[SWEEP_SIZE] == SWEEP_MIXED);
}

/* Names of points are in records: what is as usual must not change them. */
static void what_is_as_usual_has_no_name(void **unused)
{
    static const struct scenario plain = {
        .sweeps = {[SWEEP_CONNECTIONS] = {1, {64}},
                   [SWEEP_THREADS] = {1, {1}},
                   [SWEEP_IDLE] = {1, {0}}}};
    static const struct scenario odd = {
        .sweeps = {[SWEEP_CONNECTIONS] = {1, {64}},
                   [SWEEP_THREADS] = {1, {2}},
                   [SWEEP_RATE] = {1, {500}}}};

    (void)unused;
    check_name(&plain, 0, "conns=64");
    check_name(&odd, 0, "conns=64/threads=2/rate=500");
}

static void quick_has_connections_of_its_own(void **unused)
{
    static const struct scenario s = {
        .sweeps = {[SWEEP_CONNECTIONS] = {3, {1, 8, 64}},
                   [SWEEP_IDLE] = {2, {0, 100}}},
        .quick_connections = {1, {8}}};

    (void)unused;
    assert_int_equal(plan_points(&s, profile_find("standard")), 6);
    assert_int_equal(plan_points(&s, profile_find("quick")), 2);
}

static void check_wall(int idle, const struct backend *row, const char *wall)
{
    const struct scenario s = {
        .mode = SCENARIO_CLOSED,
        .sweeps = {[SWEEP_CONNECTIONS] = {1, {8}},
                   [SWEEP_IDLE] = {1, {(uint64_t)idle}}}};
    struct plan_point point = point_of(&s, 0);
    struct plan_order order = {.seed = 1};
    char text[WALL_TEXT_MAX] = "";

    assert_int_equal(plan_walled(&order, &point, row, text), *wall != '\0');
    assert_string_equal(text, wall);
}

/* Who waits for an answer on a few connections only cannot listen on idle
 * ones; a limit is one for all connections. */
static void idle_connections_are_not_for_all(void **unused)
{
    (void)unused;
    check_wall(0, &null_row, "");
    check_wall(1, &null_row, "no IO, no idle connection");
    check_wall(0, &one, "");
    check_wall(1, &one, "1 request at once");
    check_wall(8, &pool, "");
    check_wall(9, &pool, "16 requests at once");
    check_wall(10000, &loop, "");
    check_wall(92, &walled, "");
    check_wall(93, &walled, "A_WALL 100");
}

static void idle_connections_take_time(void **unused)
{
    static const struct scenario s = {
        .mode = SCENARIO_CLOSED,
        .sweeps = {
            [SWEEP_CONNECTIONS] = {1, {8}}, [SWEEP_IDLE] = {2, {0, 10000}}}};

    (void)unused;
    assert_true(point_of(&s, 1).overhead_ns >
                point_of(&s, 0).overhead_ns + 100 * CLOCK_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_are_choices_from_all_lists),
        cmocka_unit_test(what_is_as_usual_has_no_name),
        cmocka_unit_test(quick_has_connections_of_its_own),
        cmocka_unit_test(idle_connections_are_not_for_all),
        cmocka_unit_test(idle_connections_take_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
