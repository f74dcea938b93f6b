/* server_reply: the same answer, in whatever pieces it is asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/random.h"
#include "harness/server_reply.h"

enum { ROOM = 1 << 20 };

/* The whole answer, got in pieces of at most `most` bytes. */
static size_t collect(const struct reply *reply, struct random *random,
                      size_t most, char *out)
{
    char *scratch = malloc(most + REPLY_HEAD_MAX);
    const char *bytes;
    size_t n, at = 0;

    assert_non_null(scratch);
    do {
        size_t room = REPLY_HEAD_MAX + (size_t)random_below(random, most);
        uint64_t max = 1 + random_below(random, most);

        n = reply_bytes(reply, at, scratch, room, max, &bytes);
        assert_true(n <= max);
        assert_true(at + n <= ROOM);
        memcpy(out + at, bytes, n);
        at += n;
    } while (n > 0);
    free(scratch);
    assert_int_equal(at, reply_total(reply));
    return at;
}

static void check_pieces(const struct reply *reply, const char *expected,
                         size_t length)
{
    static const size_t most[] = {1, 7, 1000, 5000, 200000};
    struct random random;
    char *out = malloc(ROOM);

    assert_non_null(out);
    random_seed(&random, 5);
    for (size_t i = 0; i < sizeof most / sizeof *most; i++) {
        if (length > 100000 && most[i] < 1000)
            continue; /* would take long */
        assert_int_equal(collect(reply, &random, most[i], out), length);
        assert_memory_equal(out, expected, length);
    }
    free(out);
}

static size_t add(char *out, size_t at, const void *bytes, size_t n)
{
    memcpy(out + at, bytes, n);
    return at + n;
}

static size_t add_pattern(char *out, size_t at, size_t from, size_t n)
{
    for (size_t i = 0; i < n; i++)
        out[at + i] = answer_pattern()[(from + i) % ANSWER_PERIOD];
    return at + n;
}

static const size_t lengths[] = {0,     1,     127,    128,           4095,
                                 4096,  4097,  8192,   65536 - 44,    65536,
                                 65537, 70000, 131072, 131072 + 1000, 300000};

static void bodies_with_a_length(void **state)
{
    char *expected = malloc(ROOM);

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct reply reply;
        size_t n;

        reply_init(&reply, lengths[i]);
        n = answer_head(expected, lengths[i], NULL, 0);
        check_pieces(&reply, expected, add_pattern(expected, n, 0, lengths[i]));
        reply.bodyless = true;
        check_pieces(&reply, expected, n);
    }
    free(expected);
}

static void bodies_in_chunks(void **state)
{
    static const char head[] =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    char *expected = malloc(ROOM);

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct reply reply;
        size_t n = add(expected, 0, head, sizeof head - 1), at = 0;

        reply_init(&reply, lengths[i]);
        reply.framing = REPLY_CHUNKED;
        while (at < lengths[i]) {
            size_t size =
                lengths[i] - at < REPLY_CHUNK ? lengths[i] - at : REPLY_CHUNK;

            n += (size_t)sprintf(expected + n, "%zx\r\n", size);
            n = add_pattern(expected, n, at, size);
            n = add(expected, n, "\r\n", 2);
            at += size;
        }
        n = add(expected, n, "0\r\n\r\n", 5);
        check_pieces(&reply, expected, n);
    }
    free(expected);
}

static void chunks_have_the_size_asked_for(void **state)
{
    static const struct {
        uint64_t length, chunk;
        const char *line;
    } cases[] = {{12, 4, "4\r\n"}, {48, 16, "10\r\n"}, {3, 1, "1\r\n"}};
    static const char head[] =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    char expected[512];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reply reply;
        size_t n = add(expected, 0, head, sizeof head - 1);
        size_t line = strlen(cases[i].line);

        reply_init(&reply, cases[i].length);
        reply.framing = REPLY_CHUNKED;
        reply.chunk = cases[i].chunk;
        assert_int_equal(reply_chunk_total(&reply), line + reply.chunk + 2);
        for (size_t at = 0; at < cases[i].length; at += cases[i].chunk) {
            n = add(expected, n, cases[i].line, line);
            n = add_pattern(expected, n, at, cases[i].chunk);
            n = add(expected, n, "\r\n", 2);
        }
        check_pieces(&reply, expected, add(expected, n, "0\r\n\r\n", 5));
    }
}

