/* plan: complete blocks, the twin, the seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/plan.h"

enum { ROWS = 4, BLOCKS = 5 };

/* Rows of our own: a plan does not run them. */
static const struct backend rows[ROWS] = {
    {.name = "null", .family = FAMILY_CONTROL},
    {.name = "sequential", .family = FAMILY_BLOCKING, .waiting = WAITING_ONE},
    {.name = "epoll", .family = FAMILY_READINESS},
    {.name = "libuv", .family = FAMILY_LIBRARY},
};

static const struct backend *const backends[ROWS] = {&rows[0], &rows[1],
                                                     &rows[2], &rows[3]};

static const struct scenario closed = {
    .name = "closed",
    .mode = SCENARIO_CLOSED,
    .sweeps = {[SWEEP_CONNECTIONS] = {3, {1, 8, 64}}},
    .quick_connections = {1, {8}},
    .warmup = 300 * CLOCK_MS,
    .window = CLOCK_S,
    .quick_warmup = 100 * CLOCK_MS,
    .quick_window = 200 * CLOCK_MS,
    .guard = 50 * CLOCK_MS,
};

static const struct scenario batch = {
    .name = "batch",
    .mode = SCENARIO_BATCH,
    .sweeps = {[SWEEP_CONNECTIONS] = {1, {10}}},
    .quick_connections = {1, {10}},
    .requests = 20,
    .paths = {1, {"/delay/100"}},
};

static const struct scenario *const scenarios[] = {&closed, &batch};

static struct plan_order order_of(const char *profile, uint64_t seed)
{
    return (struct plan_order){
        .scenarios = scenarios,
        .scenario_count = 2,
        .backends = backends,
        .backend_count = ROWS,
        .reference = &rows[2],
        .profile = profile_find(profile),
        .blocks = BLOCKS,
        .precise = profile_find(profile)->precise,
        .seed = seed,
    };
}

static struct plan plan_of(const char *profile, uint64_t seed)
{
    struct plan_order order = order_of(profile, seed);
    struct plan plan;

    assert_int_equal(plan_make(&plan, &order), 0);
    return plan;
}

/* How often a row runs in a block of a point, as itself or as the twin. */
static int count(const struct plan *plan, const struct plan_point *point,
                 int block, const struct backend *row, bool twin)
{
    int n = 0;

    for (size_t i = 0; i < plan->round_count; i++) {
        const struct plan_round *r = &plan->rounds[i];

        n += r->point == point && r->block == block && r->backend == row &&
             r->twin == twin;
    }
    return n;
}

static void each_row_runs_once_a_block(void **unused)
{
    struct plan plan = plan_of("standard", 1);

    (void)unused;
    assert_int_equal(plan.point_count, 4);
    for (size_t p = 0; p < plan.point_count; p++)
        for (int block = 1; block <= BLOCKS; block++)
            for (int i = 0; i < ROWS; i++) {
                const struct plan_point *point = &plan.points[p];
                bool takes = plan_takes(point->scenario, &rows[i]);

                assert_int_equal(count(&plan, point, block, &rows[i], false),
                                 takes);
                assert_int_equal(count(&plan, point, block, &rows[i], true),
                                 i == 2);
            }
    assert_int_equal(plan.round_count, BLOCKS * (3 * 5 + 4));
    plan_free(&plan);
}

/* A block of a point is run in one go, its rounds numbered from 1. */
static void blocks_are_in_one_piece(void **unused)
{
    struct plan plan = plan_of("standard", 1);

    (void)unused;
    assert_int_equal(plan.rounds[0].order, 1);
    for (size_t i = 1; i < plan.round_count; i++) {
        const struct plan_round *r = &plan.rounds[i], *before = r - 1;
        bool same = r->block == before->block && r->point == before->point;

        assert_int_equal(r->order, same ? before->order + 1 : 1);
        assert_true(r->block >= before->block);
    }
    plan_free(&plan);
}

/* The end of the first block of the first point. */
static size_t first_end(const struct plan *plan)
{
    size_t last = 0;

    while (plan->rounds[last + 1].order > plan->rounds[last].order)
        last++;
    return last;
}

static void a_failed_block_is_repeated_whole(void **unused)
{
    struct plan plan = plan_of("standard", 1);
    size_t before = plan.round_count, last = first_end(&plan);
    int added = plan_repeat(&plan, last);

    (void)unused;
    assert_int_equal(added, (int)last + 1);
    assert_int_equal(plan.round_count, before + last + 1);
    for (int i = 0; i < ROWS; i++) {
        const struct plan_point *point = plan.rounds[0].point;

        assert_int_equal(count(&plan, point, BLOCKS + 1, &rows[i], false),
                         count(&plan, point, 1, &rows[i], false));
        assert_int_equal(count(&plan, point, BLOCKS + 1, &rows[i], true),
                         count(&plan, point, 1, &rows[i], true));
    }
    assert_int_equal(plan.rounds[before].order, 1);
    plan_free(&plan);
}

static void repeats_come_to_an_end(void **unused)
{
    struct plan plan = plan_of("standard", 1);
    int times = 0;

    (void)unused;
    while (plan_repeat(&plan, first_end(&plan)) > 0)
        times++;
    assert_int_equal(times, (BLOCKS + 2) / 3);
    plan_free(&plan);
}

static bool is_same(const struct plan *a, const struct plan *b)
{
    for (size_t i = 0; i < a->round_count; i++) {
        const struct plan_round *r = &a->rounds[i], *s = &b->rounds[i];

        if (r->backend != s->backend || r->twin != s->twin ||
            r->block != s->block || r->seed != s->seed)
            return false;
    }
    return a->round_count == b->round_count;
}

