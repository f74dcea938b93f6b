/* tsan */
/* server: many connections, and clients that behave badly. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/answer.h"
#include "harness/clock.h"
#include "tests/support_server.h"

#define ASK(path) "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"

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

static int start_for_two(void **state)
{
    static struct support_server server;

    support_server_start(&server, 1, 2, 0);
    *state = &server;
    return 0;
}

enum { FEW = 24 };

static int start_with_few_descriptors(void **state)
{
    static struct support_server server;

    support_server_start(&server, 1, 1000, FEW);
    *state = &server;
    return 0;
}

static int stop(void **state)
{
    support_server_stop(*state);
    return 0;
}

static uint64_t open_now(struct support_server *server)
{
    support_server_snapshot(server);
    return atomic_load(&server->served->counters.open);
}

/* The server may take a moment to see a close. */
static void wait_until_open(struct support_server *server, uint64_t n)
{
    uint64_t until = clock_now() + 10 * CLOCK_S;

    while (open_now(server) != n)
        assert_true(clock_now() < until);
}

static void connections_are_served_side_by_side(void **state)
{
    enum { CONNECTIONS = 200 };
    int fds[CONNECTIONS];

    for (int i = 0; i < CONNECTIONS; i++)
        fds[i] = client_connect(*state);
    for (int turn = 0; turn < 3; turn++) {
        for (int i = 0; i < CONNECTIONS; i++)
            client_send(fds[i], ASK("/bytes/100?delay=5"));
        for (int i = CONNECTIONS; i-- > 0;)
            client_expect_bytes(fds[i], 100, NULL);
    }
    for (int i = 0; i < CONNECTIONS; i++)
        net_close(fds[i]);
}

static void one_too_many_is_closed_at_once(void **state)
{
    int first = client_connect(*state), second = client_connect(*state), third;

    client_send(first, ASK("/bytes/1"));
    client_expect_bytes(first, 1, NULL);
    client_send(second, ASK("/bytes/1"));
    client_expect_bytes(second, 1, NULL);
    third = client_connect(*state);
    client_expect_end(third);
    net_close(third);
    net_close(second);
    wait_until_open(*state, 1);
    third = client_connect(*state);
    client_send(third, ASK("/bytes/1"));
    client_expect_bytes(third, 1, NULL);
    net_close(third);
    net_close(first);
}

/* Those that there is no descriptor for wait, and are served later. */
static void descriptors_may_run_out(void **state)
{
    int fds[2 * FEW];

    for (int i = 0; i < 2 * FEW; i++) {
        fds[i] = client_connect(*state);
        client_send(fds[i], ASK("/bytes/10"));
    }
    for (int i = 0; i < 2 * FEW; i++) {
        client_expect_bytes(fds[i], 10, NULL);
        net_close(fds[i]);
    }
}

/* Write as long as the kernel takes anything; the bytes written. */
static size_t send_all_it_takes(int fd)
{
    static const char ask[] = ASK("/bytes/16000");
    struct pollfd writable = {.fd = fd, .events = POLLOUT};
    size_t sent = 0, at = 0;

    assert_int_equal(net_set_mode(fd, NET_NONBLOCKING), 0);
    while (poll(&writable, 1, 200) == 1) {
        ssize_t n = net_send(fd, ask + at, sizeof ask - 1 - at);

        assert_true(n > 0);
        sent += (size_t)n;
        at = (at + (size_t)n) % (sizeof ask - 1);
        /* An answer is 400 times as long: this would be gigabytes. */
        assert_true(sent < 64 * 1024 * 1024);
    }
    assert_int_equal(net_set_mode(fd, NET_BLOCKING), 0);
    return sent / (sizeof ask - 1);
}

/*
 * It is held up by TCP, others are not; when it reads at last, it gets all.
 */