static void answers_that_break_off(void **state)
{
    static const char head[] = "HTTP/1.1 200 OK\r\nContent-Length: 128\r\n\r\n";
    static const struct {
        enum reply_cut cut;
        size_t length;
    } cuts[] = {
        {REPLY_CUT_START, 0},
        {REPLY_CUT_HEAD, (sizeof head - 1) / 2},
        {REPLY_CUT_BODY, sizeof head - 1 + 64},
        {REPLY_CUT_LAST, sizeof head - 1 + 127},
        {REPLY_WHOLE, sizeof head - 1 + 128},
    };
    char expected[512];

    (void)state;
    add_pattern(expected, add(expected, 0, head, sizeof head - 1), 0, 128);
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        struct reply reply;

        reply_init(&reply, 128);
        reply.cut = cuts[i].cut;
        check_pieces(&reply, expected, cuts[i].length);
    }
}

static void answers_that_are_wrong(void **state)
{
    static const char good[] = "HTTP/1.1 200 OK\r\nContent-Length: 128\r\n\r\n";
    static const char bad[] = "HTTP/1.1 200 OK\r\nContent-Length: 12x8\r\n\r\n";
    char expected[512];
    struct reply reply;
    size_t n = add(expected, 0, good, sizeof good - 1);

    (void)state;
    reply_init(&reply, 128);
    reply.excess = 16;
    check_pieces(&reply, expected, add_pattern(expected, n, 0, 144));
    reply_init(&reply, 128);
    reply.wrong_byte = true;
    expected[n + 64] ^= 1;
    check_pieces(&reply, expected, n + 128);
    reply_init(&reply, 128);
    reply.bad_length = true;
    n = add(expected, 0, bad, sizeof bad - 1);
    check_pieces(&reply, expected, add_pattern(expected, n, 0, 128));
    reply_init(&reply, 5);
    reply.framing = REPLY_BARE;
    reply.body = "no\r\n?";
    check_pieces(&reply, "no\r\n?", 5);
}

static void check_head(const struct reply *reply, const char *expected)
{
    char head[REPLY_HEAD_MAX];
    size_t n = reply_head(reply, head);

    assert_int_equal(n, strlen(expected));
    assert_memory_equal(head, expected, n);
}

static void heads_say_what_they_must(void **state)
{
    struct reply reply;

    (void)state;
    reply_init(&reply, 0);
    reply.status = 405;
    check_head(&reply, "HTTP/1.1 405 Method Not Allowed\r\n"
                       "Allow: GET, HEAD\r\nContent-Length: 0\r\n\r\n");
    reply.status = 204;
    check_head(&reply, "HTTP/1.1 204 No Content\r\n\r\n");
    reply.status = 299;
    check_head(&reply, "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n");
    reply.status = 200;
    reply.says_keep = true;
    reply.has_token = true;
    memcpy(reply.token, "0123456789abcdef", ANSWER_TOKEN_LENGTH);
    check_head(&reply, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n"
                       "X-Token: 0123456789abcdef\r\n"
                       "Connection: keep-alive\r\n\r\n");
    reply_init(&reply, 5);
    reply.framing = REPLY_UNTIL_CLOSE;
    check_head(&reply, "HTTP/1.0 200 OK\r\n\r\n");
    reply.framing = REPLY_BARE;
    check_head(&reply, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_with_a_length),
        cmocka_unit_test(bodies_in_chunks),
        cmocka_unit_test(chunks_have_the_size_asked_for),
        cmocka_unit_test(answers_that_break_off),
        cmocka_unit_test(answers_that_are_wrong),
        cmocka_unit_test(heads_say_what_they_must),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
