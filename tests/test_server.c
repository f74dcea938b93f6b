/* server: what is asked for, kept connections, pipelines, refusals. */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "harness/answer.h"
#include "harness/clock.h"
#include "tests/support_server.h"

#define TOKEN "0123456789abcdef"
#define ASK(path) "GET " path " HTTP/1.1\r\nHost: h\r\n\r\n"
#define ASK_OLD(path) "GET " path " HTTP/1.0\r\n\r\n"

static int start(void **state)
{
    static struct support_server server;

    support_server_start(&server, 1, 1000, 0);
    *state = &server;
    return 0;
}

static int stop(void **state)
{
    support_server_stop(*state);
    return 0;
}

static void bodies_are_of_the_length_asked_for(void **state)
{
    int fd = client_connect(*state);

    client_send(fd, ASK("/bytes/0"));
    client_expect_bytes(fd, 0, NULL);
    client_send(fd, ASK("/bytes/128"));
    client_expect_bytes(fd, 128, NULL);
    client_send(fd, ASK("/bytes/16384"));
    client_expect_bytes(fd, 16384, NULL);
    client_send(fd, ASK("/bytes/16385"));
    client_expect_bytes(fd, 16385, NULL);
    client_send(fd, ASK("/bytes/3000001"));
    client_expect_bytes(fd, 3000001, NULL);
    net_close(fd);
}

static void a_token_comes_back(void **state)
{
    int fd = client_connect(*state);

    client_send(fd, "GET /bytes/5 HTTP/1.1\r\nHost: h\r\n"
                    "x-token: " TOKEN "\r\n\r\n");
    client_expect_bytes(fd, 5, TOKEN);
    client_send(fd, "GET /bytes/5 HTTP/1.1\r\nHost: h\r\n"
                    "X-Token: " TOKEN "0\r\n\r\n");
    client_expect_bytes(fd, 5, NULL);
    net_close(fd);
}

static void requests_may_come_byte_by_byte(void **state)
{
    static const char ask[] = "GET /bytes/7 HTTP/1.1\r\nHost: h\r\n"
                              "X-Token: " TOKEN "\r\n\r\n" ASK("/bytes/3");
    int fd = client_connect(*state);

    for (size_t i = 0; i < sizeof ask - 1; i++)
        assert_int_equal(net_send(fd, &ask[i], 1), 1);
    client_expect_bytes(fd, 7, TOKEN);
    client_expect_bytes(fd, 3, NULL);
    net_close(fd);
}

static void requests_may_come_at_once(void **state)
{
    int fd = client_connect(*state);
    char asks[8192] = "";

    for (int i = 0; i < 100; i++)
        sprintf(asks + strlen(asks), ASK("/bytes/%d"), 10 * i);
    client_send(fd, asks);
    for (int i = 0; i < 100; i++)
        client_expect_bytes(fd, (uint64_t)(10 * i), NULL);
    net_close(fd);
}

/* Big, delayed, chunked and refused among small ones, all in one write. */
static void answers_come_in_the_order_of_the_requests(void **state)
{
    int fd = client_connect(*state);
    char head[CLIENT_HEAD_MAX];

    client_send(fd, ASK("/bytes/1") ASK("/delay/20") ASK("/bytes/100000")
                        ASK("/bytes/2?delay=10") ASK("/nothing")
                            ASK("/stream/3") ASK("/fault/dribble/5")
                                ASK("/status/204") ASK("/bytes/4"));
    client_expect_bytes(fd, 1, NULL);
    client_expect_bytes(fd, 128, NULL);
    client_expect_bytes(fd, 100000, NULL);
    client_expect_bytes(fd, 2, NULL);
    assert_int_equal(client_read_head(fd, head), 404);
    assert_int_equal(client_read_head(fd, head), 200);
    assert_non_null(strstr(head, "chunked"));
    client_expect(fd, "3\r\n", 3);
    client_expect(fd, answer_pattern(), 3);
    client_expect(fd, "\r\n0\r\n\r\n", 7);
    client_expect_bytes(fd, 5, NULL);
    assert_int_equal(client_read_head(fd, head), 204);
    client_expect_bytes(fd, 4, NULL);
    net_close(fd);
}

static void connections_are_closed_by_the_rules(void **state)
{
    static const struct {
        const char *ask;
        const char *said; /* in the head; NULL: nothing of Connection */
        bool kept;
    } cases[] = {
        {ASK("/bytes/3"), NULL, true},
        {"GET /bytes/3 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
         "Connection: close\r\n", false},
        {ASK_OLD("/bytes/3"), "Connection: close\r\n", false},
        {"GET /bytes/3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
         "Connection: keep-alive\r\n", true},
        {"GET /bytes/3?delay=1 HTTP/1.1\r\nHost: h\r\n"
         "Connection: close\r\n\r\n",
         "Connection: close\r\n", false},
        {ASK("/fault/close-after/3"), NULL, false},
    };
    char head[CLIENT_HEAD_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int fd = client_connect(*state);

        client_send(fd, cases[i].ask);
        assert_int_equal(client_read_head(fd, head), 200);
        assert_non_null(strstr(head, "Content-Length: 3\r\n"));
        if (cases[i].said != NULL)
            assert_non_null(strstr(head, cases[i].said));
        else
            assert_null(strstr(head, "Connection:"));
        client_expect(fd, answer_pattern(), 3);
        if (cases[i].kept) {
            client_send(fd, ASK("/bytes/1"));
            client_expect_bytes(fd, 1, NULL);
        } else {
            client_expect_end(fd);
        }
        net_close(fd);
    }
}