static void a_client_that_does_not_read_is_held_up(void **state)
{
    int fd = client_connect(*state), other = client_connect(*state);
    size_t asked = send_all_it_takes(fd);

    assert_true(asked > 100);
    client_send(other, ASK("/bytes/100"));
    client_expect_bytes(other, 100, NULL);
    for (size_t i = 0; i < 200 && i < asked; i++)
        client_expect_bytes(fd, 16000, NULL);
    net_close(fd);
    net_close(other);
    wait_until_open(*state, 0);
}

static void a_slow_reader_gets_all(void **state)
{
    enum { ASKS = 300 };
    int fd = client_connect(*state);

    for (int i = 0; i < ASKS; i++)
        client_send(fd, ASK("/bytes/15000"));
    client_send(fd, ASK("/bytes/2000000") ASK("/bytes/1"));
    for (int i = 0; i < ASKS; i++) {
        if (i % 50 == 0)
            clock_sleep_until(clock_now() + 2 * CLOCK_MS);
        client_expect_bytes(fd, 15000, NULL);
    }
    client_expect_bytes(fd, 2000000, NULL);
    client_expect_bytes(fd, 1, NULL);
    net_close(fd);
}

/* Requests behind one that is delayed: at most so many are taken in. */
static void nothing_is_read_behind_a_long_delay_without_bound(void **state)
{
    int fd = client_connect(*state);

    client_send(fd, ASK("/delay/3000000"));
    send_all_it_takes(fd);
    net_close(fd);
}

static void clients_may_go_away_at_any_time(void **state)
{
    static const char *const asks[] = {
        "",
        "GET /by",
        ASK("/bytes/100"),
        ASK("/bytes/100000000"),
        ASK("/stream/100000000"),
        ASK("/drip?bytes=1000&ms=10000"),
        ASK("/fault/dribble/10000"),
        ASK("/delay/20"),
        ASK("/fault/stall"),
        ASK("/fault/stall-body"),
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n12",
        "nonsense\n",
    };

    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        for (int reset = 0; reset < 2; reset++) {
            int fd = client_connect(*state);

            client_send(fd, asks[i]);
            clock_sleep_until(clock_now() + CLOCK_MS);
            if (reset)
                net_close_reset(fd);
            else
                net_close(fd);
        }
    }
    wait_until_open(*state, 0);
}

static void it_ends_with_connections_open(void **state)
{
    int fds[3];

    for (int i = 0; i < 3; i++)
        fds[i] = client_connect(*state);
    client_send(fds[0], ASK("/delay/3000000"));
    client_send(fds[1], ASK("/bytes/100000000"));
    client_send(fds[2], "GET /");
    wait_until_open(*state, 3);
    support_server_stop(*state);
    for (int i = 0; i < 3; i++)
        net_close(fds[i]);
}

static void a_port_in_use_is_told(void **state)
{
    struct support_server *server = *state;
    struct server_counters counters;
    struct server_config config = {.address = server->served->address,
                                   .workers = 1,
                                   .backlog = 1,
                                   .max_connections = 1,
                                   .counters = &counters};
    int error = 0;

    memset(&counters, 0, sizeof counters);
    assert_null(server_create(&config, &error));
    assert_int_equal(error, -EADDRINUSE);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, stop)
#define TEST_3(function) \
    cmocka_unit_test_setup_teardown(function, start_three_workers, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(connections_are_served_side_by_side),
        TEST_3(connections_are_served_side_by_side),
        cmocka_unit_test_setup_teardown(one_too_many_is_closed_at_once,
                                        start_for_two, stop),
        cmocka_unit_test_setup_teardown(descriptors_may_run_out,
                                        start_with_few_descriptors, stop),
        TEST(a_client_that_does_not_read_is_held_up),
        TEST(a_slow_reader_gets_all),
        TEST(nothing_is_read_behind_a_long_delay_without_bound),
        TEST(clients_may_go_away_at_any_time),
        TEST_3(clients_may_go_away_at_any_time),
        cmocka_unit_test_setup(it_ends_with_connections_open, start),
        cmocka_unit_test_setup(it_ends_with_connections_open,
                               start_three_workers),
        TEST(a_port_in_use_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
