/* task: errors thrown into waits, joins, and what becomes of a task that
 * nobody joins. Each case must give back every stack and descriptor. */
/* tsan */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "backends/task.h"
#include "harness/clock.h"

static int descriptors(void)
{
    int count = 0;

    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

/* A loop and a pool of stacks, and how many descriptors there were before. */
struct world {
    struct loop loop;
    struct stack_pool stacks;
    int before;
};

static int run_in(struct world *w, int (*body)(struct task *, void *),
                  void *data)
{
    const struct switcher *own = switcher_own();
    int result;

    w->before = descriptors();
    assert_int_equal(loop_begin(&w->loop), 0);
    assert_int_equal(
        stack_pool_init(&w->stacks, own ? own : switcher_ucontext(), 0), 0);
    result = task_run(&w->loop, &w->stacks, "first", body, data);
    assert_int_equal(w->stacks.idle, w->stacks.mapped);
    stack_pool_free(&w->stacks);
    loop_end(&w->loop);
    assert_int_equal(descriptors(), w->before);
    return result;
}

static int run(int (*body)(struct task *, void *), void *data)
{
    struct world w;

    return run_in(&w, body, data);
}

/* What a waiter does and sees. */
struct waiter {
    int waits;     /* so many times at most */
    int returned;  /* so many waits did */
    int last;      /* what the last one returned */
    int cleanings; /* how often its clean-up ran */
    int result;    /* 0: that of the wait */
};

/* Holds descriptors and memory while it waits for what never comes. */
static int wait_for_nothing(struct task *self, void *data)
{
    struct waiter *w = data;
    char *held = malloc(1000);
    int ends[2];

    assert_non_null(held);
    assert_int_equal(pipe(ends), 0);
    do
        w->last = task_wait(self, ends[0], SELECT_READ, CLOCK_NEVER);
    while (++w->returned < w->waits);
    task_forget(self);
    close(ends[0]);
    close(ends[1]);
    free(held);
    w->cleanings++;
    return w->result ? w->result : w->last;
}

static struct task *start(struct task *self, struct waiter *w)
{
    int error = 0;
    struct task *t = task_start(self, "waiter", wait_for_nothing, w, &error);

    assert_non_null(t);
    assert_int_equal(error, 0);
    return t;
}

/* Let all others run until they wait. */
static void pass(struct task *self)
{
    assert_int_equal(task_wait(self, -1, 0, clock_now() + CLOCK_MS), 0);
}

static int throw_twice(struct task *self, void *data)
{
    struct waiter *w = data;
    struct task *t = start(self, w);

    pass(self);
    assert_int_equal(w->returned, 0);
    task_throw(t, -EIO);
    pass(self);
    assert_int_equal(w->returned, 1);
    assert_int_equal(w->last, -EIO);
    assert_false(task_ended(t)); /* it has caught it, and waits again */
    task_throw(t, -ENOENT);
    task_throw(t, -EBADF); /* one at a time: the first */
    assert_int_equal(task_join(self, t), -ENOENT);
    return 5;
}

static void an_error_is_thrown_into_a_wait(void **state)
{
    struct waiter w = {.waits = 2};

    (void)state;
    assert_int_equal(run(throw_twice, &w), 5);
    assert_int_equal(w.returned, 2);
    assert_int_equal(w.cleanings, 1);
}

static int throw_before_it_waits(struct task *self, void *data)
{
    struct task *t = start(self, data);

    task_throw(t, -EIO);
    assert_int_equal(task_join(self, t), -EIO);
    return 0;
}

static void an_error_waits_for_the_wait(void **state)
{
    struct waiter w = {.waits = 1};

    (void)state;
    assert_int_equal(run(throw_before_it_waits, &w), 0);
    assert_int_equal(w.cleanings, 1);
}

static int cancel_one(struct task *self, void *data)
{
    struct task *t = start(self, data);

    pass(self);
    task_cancel(t);
    assert_int_equal(task_join(self, t), -ECANCELED);
    return 0;
}

static void a_cancelled_task_waits_no_more(void **state)
{
    struct waiter w = {.waits = 10};

    (void)state;
    assert_int_equal(run(cancel_one, &w), 0);
    assert_int_equal(w.returned, 10);
    assert_int_equal(w.last, -ECANCELED);
    assert_int_equal(w.cleanings, 1);
}

static int cancel_unbegun(struct task *self, void *data)
{
    struct task *t = start(self, data);

    task_cancel(t);
    assert_int_equal(task_join(self, t), -ECANCELED);
    return 0;
}

static void one_that_has_not_begun_never_does(void **state)
{
    struct waiter w = {.waits = 1};

    (void)state;
    assert_int_equal(run(cancel_unbegun, &w), 0);
    assert_int_equal(w.cleanings, 0);
}

static int cancel_itself(struct task *self, void *data)
{
    (void)data;
    task_cancel(self);
    assert_int_equal(task_wait(self, -1, 0, CLOCK_NEVER), -ECANCELED);
    assert_int_equal(task_join_all(self), -ECANCELED);
    return 7;
}

static void a_task_cancels_itself(void **state)
{
    (void)state;
    assert_int_equal(run(cancel_itself, NULL), 7);
}

static int give_back(struct task *self, void *data)
{
    (void)self;
    return *(int *)data;
}

static int join_results(struct task *self, void *data)
{
    static int values[] = {3, 0, -EPIPE, 1000000};
    struct task *t[4];
    int error;

    (void)data;
    for (int i = 0; i < 4; i++)
        t[i] = task_start(self, "value", give_back, &values[i], &error);
    assert_int_equal(task_join(self, t[1]), 0); /* waits for it */
    assert_true(task_ended(t[3]));
    assert_int_equal(task_join(self, t[3]), 1000000);
    assert_int_equal(task_join(self, t[0]), 3);
    assert_int_equal(task_join(self, t[2]), -EPIPE);
    assert_int_equal(task_join(self, self), -EDEADLK);
    assert_int_equal(task_join_all(self), 0); /* none is left */
    return 0;
}

static void a_join_returns_the_result(void **state)
{
    (void)state;
    assert_int_equal(run(join_results, NULL), 0);
}

/* Joins a task of its starter's. */
static int join_another(struct task *self, void *data)
{
    return task_join(self, *(struct task **)data);
}

static int join_by_turns(struct task *self, void *data)
{
    struct task *other = start(self, data), *joiner;
    int error;

    joiner = task_start(self, "joiner", join_another, &other, &error);
    pass(self);
    assert_int_equal(task_join(self, other), -EBUSY);
    task_throw(joiner, -EINTR);
    assert_int_equal(task_join(self, joiner), -EINTR);
    assert_false(task_ended(other)); /* it goes on without a joiner */
    joiner = task_start(self, "joiner", join_another, &other, &error);
    pass(self);
    task_throw(other, -EIO);
    assert_int_equal(task_join(self, joiner), -EIO);
    return 0;
}

static void an_error_thrown_into_a_join_leaves_the_other(void **state)
{
    struct waiter w = {.waits = 1};

    (void)state;
    assert_int_equal(run(join_by_turns, &w), 0);
    assert_int_equal(w.cleanings, 1);
}

static int join_nobody(struct task *self, void *data)
{
    struct waiter *w = data;

    for (int i = 0; i < 3; i++)
        start(self, &w[i]);
    pass(self);
    task_throw(task_start(self, "late", wait_for_nothing, &w[3], &w[3].last),
               -EXDEV);
    pass(self);
    return 4;
}

/* Those that run are cancelled, and the error of the one that had ended goes
 * up: here to task_run(). */
static void what_nobody_joins_goes_up(void **state)
{
    struct waiter w[4] = {{.waits = 1}, {.waits = 3}, {0}, {0}};

    (void)state;
    assert_int_equal(run(join_nobody, w), -EXDEV);
    for (int i = 0; i < 4; i++)
        assert_int_equal(w[i].cleanings, 1);
    assert_int_equal(w[1].last, -ECANCELED);
}

static int leave_them(struct task *self, void *data)
{
    start(self, data);
    pass(self);
    return 9;
}

/* To end because one is told to is no error; to fail then is one. */
static void a_cancelled_child_is_no_error(void **state)
{
    struct waiter obeys = {.waits = 1};
    struct waiter fails = {.waits = 1, .result = -ENOSPC};

    (void)state;
    assert_int_equal(run(leave_them, &obeys), 9);
    assert_int_equal(obeys.cleanings, 1);
    assert_int_equal(run(leave_them, &fails), -ENOSPC);
}

static int join_all_of_them(struct task *self, void *data)
{
    struct waiter *w = data;
    struct task *third = NULL;

    for (int i = 0; i < 5; i++) {
        struct task *t = start(self, &w[i]);

        third = i == 2 ? t : third;
    }
    task_throw(third, -EPROTO);
    return task_join_all(self);
}

static void the_first_error_ends_them_all(void **state)
{
    struct waiter w[5] = {{0}};

    (void)state;
    assert_int_equal(run(join_all_of_them, w), -EPROTO);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(w[i].cleanings, 1);
        assert_int_equal(w[i].last, i == 2 ? -EPROTO : -ECANCELED);
    }
}

