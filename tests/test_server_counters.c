/* tsan */
/* server: its counters against what was sent and received. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "harness/answer.h"
#include "tests/support_server.h"

#define ASK(path) "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"
#define ASK_OLD(path) "GET " path " HTTP/1.0\r\n\r\n"

static int start(void **state)
{
    static struct support_server server;

    support_server_start(&server, 1, 1000, 0);
    *state = &server;
    return 0;
}

static int start_three_workers(void **state)
{
    static struct support_server server;

    support_server_start(&server, 3, 1000, 0);
    *state = &server;
    return 0;
}

static int stop(void **state)
{
    support_server_stop(*state);
    return 0;
}

/* The counts of a snapshot against what was sent and received before it. */
static void check_counters(struct support_server *server, uint64_t turns)
{
    static const char ask[] = ASK("/bytes/100");
    char head[ANSWER_HEAD_MAX];
    uint64_t answer = answer_head(head, 100, NULL, 0) + 100;
    struct server_counters *c = &server->served->counters;
    int fds[5];

    for (int i = 0; i < 5; i++)
        fds[i] = client_connect(server);
    for (uint64_t turn = 1; turn <= turns; turn++) {
        for (int i = 0; i < 5; i++)
            client_send(fds[i], ask);
        for (int i = 0; i < 5; i++)
            client_expect_bytes(fds[i], 100, NULL);
        support_server_snapshot(server);
        assert_int_equal(atomic_load(&c->connections), 5);
        assert_int_equal(atomic_load(&c->open), 5);
        assert_int_equal(atomic_load(&c->requests), 5 * turn);
        assert_int_equal(atomic_load(&c->responses), 5 * turn);
        assert_int_equal(atomic_load(&c->bytes_in),
                         5 * turn * (sizeof ask - 1));
        assert_int_equal(atomic_load(&c->bytes_out), 5 * turn * answer);
        assert_int_equal(atomic_load(&c->body_bytes), 500 * turn);
        assert_int_equal(atomic_load(&c->bad_requests), 0);
        assert_true(c->usage.at > 0);
    }
    for (int i = 0; i < 5; i++)
        net_close(fds[i]);
}

static void counters_equal_what_was_sent(void **state)
{
    check_counters(*state, 20);
}

static void counters_add_up_over_workers(void **state)
{
    check_counters(*state, 50);
}

static void bad_requests_are_counted_apart(void **state)
{
    struct support_server *server = *state;
    struct server_counters *c = &server->served->counters;
    char out[1000];
    int result, fd;

    client_ask(server, "nonsense\n", out, sizeof out, &result);
    client_ask(server, ASK_OLD("/nothing"), out, sizeof out, &result);
    client_ask(server, ASK("/fault/short"), out, sizeof out, &result);
    fd = client_connect(server);
    client_send(fd, "GET / HT");
    shutdown(fd, SHUT_WR);
    client_expect_end(fd);
    net_close(fd);
    support_server_snapshot(server);
    assert_int_equal(atomic_load(&c->bad_requests), 3);
    /* What failed on purpose is no request. */
    assert_int_equal(atomic_load(&c->requests), 1);
    assert_int_equal(atomic_load(&c->faults[ORDERED_CUT]), 1);
    /* The two refusals; the short one was not whole. */
    assert_int_equal(atomic_load(&c->responses), 2);
    assert_int_equal(atomic_load(&c->body_bytes), 0);
}

static void counters_can_be_asked_for(void **state)
{
    int fd = client_connect(*state);
    char head[CLIENT_HEAD_MAX];
    static const char expected[] =
        "{\"connections\":1,\"open\":1,\"requests\":2,\"responses\":1,"
        "\"bad_requests\":0,\"bytes_in\":";

    client_send(fd, ASK("/bytes/5"));
    client_expect_bytes(fd, 5, NULL);
    client_send(fd, ASK("/counters"));
    assert_int_equal(client_read_head(fd, head), 200);
    client_expect(fd, expected, sizeof expected - 1);
    net_close(fd);
}

/* Whoever waits for `open` to be 0 needs no snapshot. */
static void counts_are_complete_when_no_connection_is_open(void **state)
{
    struct support_server *server = *state;
    struct server_counters *c = &server->served->counters;
    char out[1000];
    int result;

    for (uint64_t i = 1; i <= 200; i++) {
        client_ask(server, ASK_OLD("/bytes/9"), out, sizeof out, &result);
        while (atomic_load(&c->connections) < i || atomic_load(&c->open) > 0)
            ;
        assert_int_equal(atomic_load(&c->requests), i);
        assert_int_equal(atomic_load(&c->responses), i);
        assert_int_equal(atomic_load(&c->body_bytes), 9 * i);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, stop)
#define TEST_3(function) \
    cmocka_unit_test_setup_teardown(function, start_three_workers, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(counters_equal_what_was_sent),
        TEST_3(counters_add_up_over_workers),
        TEST(bad_requests_are_counted_apart),
        TEST(counters_can_be_asked_for),
        TEST(counts_are_complete_when_no_connection_is_open),
        TEST_3(counts_are_complete_when_no_connection_is_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