static void other_methods(void **state)
{
    int fd = client_connect(*state);
    char head[CLIENT_HEAD_MAX];

    client_send(fd, "HEAD /bytes/500 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(client_read_head(fd, head), 200);
    assert_non_null(strstr(head, "Content-Length: 500\r\n"));
    client_send(fd, "HEAD /stream/500 HTTP/1.1\r\nHost: h\r\n\r\n");
    assert_int_equal(client_read_head(fd, head), 200);
    client_send(fd, "POST /bytes/5 HTTP/1.1\r\nHost: h\r\n"
                    "Content-Length: 10\r\n\r\n0123456789" ASK("/bytes/1"));
    assert_int_equal(client_read_head(fd, head), 405);
    assert_non_null(strstr(head, "Allow: GET, HEAD\r\n"));
    client_expect_bytes(fd, 1, NULL);
    net_close(fd);
}

/* A request has ended when its body has: not before it is answered. */
static void bodies_of_requests_are_skipped(void **state)
{
    int fd = client_connect(*state);
    struct pollfd answered = {.fd = fd, .events = POLLIN};
    char *body = malloc(1 << 20);

    assert_non_null(body);
    memset(body, 'G', 1 << 20);
    body[(1 << 20) - 1] = '\0';
    client_send(fd, "GET /bytes/5 HTTP/1.1\r\nHost: h\r\n"
                    "Content-Length: 1048576\r\n\r\n");
    client_send(fd, body);
    assert_int_equal(poll(&answered, 1, 20), 0);
    client_send(fd, "G" ASK("/bytes/1"));
    client_expect_bytes(fd, 5, NULL);
    client_expect_bytes(fd, 1, NULL);
    net_close(fd);
    free(body);
}

static void refusals_of_paths_keep_the_connection(void **state)
{
    static const struct {
        const char *path;
        int status;
    } cases[] = {
        {"/", 404},
        {"/bytes", 404},
        {"/drip/", 404},
        {"/counters/", 404},
        {"/fault/", 404},
        {"/fault/resets", 404},
        {"/fault/reset/1", 404},
        {"/bytes/", 400},
        {"/bytes/1x", 400},
        {"/bytes/99999999999999999999", 400},
        {"/bytes/1099511627777", 400},
        {"/bytes/5?delay=x", 400},
        {"/delay/3600001", 400},
        {"/drip?bytes=5", 400},
        {"/drip?ms=5", 400},
        {"/status/100", 400},
        {"/status/600", 400},
        {"/stream/-1", 400},
        {"/fault/dribble/", 400},
        {"/status/404", 404},
        {"/status/299", 299},
        {"/status/304", 304},
        {"/status/500", 500},
    };
    int fd = client_connect(*state);
    char ask[100], head[CLIENT_HEAD_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sprintf(ask, ASK("%s"), cases[i].path);
        client_send(fd, ask);
        assert_int_equal(client_read_head(fd, head), cases[i].status);
    }
    net_close(fd);
}

static void what_is_no_request_ends_the_connection(void **state)
{
    static const struct {
        const char *ask;
        int status;
    } cases[] = {
        {"nonsense\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/3.0\r\n\r\n", 505},
        {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
         "3\r\nabc\r\n0\r\n\r\n",
         501},
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\nabc",
         413},
        {"nonsense\n" ASK("/bytes/5"), 400},
    };
    char head[CLIENT_HEAD_MAX];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int fd = client_connect(*state);

        client_send(fd, cases[i].ask);
        assert_int_equal(client_read_head(fd, head), cases[i].status);
        assert_non_null(strstr(head, "Connection: close\r\n"));
        client_expect_end(fd);
        net_close(fd);
    }
}

/* The refusal arrives though the client is still sending. */
static void a_long_head_is_refused(void **state)
{
    int fd = client_connect(*state);
    char head[CLIENT_HEAD_MAX];
    char *line = malloc(100001);

    assert_non_null(line);
    memset(line, 'a', 100000);
    line[100000] = '\0';
    client_send(fd, "GET / HTTP/1.1\r\nHost: h\r\nX: ");
    client_send(fd, line);
    assert_int_equal(client_read_head(fd, head), 431);
    client_send(fd, line);
    client_expect_end(fd);
    net_close(fd);
    free(line);
}

