/* pingpong: it is played to its end, bound to CPUs and not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/pingpong.h"
#include "harness/placement.h"

static uint64_t played(const struct placement *p)
{
    uint64_t median = 0;

    assert_int_equal(pingpong(p, 2 * CLOCK_MS, &median), 0);
    return median;
}

static void a_round_trip_takes_time(void **unused)
{
    struct placement p = {.mode = PLACEMENT_NONE};

    (void)unused;
    assert_true(played(&p) > 0);
}

static void both_may_share_a_cpu(void **unused)
{
    struct placement p;
    struct cpu_list allowed;
    int got = affinity_get(&allowed);

    (void)unused;
    if (placement_make(&p, PLACEMENT_SHARED, 1, &allowed, got) < 0)
        skip();
    assert_true(played(&p) > 0);
}

static void a_cpu_that_is_not_there_is_told(void **unused)
{
    struct placement p = {.mode = PLACEMENT_SPLIT,
                          .client = {1, {AFFINITY_MAX - 1}}};
    struct cpu_list allowed;
    uint64_t median = 7;

    (void)unused;
    if (affinity_get(&allowed) < 0 ||
        allowed.cpus[allowed.count - 1] == AFFINITY_MAX - 1)
        skip();
    assert_true(pingpong(&p, CLOCK_MS, &median) < 0);
    assert_int_equal(median, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_round_trip_takes_time),
        cmocka_unit_test(both_may_share_a_cpu),
        cmocka_unit_test(a_cpu_that_is_not_there_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
