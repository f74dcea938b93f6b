/* server: the answers that are wrong on purpose, to the byte. */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/answer.h"
#include "tests/support_server.h"

#define HEAD "HTTP/1.1 200 OK\r\nContent-Length: 128\r\n\r\n"

enum { HEAD_LENGTH = sizeof HEAD - 1, WHOLE = HEAD_LENGTH + 128 };

static int start(void **state)
{
    static struct support_server server;

    support_server_start(&server, 1, 100, 0);
    *state = &server;
    return 0;
}

static int stop(void **state)
{
    support_server_stop(*state);
    return 0;
}

/* The good answer that most faults are made of. */
static void make_good(char out[WHOLE])
{
    memcpy(out, HEAD, HEAD_LENGTH);
    memcpy(out + HEAD_LENGTH, answer_pattern(), 128);
}

static int ask(struct support_server *server, const char *path)
{
    char request[200];
    int fd = client_connect(server);

    snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n",
             path);
    client_send(fd, request);
    return fd;
}

static void answers_break_off(void **state)
{
    static const struct {
        const char *path;
        size_t length;
        int result;
    } cases[] = {
        {"/fault/reset", 0, -ECONNRESET},
        {"/fault/reset-head", HEAD_LENGTH / 2, -ECONNRESET},
        {"/fault/reset-body", HEAD_LENGTH + 64, -ECONNRESET},
        {"/fault/reset-body?delay=1", HEAD_LENGTH + 64, -ECONNRESET},
        {"/fault/close", 0, 0},
        {"/fault/close-head", HEAD_LENGTH / 2, 0},
        {"/fault/close-body", HEAD_LENGTH + 64, 0},
        {"/fault/short", WHOLE - 1, 0},
    };
    char good[WHOLE], byte;

    make_good(good);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int fd = ask(*state, cases[i].path);

        client_expect(fd, good, cases[i].length);
        assert_int_equal(net_recv(fd, &byte, 1), cases[i].result);
        net_close(fd);
    }
}

/* Nothing more comes, not even an end; more requests do not help. */
static void answers_stall(void **state)
{
    static const struct {
        const char *path;
        size_t length;
    } cases[] = {
        {"/fault/stall", 0},
        {"/fault/stall-head", HEAD_LENGTH / 2},
        {"/fault/stall-body", HEAD_LENGTH + 64},
    };
    char good[WHOLE];

    make_good(good);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int fd = ask(*state, cases[i].path);
        struct pollfd readable = {.fd = fd, .events = POLLIN};

        client_expect(fd, good, cases[i].length);
        client_send(fd, "GET /bytes/1 HTTP/1.1\r\nHost: h\r\n\r\n");
        assert_int_equal(poll(&readable, 1, 30), 0);
        net_close(fd);
    }
}

/* The connection stays open behind these. */
static void expect_next(int fd)
{
    client_send(fd, "GET /bytes/3 HTTP/1.1\r\nHost: h\r\n\r\n");
    client_expect_bytes(fd, 3, NULL);
    net_close(fd);
}

static void a_body_is_too_long(void **state)
{
    char good[WHOLE];
    int fd = ask(*state, "/fault/long");

    make_good(good);
    client_expect(fd, good, WHOLE);
    client_expect(fd, answer_pattern() + 128, 16);
    expect_next(fd);
}

static void a_length_is_no_number(void **state)
{
    static const char head[] =
        "HTTP/1.1 200 OK\r\nContent-Length: 12x8\r\n\r\n";
    int fd = ask(*state, "/fault/length");

    client_expect(fd, head, sizeof head - 1);
    client_expect(fd, answer_pattern(), 128);
    expect_next(fd);
}

static void an_answer_is_no_http(void **state)
{
    int fd = ask(*state, "/fault/garbage");

    client_expect(fd, "this is not HTTP\r\n\r\n", 20);
    client_expect_end(fd);
    net_close(fd);
}

static void a_byte_of_the_body_is_wrong(void **state)
{
    char bad[WHOLE];
    int fd = ask(*state, "/fault/body");

    make_good(bad);
    bad[HEAD_LENGTH + 64] ^= 1;
    client_expect(fd, bad, WHOLE);
    expect_next(fd);
}

static void a_token_is_another_ones(void **state)
{
    static const char *const tokens[][2] = {
        {"0123456789abcdef", "0123456789abcde0"},
        {"0123456789abcde0", "0123456789abcde1"},
        {"ffffffffffffffff", "fffffffffffffff0"},
    };
    int fd = ask(*state, "/fault/token");

    client_expect_bytes(fd, 128, "0000000000000001");
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        char request[200];

        snprintf(request, sizeof request,
                 "GET /fault/token HTTP/1.1\r\nHost: h\r\nX-Token: %s\r\n\r\n",
                 tokens[i][0]);
        client_send(fd, request);
        client_expect_bytes(fd, 128, tokens[i][1]);
    }
    expect_next(fd);
}

static void bytes_come_one_by_one(void **state)
{
    int fd = ask(*state, "/fault/dribble/40");

    client_expect_bytes(fd, 40, NULL);
    expect_next(fd);
}

static void a_connection_is_closed_without_a_word(void **state)
{
    int fd = ask(*state, "/fault/close-after/20000");

    client_expect_bytes(fd, 20000, NULL);
    client_expect_end(fd);
    net_close(fd);
}

/* A fault is neither a request nor an answer; one that may end in several ways
 * cannot be ordered, and stays a request. */
static void faults_are_counted_by_kind(void **state)
{
    static const char *const paths[] = {"reset", "stall",   "body",
                                        "token", "garbage", "reset-body"};
    struct support_server *server = *state;
    struct server_counters *c = &server->served->counters;
    uint64_t before[5] = {c->faults[0], c->faults[1], c->faults[2], c->requests,
                          c->responses};
    uint64_t connections = c->connections + sizeof paths / sizeof *paths;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char path[40];

        snprintf(path, sizeof path, "/fault/%s", paths[i]);
        net_close(ask(server, path));
    }
    while (atomic_load(&c->connections) < connections ||
           atomic_load(&c->open) > 0)
        poll(NULL, 0, 1);
    assert_int_equal(c->faults[ORDERED_STALL] - before[0], 1);
    assert_int_equal(c->faults[ORDERED_CUT] - before[1], 1);
    assert_int_equal(c->faults[ORDERED_WRONG] - before[2], 3);
    assert_int_equal(c->requests - before[3], 1);
    assert_int_equal(c->responses - before[4], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answers_break_off),
        cmocka_unit_test(answers_stall),
        cmocka_unit_test(a_body_is_too_long),
        cmocka_unit_test(a_length_is_no_number),
        cmocka_unit_test(an_answer_is_no_http),
        cmocka_unit_test(a_byte_of_the_body_is_wrong),
        cmocka_unit_test(a_token_is_another_ones),
        cmocka_unit_test(bytes_come_one_by_one),
        cmocka_unit_test(a_connection_is_closed_without_a_word),
        cmocka_unit_test(faults_are_counted_by_kind),
    };

    return cmocka_run_group_tests(tests, start, stop);
}
