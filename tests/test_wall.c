/* wall: what keeps a row from so many connections; waiting: how many work. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/select.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/plan.h"
#include "harness/resources.h"
#include "harness/waiting.h"
#include "harness/wall.h"

static const struct backend select_like = {.name = "few",
                                           .family = FAMILY_READINESS,
                                           .connections_most = 100,
                                           .wall = "SETSIZE 116"};
static const struct backend loop = {.name = "loop", .family = FAMILY_LIBRARY};
static const struct backend each = {
    .name = "each", .family = FAMILY_BLOCKING, .waiting = WAITING_EACH};
static const struct backend pool = {
    .name = "pool", .family = FAMILY_BLOCKING, .waiting = WAITING_WORKERS};
static const struct backend one = {
    .name = "one", .family = FAMILY_BLOCKING, .waiting = WAITING_ONE};

static int two(void)
{
    return 2;
}

static int none(void)
{
    return 0;
}

static const struct backend stacks = {
    .name = "stacks", .family = FAMILY_COROUTINE, .mappings = two};
static const struct backend light = {
    .name = "light", .family = FAMILY_COROUTINE, .mappings = none};

static const struct limits limits = {.descriptors = 100000,
                                     .threads = 300,
                                     .threads_by = "",
                                     .threads_name = "threads-max",
                                     .ports = 10000,
                                     .mappings = 65530};

static const char *wall_of(const struct backend *backend, int connections)
{
    static char text[WALL_TEXT_MAX];

    return wall_stops(backend, connections, 1, &limits, text) ? text : "";
}

static void a_model_has_a_wall(void **unused)
{
    char text[WALL_TEXT_MAX];

    (void)unused;
    assert_string_equal(wall_of(&select_like, 100), "");
    assert_string_equal(wall_of(&select_like, 101), "SETSIZE 116");
    assert_true(wall_stops(&select_like, 101, 1, NULL, text));
    assert_string_equal(wall_of(&loop, 1000000), "");
}

static void threads_have_one(void **unused)
{
    char text[WALL_TEXT_MAX];

    (void)unused;
    assert_string_equal(wall_of(&each, 200), "");
    assert_string_equal(wall_of(&each, 300), "threads-max 300");
    assert_false(wall_stops(&each, 300, 1, NULL, text));
    assert_string_equal(wall_of(&pool, 100000), "");
    assert_string_equal(wall_of(&one, 100000), "");
}

/* A process has some hundred mappings before the first connection. */
static void mappings_are_one(void **unused)
{
    struct limits boundless = limits;
    char text[WALL_TEXT_MAX];

    (void)unused;
    assert_string_equal(wall_of(&stacks, 32000), "");
    assert_string_equal(wall_of(&stacks, 32765), "vm.max_map_count 65530");
    assert_string_equal(wall_of(&light, 1000000), "");
    assert_false(wall_stops(&stacks, 32765, 1, NULL, text));
    boundless.mappings = LIMITS_UNKNOWN;
    assert_false(wall_stops(&stacks, 1000000, 1, &boundless, text));
}

/* They have stacks with guards, which are mappings or are not, all alike. */
static void coroutines_need_mappings(void **unused)
{
    const char *const names[] = {"coroutines", "coroutines-ucontext",
                                 "coroutines-uring"};
    struct limits machine;
    char text[WALL_TEXT_MAX];

    (void)unused;
    limits_read(&machine);
    machine.threads = LIMITS_UNKNOWN;
    machine.mappings = 4000;
    for (size_t i = 0; i < 3; i++) {
        const struct backend *b = backend_find(names[i]);
        bool stops = wall_stops(b, 2000, 1, &machine, text);

        assert_non_null(b->mappings);
        assert_int_equal(stops, b->mappings() > 0);
        if (stops)
            assert_string_equal(text, "vm.max_map_count 4000");
    }
    assert_false(wall_stops(backend_find("poll"), 2000, 1, &machine, text));
}

static void select_s_wall_is_fd_setsize(void **unused)
{
    const struct backend *b = backend_find("select");

    (void)unused;
    assert_in_range(b->connections_most, 1, FD_SETSIZE - 1);
    assert_memory_equal(b->wall, "FD_SETSIZE ", 11);
}

