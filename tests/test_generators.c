/*
 * The generators row from inside: its fetch is driven by hand to each of its
 * waits, and is cancelled there, or told that the time is up.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The file itself: what it keeps to itself is what is tested. */
#include "backends/generators.c"

#include "harness/check_origin.h"
#include "harness/selector_mechanism.h"
#include "tests/support_conn.h"

enum wait { CONNECT, SEND, ANSWER, PAUSE, WAITS };

struct scene {
    struct rig rig;
    struct crew *crew;
    struct peer *peer;
    int listener;
};

/* Of the requests, the rig's own connection has the first. */
static void set_scene(struct scene *s, uint64_t requests)
{
    unsigned port;
    char url[64];
    const char *urls[] = {url};

    s->listener = silent_listener(8, &port);
    assert_true(s->listener >= 0);
    snprintf(url, sizeof url, "http://127.0.0.1:%u/", port);
    rig_init(&s->rig, false, urls, 1);
    s->rig.job.connections = 1;
    s->rig.job.requests = requests + 1;
    s->rig.job.timeout_ns = CLOCK_S;
    s->rig.job.think_ns = CLOCK_S;
    rig_begin(&s->rig);
    s->crew = calloc(1, sizeof *s->crew + sizeof(struct peer));
    assert_non_null(s->crew);
    assert_int_equal(loop_begin(&s->crew->loop), 0);
    s->peer = s->crew->peers;
    assert_int_equal(begin(s->crew, &s->rig.share), 0);
}

static void clear_scene(struct scene *s)
{
    end(s->crew);
    free(s->crew);
    rig_free(&s->rig);
    net_close(s->listener);
}

static void await(int fd, short events)
{
    struct pollfd poller = {.fd = fd, .events = events};

    assert_int_equal(poll(&poller, 1, 5000), 1);
}

static void is_ready(struct scene *s, unsigned events)
{
    assert_int_equal(s->peer->watcher.events, events);
    on_ready(&s->peer->watcher, events);
}

/* Nothing more goes into it. */
static void fill(int fd)
{
    static const char bytes[65536];

    while (net_send(fd, bytes, sizeof bytes) > 0)
        continue;
}

static void answer(struct scene *s)
{
    int fd = net_accept(s->listener, NET_BLOCKING);

    assert_true(fd >= 0);
    assert_true(net_send(fd, RIG_ANSWER, strlen(RIG_ANSWER)) > 0);
    await(s->peer->fd, POLLIN);
    is_ready(s, SELECT_READ);
    net_close(fd);
}

static void reach(struct scene *s, enum wait wait)
{
    set_scene(s, wait == PAUSE ? 2 : 1);
    if (s->peer->conn.want != CONN_OPEN) {
        print_message("a connect to the loopback interface does not wait\n");
        skip();
    }
    assert_false(generator_ended(&s->peer->opening));
    if (wait == CONNECT)
        return;
    await(s->peer->fd, POLLOUT);
    if (wait == SEND)
        fill(s->peer->fd);
    is_ready(s, SELECT_WRITE);
    assert_true(generator_ended(&s->peer->opening));
    assert_int_equal(s->peer->conn.want, wait == SEND ? CONN_SEND : CONN_RECV);
    if (wait != PAUSE)
        return;
    answer(s);
    assert_int_equal(s->peer->conn.want, CONN_WAIT);
}

static void expect_closed(int fd)
{
    assert_int_equal(fcntl(fd, F_GETFD), -1);
    assert_int_equal(errno, EBADF);
}

static void expect_ended(const struct scene *s, int fd)
{
    assert_true(generator_ended(&s->peer->fetching));
    assert_int_equal(s->peer->fd, -1);
    assert_int_equal(s->peer->watcher.fd, -1);
    assert_int_equal(s->crew->left, 0);
    assert_true(s->crew->loop.stopped);
    assert_true(timers_next(&s->crew->loop.timers) == CLOCK_NEVER ||
                s->peer->watcher.timer.due == CLOCK_NEVER);
    expect_closed(fd);
}

static void test_cancelled_at_each_wait(void **state)
{
    (void)state;
    for (int wait = CONNECT; wait < WAITS; wait++) {
        struct scene s;
        int fd;

        reach(&s, (enum wait)wait);
        fd = s.peer->fd;
        throw_in(s.peer, -ECANCELED);
        expect_ended(&s, fd);
        assert_int_equal(fetch(s.peer), -ECANCELED);
        /* The connection was not told of anything. */
        assert_int_equal(s.rig.share.totals.failed, 0);
        clear_scene(&s);
    }
}

/* What still waits when all is given up cleans up after itself. */
static void test_given_up_at_each_wait(void **state)
{
    (void)state;
    for (int wait = CONNECT; wait < WAITS; wait++) {
        struct scene s;
        int fd;

        reach(&s, (enum wait)wait);
        fd = s.peer->fd;
        clear_scene(&s);
        expect_closed(fd);
    }
}

static void test_deadline_at_each_wait(void **state)
{
    (void)state;
    for (int wait = CONNECT; wait < PAUSE; wait++) {
        struct scene s;
        int fd;

        reach(&s, (enum wait)wait);
        fd = s.peer->fd;
        rig_pass(CLOCK_S);
        on_time(&s.peer->watcher);
        assert_int_equal(rig_sample(&s.rig, 0)->error, ETIMEDOUT);
        /* It was caught, and the story went on: to its end. */
        rig_pass(CLOCK_S);
        if (!generator_ended(&s.peer->fetching))
            on_time(&s.peer->watcher);
        assert_int_equal(fetch(s.peer), 0);
        expect_ended(&s, fd);
        clear_scene(&s);
    }
}

static void test_end_of_a_pause(void **state)
{
    struct scene s;

    (void)state;
    reach(&s, PAUSE);
    rig_pass(CLOCK_S);
    on_time(&s.peer->watcher);
    assert_int_not_equal(s.peer->conn.want, CONN_WAIT);
    assert_false(generator_ended(&s.peer->fetching));
    clear_scene(&s);
}

/* What a connection adds to what every row has of it. Arrays that grow by
 * half hold up to half as much again. */
static void test_memory_of_a_connection(void **state)
{
    size_t own = sizeof(struct peer) - sizeof(struct conn);
    size_t tables = sizeof(struct watch) + sizeof(struct timer *);

    (void)state;
    assert_true(own + tables * 3 / 2 <= 160);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cancelled_at_each_wait),
        cmocka_unit_test(test_given_up_at_each_wait),
        cmocka_unit_test(test_deadline_at_each_wait),
        cmocka_unit_test(test_end_of_a_pause),
        cmocka_unit_test(test_memory_of_a_connection),
    };

    return cmocka_run_group_tests_name("generators", tests, NULL, NULL);
}