/* What is read first is a piece, and not the next one with it. */
static void pieces_come_apart(void **state)
{
    int fd = client_connect(*state);
    char head[CLIENT_HEAD_MAX], rest[8];

    client_send(fd, ASK("/stream/12?pieces=3&pause=100"));
    assert_int_equal(client_read_head(fd, head), 200);
    client_expect(fd, "4\r\n", 3);
    client_expect(fd, answer_pattern(), 4);
    client_expect(fd, "\r\n", 2);
    assert_int_equal(recv(fd, rest, sizeof rest, MSG_DONTWAIT), -1);
    client_expect(fd, "4\r\n", 3);
    client_expect(fd, answer_pattern() + 4, 4);
    client_expect(fd, "\r\n4\r\n", 5);
    client_expect(fd, answer_pattern() + 8, 4);
    client_expect(fd, "\r\n0\r\n\r\n", 7);
    client_send(fd, ASK("/stream/10?pieces=3&pause=1"));
    assert_int_equal(client_read_head(fd, head), 400);
    net_close(fd);
}

static void streams_are_chunked(void **state)
{
    int fd = client_connect(*state), result;
    char head[CLIENT_HEAD_MAX], out[12000];
    size_t n, head_length;

    client_send(fd, ASK("/stream/5000"));
    assert_int_equal(client_read_head(fd, head), 200);
    client_expect(fd, "1000\r\n", 6);
    client_expect(fd, answer_pattern(), 4096);
    client_expect(fd, "\r\n388\r\n", 7);
    client_expect(fd, answer_pattern() + 4096, 904);
    client_expect(fd, "\r\n0\r\n\r\n", 7);
    net_close(fd);
    n = client_ask(*state, ASK_OLD("/stream/5000"), out, sizeof out, &result);
    assert_int_equal(result, 0);
    head_length = strlen("HTTP/1.0 200 OK\r\n\r\n");
    assert_int_equal(n, head_length + 5000);
    assert_memory_equal(out + head_length, answer_pattern(), 5000);
}

static void some_bodies_end_with_the_connection(void **state)
{
    static const char head[] = "HTTP/1.0 200 OK\r\nX-Token: " TOKEN "\r\n\r\n";
    size_t room = 300000, n;
    char *out = malloc(room);
    int result;

    assert_non_null(out);
    n = client_ask(*state,
                   "GET /until-close/200000 HTTP/1.1\r\nHost: h\r\n"
                   "X-Token: " TOKEN "\r\n\r\n",
                   out, room, &result);
    assert_int_equal(result, 0);
    assert_int_equal(n, sizeof head - 1 + 200000);
    assert_memory_equal(out, head, sizeof head - 1);
    assert_memory_equal(out + sizeof head - 1 + ANSWER_PERIOD, answer_pattern(),
                        ANSWER_PERIOD);
    free(out);
}

/* A delay is the one time that is promised: never shorter. */
static void delays_are_not_shorter_than_asked_for(void **state)
{
    static const char *const asks[] = {ASK("/delay/30"),
                                       ASK("/bytes/128?delay=30"),
                                       ASK("/drip?bytes=128&ms=30")};
    int fd = client_connect(*state);

    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        uint64_t before = clock_now();

        client_send(fd, asks[i]);
        client_expect_bytes(fd, 128, NULL);
        assert_true(clock_now() >= before + 30 * CLOCK_MS);
    }
    client_send(fd, ASK("/drip?bytes=0&ms=5") ASK("/drip?bytes=9&ms=0"));
    client_expect_bytes(fd, 0, NULL);
    client_expect_bytes(fd, 9, NULL);
    net_close(fd);
}

static void a_half_closed_client_gets_its_answers(void **state)
{
    int fd = client_connect(*state);

    client_send(fd, ASK("/delay/10") ASK("/bytes/200000") ASK("/bytes/3"));
    shutdown(fd, SHUT_WR);
    client_expect_bytes(fd, 128, NULL);
    client_expect_bytes(fd, 200000, NULL);
    client_expect_bytes(fd, 3, NULL);
    client_expect_end(fd);
    net_close(fd);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bodies_are_of_the_length_asked_for),
        TEST(a_token_comes_back),
        TEST(requests_may_come_byte_by_byte),
        TEST(requests_may_come_at_once),
        TEST(answers_come_in_the_order_of_the_requests),
        TEST(connections_are_closed_by_the_rules),
        TEST(other_methods),
        TEST(bodies_of_requests_are_skipped),
        TEST(refusals_of_paths_keep_the_connection),
        TEST(what_is_no_request_ends_the_connection),
        TEST(a_long_head_is_refused),
        TEST(pieces_come_apart),
        TEST(streams_are_chunked),
        TEST(some_bodies_end_with_the_connection),
        TEST(delays_are_not_shorter_than_asked_for),
        TEST(a_half_closed_client_gets_its_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
