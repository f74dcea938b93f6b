/*
 * The small event loop: register, unregister, callbacks, times; and what the
 * rows that stand on it do when it fails under them.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "backends/loop.h"
#include "harness/backend.h"
#include "harness/check_outcome.h"
#include "harness/clock.h"
#include "harness/target.h"
#include "tests/support_check.h"

/* Two ends of a connection each: the loop watches `fd`, the test `other`. */
struct end {
    struct watcher watcher;
    struct loop *loop;
    struct end *drops; /* the one that its callback unregisters */
    int fd, other;
    int called, woken;
    unsigned events;
};

static void on_ready(struct watcher *w, unsigned events)
{
    struct end *e = (struct end *)(void *)w;

    e->called++;
    e->events = events;
    if (e->drops)
        loop_unwatch(e->loop, &e->drops->watcher);
    else
        loop_stop(e->loop, 0);
}

static void on_time(struct watcher *w)
{
    struct end *e = (struct end *)(void *)w;

    e->woken++;
    loop_stop(e->loop, 0);
}

static void end_init(struct end *e, struct loop *l)
{
    int fds[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    *e = (struct end){.loop = l, .fd = fds[0], .other = fds[1]};
    watcher_init(&e->watcher, on_ready, on_time);
}

static void end_free(struct end *e)
{
    loop_unwatch(e->loop, &e->watcher);
    close(e->fd);
    close(e->other);
}

/* Wait and call back once; at the latest, when it is `until`. */
static void turn(struct loop *l, struct end *clock, uint64_t ns)
{
    l->stopped = false;
    assert_int_equal(loop_wake(l, &clock->watcher, clock_now() + ns), 0);
    assert_int_equal(loop_run(l), 0);
    assert_int_equal(loop_wake(l, &clock->watcher, CLOCK_NEVER), 0);
}

static void test_register_change_unregister(void **state)
{
    struct loop l;
    struct end e, clock;

    (void)state;
    assert_int_equal(loop_begin(&l), 0);
    end_init(&e, &l);
    end_init(&clock, &l);
    assert_int_equal(loop_watch(&l, &e.watcher, e.fd, SELECT_WRITE), 0);
    turn(&l, &clock, 5 * CLOCK_S);
    assert_int_equal(e.called, 1);
    assert_int_equal(e.events, SELECT_WRITE);

    assert_int_equal(loop_watch(&l, &e.watcher, e.fd, SELECT_READ), 0);
    turn(&l, &clock, CLOCK_MS);
    assert_int_equal(e.called, 1);
    assert_int_equal(clock.woken, 1);
    assert_int_equal(write(e.other, "x", 1), 1);
    for (int again = 2; again < 4; again++) { /* level-triggered */
        turn(&l, &clock, 5 * CLOCK_S);
        assert_int_equal(e.called, again);
        assert_int_equal(e.events, SELECT_READ);
    }

    loop_unwatch(&l, &e.watcher);
    close(e.fd); /* as it says in loop.h */
    turn(&l, &clock, CLOCK_MS);
    assert_int_equal(e.called, 3);
    e.fd = dup(clock.fd);
    end_free(&e);
    end_free(&clock);
    loop_end(&l);
}

/* Both are ready, and the first to be called drops the other. */
static void test_unregistered_by_another(void **state)
{
    struct loop l;
    struct end a, b, clock;

    (void)state;
    assert_int_equal(loop_begin(&l), 0);
    end_init(&a, &l);
    end_init(&b, &l);
    end_init(&clock, &l);
    a.drops = &b;
    b.drops = &a;
    assert_int_equal(loop_watch(&l, &a.watcher, a.fd, SELECT_WRITE), 0);
    assert_int_equal(loop_watch(&l, &b.watcher, b.fd, SELECT_WRITE), 0);
    turn(&l, &clock, CLOCK_MS);
    assert_true((a.called == 0) != (b.called == 0));
    end_free(&a);
    end_free(&b);
    end_free(&clock);
    loop_end(&l);
}

static void test_a_descriptor_that_cannot_be(void **state)
{
    struct loop l;
    struct end e;

    (void)state;
    assert_int_equal(loop_begin(&l), 0);
    end_init(&e, &l);
    assert_true(loop_watch(&l, &e.watcher, 9999, SELECT_READ) < 0);
    assert_int_equal(e.watcher.fd, -1);
    assert_int_equal(loop_watch(&l, &e.watcher, e.fd, SELECT_WRITE), 0);
    turn(&l, &e, 5 * CLOCK_S);
    assert_int_equal(e.called, 1);
    end_free(&e);
    loop_end(&l);
}

static void test_the_first_error_is_the_result(void **state)
{
    struct loop l;

    (void)state;
    assert_int_equal(loop_begin(&l), 0);
    loop_stop(&l, -ENOMEM);
    loop_stop(&l, -EBADF);
    loop_stop(&l, 0);
    assert_int_equal(loop_run(&l), -ENOMEM);
    loop_end(&l);
}

#if defined(__linux__)

#include <sys/epoll.h>

/* Waits that still work; then there is no memory for one. -1: all do. */
static int waits_left = -1;

/* Stands in front of the C library's, for all of this program. */
int epoll_wait(int epoll, struct epoll_event *events, int max, int ms)
{
    if (waits_left == 0) {
        errno = ENOMEM;
        return -1;
    }
    if (waits_left > 0)
        waits_left--;
    return epoll_pwait(epoll, events, max, ms, NULL);
}

/* The connections wait for something each time, first for their connects. */
static void check_failing_wait(void **state)
{
    struct check *c = check_begin(backend_find(*state));

    for (int waits = 0; waits < 6; waits++) {
        struct target target;
        struct outcome *o;
        struct trial t;

        check_aim(c, &target, c->server->host, c->server->port, "/delay/20",
                  128);
        check_assert(c);
        t = trial_of(c, &target, 8, 80);
        t.job.think_ns = 5 * CLOCK_MS;
        waits_left = waits;
        o = outcome_of(&t);
        waits_left = -1;
        check_assert(c);
        outcome_expect(o, "exit status", (uint64_t)o->status, 0, 0);
        outcome_expect(o, "errno", (uint64_t)-o->result, ENOMEM, ENOMEM);
        outcome_expect(o, "descriptors lost", (uint64_t)o->descriptors_lost, 0,
                       0);
        check_assert(c);
        outcome_free(o);
        target_free(&target);
    }
}

#else

static void check_failing_wait(void **state)
{
    (void)state;
    print_message("only where the loop waits with epoll\n");
    skip();
}

#endif

#define ROW(row)                                                       \
    {                                                                  \
        "a wait that fails, " row, check_failing_wait, NULL, NULL, row \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_register_change_unregister),
        cmocka_unit_test(test_unregistered_by_another),
        cmocka_unit_test(test_a_descriptor_that_cannot_be),
        cmocka_unit_test(test_the_first_error_is_the_result),
        ROW("callbacks"),
        ROW("generators"),
        ROW("coroutines"),
        ROW("epoll"),
    };

    return cmocka_run_group_tests_name("loop", tests, check_setup,
                                       check_teardown);
}