/* A chain of tasks, each of which starts the next and joins all. */
static int go_down(struct task *self, void *data)
{
    int *depth = data, error;

    if (--*depth == 0)
        return -EDOM;
    assert_non_null(task_start(self, "deeper", go_down, depth, &error));
    return task_join_all(self);
}

static void an_error_comes_up_from_the_depth(void **state)
{
    int depth = 200;

    (void)state;
    assert_int_equal(run(go_down, &depth), -EDOM);
}

struct pair {
    int ends[2][2];
    struct waiter never;
};

static int wait_for_byte(struct task *self, void *data)
{
    return task_wait(self, *(int *)data, SELECT_READ, CLOCK_NEVER);
}

/* Two descriptors become ready at once. Whoever of the two is called back
 * first ends the other one, and starts one more, on the stack that is free
 * then: that one must not hear of the other's descriptor. */
static int end_the_other(struct task *self, void *data)
{
    struct pair *p = data;
    struct task *other;
    int error, mine = -1;

    other = task_start(self, "other", wait_for_byte, &p->ends[1][0], &error);
    pass(self);
    assert_int_equal(write(p->ends[0][1], "x", 1), 1);
    assert_int_equal(write(p->ends[1][1], "x", 1), 1);
    mine = task_wait(self, p->ends[0][0], SELECT_READ, CLOCK_NEVER);
    assert_int_equal(mine, SELECT_READ);
    if (!task_ended(other))
        task_cancel(other);
    task_join(self, other);
    other = start(self, &p->never);
    pass(self);
    assert_int_equal(p->never.returned, 0);
    return 0;
}