static void seed_decides_the_order(void **unused)
{
    struct plan a = plan_of("standard", 7), b = plan_of("standard", 7),
                c = plan_of("standard", 8);

    (void)unused;
    assert_true(is_same(&a, &b));
    assert_false(is_same(&a, &c));
    plan_free(&a);
    plan_free(&b);
    plan_free(&c);
}

/* Every row is first in some block: with 4 rows and 400 blocks it would miss
 * all with a chance of 1e-38. */
static void order_is_shuffled(void **unused)
{
    struct plan_order order = order_of("quick", 3);
    struct plan plan;
    bool first[ROWS] = {false};

    (void)unused;
    order.blocks = 400;
    assert_int_equal(plan_make(&plan, &order), 0);
    for (size_t i = 0; i < plan.round_count; i++)
        if (plan.rounds[i].order == 1)
            first[plan.rounds[i].backend - rows] = true;
    for (int i = 0; i < ROWS; i++)
        assert_true(first[i]);
    plan_free(&plan);
}

static void profile_decides_points_and_times(void **unused)
{
    struct plan plan = plan_of("quick", 1);
    struct plan_times times;

    (void)unused;
    assert_int_equal(plan.point_count, 2);
    assert_string_equal(plan.points[0].name, "conns=8");
    times = plan_times(&plan.points[0], &rows[2]);
    assert_int_equal(times.warmup_ns, 100 * CLOCK_MS);
    assert_int_equal(times.window_ns, 200 * CLOCK_MS);
    times = plan_times(&plan.points[0], &rows[0]);
    assert_int_equal(times.window_ns, 10 * CLOCK_MS);
    assert_null(profile_find("fast"));
    assert_string_equal(profile_find(NULL)->name, "standard");
    plan_free(&plan);
}

/* The fewest blocks are those of the profile, and enough to rank the rows;
 * where their number is fixed, all. */
static void fewest_blocks_are_planned(void **unused)
{
    struct plan_order order = order_of("standard", 1);
    struct plan plan;
    uint64_t least;

    (void)unused;
    order.blocks = 40;
    assert_int_equal(plan_make(&plan, &order), 0);
    assert_int_equal(plan.points[0].blocks_least, 12);
    assert_int_equal(plan_rounds_least(&plan), 12 * (3 * 5 + 4));
    least = plan_expected_least(&plan);
    assert_in_range(least, plan_expected(&plan) * 11 / 40,
                    plan_expected(&plan) * 13 / 40);
    plan_free(&plan);
    order.precise = false;
    assert_int_equal(plan_make(&plan, &order), 0);
    assert_int_equal(plan.points[0].blocks_least, 40);
    assert_int_equal(plan_expected_least(&plan), plan_expected(&plan));
    plan_free(&plan);
    order = order_of("publish", 1);
    order.blocks = 60;
    assert_int_equal(plan_make(&plan, &order), 0);
    assert_int_equal(plan.points[3].blocks_least, 20);
    plan_free(&plan);
    order.blocks = 10;
    assert_int_equal(plan_make(&plan, &order), 0);
    assert_int_equal(plan.points[0].blocks_least, 10);
    plan_free(&plan);
}

static void a_block_is_expected_whole(void **unused)
{
    struct plan plan = plan_of("quick", 1);
    uint64_t sum = 0;

    (void)unused;
    for (size_t i = 0; i < plan.round_count; i = plan_block_end(&plan, i) + 1) {
        assert_int_equal(plan.rounds[i].order, 1);
        sum += plan_block_expected(&plan, i);
    }
    assert_int_equal(sum, plan_expected(&plan));
    plan_free(&plan);
}

static void control_has_no_part_in_batches(void **unused)
{
    (void)unused;
    assert_false(plan_takes(&batch, &rows[0]));
    assert_string_equal(plan_refusal(&batch, &rows[0]),
                        "it does no IO, so there is no command to time");
    assert_true(plan_takes(&closed, &rows[0]));
    assert_true(plan_takes(&batch, &rows[1]));
}

/* One after another takes the sum, ten at a time two turns. */
static void duration_is_expected(void **unused)
{
    struct plan plan = plan_of("quick", 1);
    uint64_t sum = 0;

    (void)unused;
    for (size_t i = 0; i < plan.round_count; i++) {
        const struct plan_round *r = &plan.rounds[i];
        uint64_t ns = plan_round_expected(r);

        sum += ns;
        if (r->point->scenario == &batch)
            assert_in_range(
                ns, r->backend == &rows[1] ? 2000 * CLOCK_MS : 200 * CLOCK_MS,
                r->backend == &rows[1] ? 2100 * CLOCK_MS : 300 * CLOCK_MS);
    }
    assert_int_equal(plan_expected(&plan), sum);
    plan_free(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_row_runs_once_a_block),
        cmocka_unit_test(blocks_are_in_one_piece),
        cmocka_unit_test(a_failed_block_is_repeated_whole),
        cmocka_unit_test(repeats_come_to_an_end),
        cmocka_unit_test(seed_decides_the_order),
        cmocka_unit_test(order_is_shuffled),
        cmocka_unit_test(profile_decides_points_and_times),
        cmocka_unit_test(fewest_blocks_are_planned),
        cmocka_unit_test(a_block_is_expected_whole),
        cmocka_unit_test(control_has_no_part_in_batches),
        cmocka_unit_test(duration_is_expected),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