static void workers_are_counted(void **unused)
{
    (void)unused;
    assert_int_equal(waiting_workers(WAITING_LOOP, 64, 3), 3);
    assert_int_equal(waiting_workers(WAITING_ONE, 64, 3), 3);
    assert_int_equal(waiting_workers(WAITING_EACH, 64, 3), 64);
    assert_int_equal(waiting_workers(WAITING_EACH, 0, 1), 1);
    assert_int_equal(waiting_workers(WAITING_WORKERS, 64, 1), 16);
    assert_int_equal(waiting_workers(WAITING_WORKERS, 64, 3), 48);
    assert_int_equal(waiting_workers(WAITING_WORKERS, 7, 1), 7);
    assert_int_equal(waiting_workers(WAITING_WORKERS, 0, 1), 16);
    assert_int_equal(waiting_at_once(WAITING_LOOP, 64, 1), 64);
    assert_int_equal(waiting_at_once(WAITING_ONE, 64, 1), 1);
    assert_int_equal(waiting_at_once(WAITING_EACH, 64, 1), 64);
    assert_int_equal(waiting_at_once(WAITING_WORKERS, 64, 1), 16);
}

enum { ROWS = 4, BLOCKS = 3 };

static const struct backend *const rows[ROWS] = {&loop, &select_like, &each,
                                                 &pool};

static const struct scenario closed = {
    .name = "closed",
    .mode = SCENARIO_CLOSED,
    .sweeps = {[SWEEP_CONNECTIONS] = {3, {10, 200, 1000}}},
    .window = CLOCK_S,
};

static const struct scenario batch = {
    .name = "batch",
    .mode = SCENARIO_BATCH,
    .sweeps = {[SWEEP_CONNECTIONS] = {1, {100}}},
    .requests = 100,
    .paths = {1, {"/delay/50"}},
};

static const struct scenario *const scenarios[] = {&closed, &batch};

static struct plan_order order_of(const struct backend *reference)
{
    return (struct plan_order){
        .scenarios = scenarios,
        .scenario_count = 2,
        .backends = rows,
        .backend_count = ROWS,
        .reference = reference,
        .profile = profile_find("standard"),
        .limits = &limits,
        .blocks = BLOCKS,
    };
}

static size_t rounds_of(const struct plan *plan, int connections,
                        const struct backend *row)
{
    size_t n = 0;

    for (size_t i = 0; i < plan->round_count; i++)
        n += plan->rounds[i].point->connections == connections &&
             plan->rounds[i].backend == row;
    return n;
}

static void a_plan_ends_at_the_wall(void **unused)
{
    struct plan_order order = order_of(&loop);
    struct plan plan;

    (void)unused;
    assert_int_equal(plan_make(&plan, &order), 0);
    assert_int_equal(rounds_of(&plan, 10, &select_like), BLOCKS);
    assert_int_equal(rounds_of(&plan, 200, &select_like), 0);
    assert_int_equal(rounds_of(&plan, 200, &each), BLOCKS);
    assert_int_equal(rounds_of(&plan, 1000, &each), 0);
    assert_int_equal(rounds_of(&plan, 1000, &pool), BLOCKS);
    assert_int_equal(rounds_of(&plan, 1000, &loop), 2 * BLOCKS);
    /* Blocks are whole without the row that is walled. */
    for (size_t i = 0; i + 1 < plan.round_count; i++)
        assert_true(plan.rounds[i + 1].order == plan.rounds[i].order + 1 ||
                    plan.rounds[i + 1].order == 1);
    plan_free(&plan);
}

/* The reference's twin ends where the reference does. */
static void a_reference_may_end_there_too(void **unused)
{
    struct plan_order order = order_of(&select_like);
    struct plan plan;

    (void)unused;
    assert_int_equal(plan_make(&plan, &order), 0);
    assert_int_equal(rounds_of(&plan, 10, &select_like), 2 * BLOCKS);
    assert_int_equal(rounds_of(&plan, 200, &select_like), 0);
    plan_free(&plan);
}

/* 100 pages of 50 ms: at once, in seven turns of 16. */
static void a_batch_takes_its_turns(void **unused)
{
    struct plan_order order = order_of(&loop);
    uint64_t all = 0, turns = 0;
    struct plan plan;

    (void)unused;
    assert_int_equal(plan_make(&plan, &order), 0);
    for (size_t i = 0; i < plan.round_count; i++) {
        const struct plan_round *r = &plan.rounds[i];

        if (r->point->scenario == &batch && r->backend == &loop)
            all = plan_round_expected(r);
        if (r->point->scenario == &batch && r->backend == &pool)
            turns = plan_round_expected(r);
    }
    assert_int_equal(turns - all, 6 * 50 * CLOCK_MS);
    plan_free(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_model_has_a_wall),
        cmocka_unit_test(threads_have_one),
        cmocka_unit_test(mappings_are_one),
        cmocka_unit_test(coroutines_need_mappings),
        cmocka_unit_test(select_s_wall_is_fd_setsize),
        cmocka_unit_test(workers_are_counted),
        cmocka_unit_test(a_plan_ends_at_the_wall),
        cmocka_unit_test(a_reference_may_end_there_too),
        cmocka_unit_test(a_batch_takes_its_turns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