static void a_released_task_is_not_called_back(void **state)
{
    struct pair p = {.never = {.waits = 1}};

    (void)state;
    for (int i = 0; i < 2; i++)
        assert_int_equal(pipe(p.ends[i]), 0);
    assert_int_equal(run(end_the_other, &p), 0);
    for (int i = 0; i < 4; i++)
        close(p.ends[i / 2][i % 2]);
}

/* A descriptor that is ready while only the time is waited for. */
static int sleep_beside_data(struct task *self, void *data)
{
    int *ends = data;
    uint64_t soon = clock_now() + CLOCK_MS;

    assert_int_equal(task_wait(self, ends[0], SELECT_READ, soon), 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    for (int i = 0; i < 3; i++)
        pass(self);
    return task_wait(self, ends[0], SELECT_READ, CLOCK_NEVER);
}

static void readiness_is_not_lost_while_it_sleeps(void **state)
{
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(run(sleep_beside_data, ends), SELECT_READ);
    close(ends[0]);
    close(ends[1]);
}

static int wait_with_a_child(struct task *self, void *data)
{
    start(self, data);
    return task_wait(self, -1, 0, CLOCK_NEVER);
}

static int break_the_loop(struct task *self, void *data)
{
    struct world *w = *(struct world **)data;
    struct waiter waiters[2] = {{.waits = 1}, {.waits = 1}};
    int error;

    task_start(self, "parent", wait_with_a_child, &waiters[0], &error);
    start(self, &waiters[1]);
    pass(self);
    loop_stop(&w->loop, -EBADF);
    assert_int_equal(task_join_all(self), -ECANCELED);
    assert_int_equal(waiters[0].cleanings + waiters[1].cleanings, 2);
    return 0;
}

static void a_loop_that_fails_ends_them_all(void **state)
{
    struct world w, *at = &w;

    (void)state;
    assert_int_equal(run_in(&w, break_the_loop, &at), -EBADF);
}

static void no_stack_is_an_error(void **state)
{
    const struct switcher *own = switcher_own();
    struct stack_pool stacks;
    struct loop loop;

    (void)state;
    assert_int_equal(loop_begin(&loop), 0);
    assert_int_equal(
        stack_pool_init(&stacks, own ? own : switcher_ucontext(), SIZE_MAX / 8),
        0);
    assert_int_equal(task_run(&loop, &stacks, "first", leave_them, NULL),
                     -ENOMEM);
    stack_pool_free(&stacks);
    loop_end(&loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_error_is_thrown_into_a_wait),
        cmocka_unit_test(an_error_waits_for_the_wait),
        cmocka_unit_test(a_cancelled_task_waits_no_more),
        cmocka_unit_test(one_that_has_not_begun_never_does),
        cmocka_unit_test(a_task_cancels_itself),
        cmocka_unit_test(a_join_returns_the_result),
        cmocka_unit_test(an_error_thrown_into_a_join_leaves_the_other),
        cmocka_unit_test(what_nobody_joins_goes_up),
        cmocka_unit_test(a_cancelled_child_is_no_error),
        cmocka_unit_test(the_first_error_ends_them_all),
        cmocka_unit_test(an_error_comes_up_from_the_depth),
        cmocka_unit_test(a_released_task_is_not_called_back),
        cmocka_unit_test(readiness_is_not_lost_while_it_sleeps),
        cmocka_unit_test(a_loop_that_fails_ends_them_all),
        cmocka_unit_test(no_stack_is_an_error),
    };

    return cmocka_run_group_tests_name("task", tests, NULL, NULL);
}
