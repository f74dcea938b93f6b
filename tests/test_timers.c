/*
 * timers against a model that looks at every timer every time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/random.h"
#include "harness/timers.h"

enum { TIMERS = 200 };

struct model {
    struct timers timers;
    struct timer timer[TIMERS];
    uint64_t due[TIMERS]; /* what the model says */
    uint64_t now;
};

static void model_init(struct model *m)
{
    timers_init(&m->timers);
    for (int i = 0; i < TIMERS; i++) {
        timer_init(&m->timer[i]);
        m->due[i] = CLOCK_NEVER;
    }
    m->now = 1000;
}

static uint64_t model_earliest(const struct model *m)
{
    uint64_t earliest = CLOCK_NEVER;

    for (int i = 0; i < TIMERS; i++) {
        if (m->due[i] < earliest)
            earliest = m->due[i];
    }
    return earliest;
}

/* Take all that are due from both; the order may differ for equal times. */
static void check_expiry(struct model *m)
{
    struct timer *timer;

    while ((timer = timers_expire(&m->timers, m->now)) != NULL) {
        ptrdiff_t i = timer - m->timer;

        assert_true(m->due[i] <= m->now);
        assert_true(m->due[i] == model_earliest(m));
        assert_true(timer->due == CLOCK_NEVER);
        m->due[i] = CLOCK_NEVER;
    }
    assert_true(model_earliest(m) > m->now);
}

static void check_next(const struct model *m)
{
    assert_true(timers_next(&m->timers) <= model_earliest(m));
    for (size_t i = 0; i < m->timers.count; i++) {
        assert_int_equal(m->timers.heap[i]->place, i + 1);
        assert_true(m->timers.heap[i]->listed <= m->timers.heap[i]->due);
    }
}

static void step(struct model *m, struct random *random)
{
    size_t i = (size_t)random_below(random, TIMERS);
    uint64_t due = m->now + random_below(random, 1000);

    switch (random_below(random, 8)) {
    case 0:
        timers_remove(&m->timers, &m->timer[i]);
        m->due[i] = CLOCK_NEVER;
        break;
    case 1:
        assert_int_equal(timers_set(&m->timers, &m->timer[i], CLOCK_NEVER), 0);
        m->due[i] = CLOCK_NEVER;
        break;
    case 2:
        m->now += random_below(random, 100);
        check_expiry(m);
        break;
    default:
        assert_int_equal(timers_set(&m->timers, &m->timer[i], due), 0);
        m->due[i] = due;
        break;
    }
    check_next(m);
}

static void random_operations_agree_with_the_model(void **state)
{
    struct model *m = malloc(sizeof *m);
    struct random random;

    (void)state;
    assert_non_null(m);
    for (uint64_t seed = 0; seed < 10; seed++) {
        model_init(m);
        random_seed(&random, seed);
        for (int i = 0; i < 3000; i++)
            step(m, &random);
        m->now += 10000;
        check_expiry(m);
        assert_true(timers_next(&m->timers) == CLOCK_NEVER);
        timers_free(&m->timers);
    }
    free(m);
}

static void nothing_is_set_at_first(void **state)
{
    struct timers timers;

    (void)state;
    timers_init(&timers);
    assert_true(timers_next(&timers) == CLOCK_NEVER);
    assert_null(timers_expire(&timers, CLOCK_NEVER - 1));
    timers_free(&timers);
}

static void a_timer_is_due_at_its_time_and_not_before(void **state)
{
    struct timers timers;
    struct timer timer;

    (void)state;
    timers_init(&timers);
    timer_init(&timer);
    timers_set(&timers, &timer, 100);
    assert_null(timers_expire(&timers, 99));
    assert_ptr_equal(timers_expire(&timers, 100), &timer);
    assert_null(timers_expire(&timers, 100));
    timers_free(&timers);
}

static void moving_later_leaves_the_heap_alone(void **state)
{
    struct timers timers;
    struct timer a, b;

    (void)state;
    timers_init(&timers);
    timer_init(&a);
    timer_init(&b);
    timers_set(&timers, &a, 100);
    timers_set(&timers, &b, 200);
    timers_set(&timers, &a, 300);
    assert_int_equal(timers_next(&timers), 100);
    assert_null(timers_expire(&timers, 150));
    assert_int_equal(timers_next(&timers), 200);
    assert_ptr_equal(timers_expire(&timers, 400), &b);
    assert_ptr_equal(timers_expire(&timers, 400), &a);
    timers_free(&timers);
}

static void a_cleared_timer_does_not_expire_and_can_be_set_again(void **state)
{
    struct timers timers;
    struct timer timer;

    (void)state;
    timers_init(&timers);
    timer_init(&timer);
    timers_set(&timers, &timer, 100);
    timers_set(&timers, &timer, CLOCK_NEVER);
    timers_set(&timers, &timer, 50);
    assert_ptr_equal(timers_expire(&timers, 60), &timer);
    timers_set(&timers, &timer, 100);
    timers_set(&timers, &timer, CLOCK_NEVER);
    assert_null(timers_expire(&timers, 1000));
    assert_true(timers_next(&timers) == CLOCK_NEVER);
    timers_free(&timers);
}

static void room_can_be_reserved(void **state)
{
    struct timers timers;

    (void)state;
    timers_init(&timers);
    assert_int_equal(timers_reserve(&timers, 100), 0);
    assert_true(timers.room >= 100);
    assert_true(timers_reserve(&timers, SIZE_MAX / 2) < 0);
    assert_true(timers.room >= 100);
    timers_free(&timers);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_set_at_first),
        cmocka_unit_test(a_timer_is_due_at_its_time_and_not_before),
        cmocka_unit_test(moving_later_leaves_the_heap_alone),
        cmocka_unit_test(a_cleared_timer_does_not_expire_and_can_be_set_again),
        cmocka_unit_test(room_can_be_reserved),
        cmocka_unit_test(random_operations_agree_with_the_model),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
