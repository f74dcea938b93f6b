/* request: what is a request, what is none, and where one ends. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/random.h"
#include "harness/request.h"

#define GET "GET /x HTTP/1.1\r\nHost: h\r\n"

/* From memory of exactly that size, so that ASan sees a look behind it. */
static int parse(struct request *request, const char *bytes, size_t n)
{
    char *copy = malloc(n > 0 ? n : 1);
    int result;

    assert_non_null(copy);
    memcpy(copy, bytes, n);
    result = request_parse(request, copy, n);
    free(copy); /* the texts in *request are gone with it */
    return result;
}

static int status_of(const char *bytes)
{
    struct request request;
    int result = parse(&request, bytes, strlen(bytes));

    return result < 0 ? -result : 200;
}

static void check_text(struct text text, const char *expected)
{
    assert_int_equal(text.length, strlen(expected));
    assert_memory_equal(text.bytes, expected, text.length);
}

static void a_request_is_read(void **state)
{
    static const char bytes[] = "GET /a/b?c=d&e HTTP/1.1\r\n"
                                "Host: example\r\n"
                                "x-TOKEN: \t0123456789abcDEF \r\n"
                                "Accept: */*\r\n\r\nNEXT";
    struct request request;

    (void)state;
    assert_int_equal(request_parse(&request, bytes, sizeof bytes - 1),
                     sizeof bytes - 5);
    assert_int_equal(request.method, METHOD_GET);
    check_text(request.path, "/a/b");
    check_text(request.query, "c=d&e");
    assert_non_null(request.token);
    assert_memory_equal(request.token, "0123456789abcDEF", 16);
    assert_int_equal(request.content_length, 0);
    assert_false(request.old);
    assert_true(request.keep_alive);
}

/* At every length short of the whole the answer is: not yet. */
static void a_part_is_not_whole(void **state)
{
    static const char bytes[] = "\r\nPOST http://h/p?q HTTP/1.0\r\nHost: h\r\n"
                                "Content-Length: 5\n\nbody";
    struct request request;
    size_t whole = sizeof bytes - 5;

    (void)state;
    for (size_t n = 0; n < whole; n++)
        assert_int_equal(parse(&request, bytes, n), 0);
    for (size_t n = whole; n < sizeof bytes; n++)
        assert_int_equal(parse(&request, bytes, n), whole);
    assert_int_equal(request.method, METHOD_OTHER);
    assert_int_equal(request.content_length, 5);
    assert_true(request.old);
    assert_false(request.keep_alive);
}

static void a_target_can_name_the_host(void **state)
{
    static const char bytes[] =
        "HEAD HTTP://h:80/p?q HTTP/1.1\r\nHost: h\r\n\r\n";
    struct request request;

    (void)state;
    assert_true(request_parse(&request, bytes, sizeof bytes - 1) > 0);
    assert_int_equal(request.method, METHOD_HEAD);
    check_text(request.path, "/p");
    check_text(request.query, "q");
}

static void connections_are_kept_by_the_rules(void **state)
{
    static const struct {
        const char *bytes;
        bool keep_alive;
    } cases[] = {
        {GET "\r\n", true},
        {GET "Connection: keep-alive\r\n\r\n", true},
        {GET "Connection: close\r\n\r\n", false},
        {GET "CONNECTION: Foo , CLOSE\r\n\r\n", false},
        {GET "Connection: keep-alive\r\nConnection: close\r\n\r\n", false},
        {GET "Connection: closed\r\n\r\n", true},
        {"GET / HTTP/1.0\r\n\r\n", false},
        {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
        {"GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n", false},
        {"GET / HTTP/1.2\r\nHost:\r\n\r\n", true},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct request request;

        assert_true(parse(&request, cases[i].bytes, strlen(cases[i].bytes)) >
                    0);
        assert_int_equal(request.keep_alive, cases[i].keep_alive);
    }
}

static void other_tokens_are_ignored(void **state)
{
    static const char *const tokens[] = {
        "", "0123456789abcde", "0123456789abcdef0", "0123456789abcdeg",
        "0123 56789abcdef"};

    (void)state;
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        struct request request;
        char bytes[200] = GET "X-Token: ";

        strcat(bytes, tokens[i]);
        strcat(bytes, "\r\n\r\n");
        assert_true(parse(&request, bytes, strlen(bytes)) > 0);
        assert_null(request.token);
    }
}

static void what_is_no_request_is_refused(void **state)
{
    static const char *const bad[] = {
        "\x16\x03\x01\n",
        "GET\r\n",
        "GET /\r\n",
        "GET / \r\n",
        "GET / HTTP\r\n",
        "GET / HTTP/1\r\n",
        "GET / HTTP/1.x\r\n",
        "GET / http/1.1\r\n",
        "GET / HTTP/1.1 \r\n",
        "GET  / HTTP/1.1\r\n",
        "GET /a b HTTP/1.1\r\n",
        "GET /a\tb HTTP/1.1\r\n",
        "GET a HTTP/1.1\r\n",
        "GET * HTTP/1.1\r\n",
        "GET http://h HTTP/1.1\r\n",
        "GET https://h/ HTTP/1.1\r\n",
        " GET / HTTP/1.1\r\n",
        "G(T / HTTP/1.1\r\n",
        "GET / HTTP/1.1\r\n\r\n", /* no Host */
        GET "Host: h\r\n\r\n",    /* two */
        GET "no colon\r\n",
        GET ": no name\r\n",
        GET "Name : x\r\n",
        GET "N ame: x\r\n",
        GET " folded: x\r\n",
        GET "A: b\rc\r\n",
        GET "A: \x7f\r\n",
        GET "Content-Length: x\r\n",
        GET "Content-Length: -1\r\n",
        GET "Content-Length: 1, 1\r\n",
        GET "Content-Length:\r\n",
        GET "Content-Length: 10000000000000000000\r\n",
        GET "Content-Length: 1\r\nContent-Length: 2\r\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (status_of(bad[i]) != 400)
            fail_msg("%d, not 400, for: %s", status_of(bad[i]), bad[i]);
    }
    assert_int_equal(status_of(GET "A: \xc3\xa4\t\r\n\r\n"), 200);
    assert_int_equal(
        status_of(GET "Content-Length: 1\r\nContent-Length: 1\r\n\r\n"), 200);
}

static void a_nul_is_no_text(void **state)
{
    static const char target[] = "GET /a\0b HTTP/1.1\r\n";
    static const char name[] = GET "A\0: b\r\n";
    static const char value[] = GET "A: b\0c\r\n";
    struct request request;

    (void)state;
    assert_int_equal(parse(&request, target, sizeof target - 1), -400);
    assert_int_equal(parse(&request, name, sizeof name - 1), -400);
    assert_int_equal(parse(&request, value, sizeof value - 1), -400);
}

static void what_is_not_served_is_told(void **state)
{
    (void)state;
    assert_int_equal(status_of("GET / HTTP/2.0\r\n"), 505);
    assert_int_equal(status_of("PRI * HTTP/2.0\r\n"), 505);
    assert_int_equal(status_of("GET / HTTP/0.9\r\n"), 505);
    assert_int_equal(status_of(GET "Transfer-Encoding: chunked\r\n"), 501);
}

static void a_head_has_a_greatest_length(void **state)
{
    struct request request;
    size_t room = 4 * REQUEST_HEAD_MAX, n = strlen(GET "A: ");
    char *bytes = malloc(room);

    (void)state;
    assert_non_null(bytes);
    memset(bytes, 'a', room);
    memcpy(bytes, GET "A: ", n);
    assert_int_equal(parse(&request, bytes, REQUEST_HEAD_MAX - 1), 0);
    assert_int_equal(parse(&request, bytes, REQUEST_HEAD_MAX), -431);
    assert_int_equal(parse(&request, bytes, room), -431);
    memcpy(bytes + REQUEST_HEAD_MAX - 4, "\r\n\r\n", 4);
    assert_int_equal(parse(&request, bytes, room), REQUEST_HEAD_MAX);
    memcpy(bytes + REQUEST_HEAD_MAX - 4, "a\r\n\r\n", 5);
    assert_int_equal(parse(&request, bytes, room), -431);
    memset(bytes, '\n', room);
    assert_int_equal(parse(&request, bytes, room), -431);
    free(bytes);
}

static void a_query_has_parts(void **state)
{
    static const char bytes[] =
        "GET /?a=1&bb=22&&c&d==&a=3&e= HTTP/1.1\r\nHost: h\r\n\r\n";
    struct request request;
    struct text value = {NULL, 0};

    (void)state;
    assert_true(request_parse(&request, bytes, sizeof bytes - 1) > 0);
    assert_false(request_query(&request, "b", &value));
    assert_null(value.bytes);
    assert_true(request_query(&request, "a", &value));
    check_text(value, "1");
    assert_true(request_query(&request, "bb", &value));
    check_text(value, "22");
    assert_true(request_query(&request, "c", &value));
    check_text(value, "");
    assert_true(request_query(&request, "d", &value));
    check_text(value, "=");
    assert_true(request_query(&request, "e", &value));
    check_text(value, "");
}

static int number(const char *text, uint64_t high, uint64_t *out)
{
    return text_number((struct text){text, strlen(text)}, high, out);
}

static void numbers_are_digits_up_to_a_bound(void **state)
{
    uint64_t n = 7;

    (void)state;
    assert_int_equal(number("", 10, &n), -EINVAL);
    assert_int_equal(number("11", 10, &n), -EINVAL);
    assert_int_equal(number("1x", 10, &n), -EINVAL);
    assert_int_equal(number("-1", 10, &n), -EINVAL);
    assert_int_equal(number("10000000000000000000", UINT64_MAX, &n), -EINVAL);
    assert_int_equal(n, 7);
    assert_int_equal(number("10", 10, &n), 0);
    assert_int_equal(n, 10);
    assert_int_equal(number("9999999999999999999", UINT64_MAX, &n), 0);
    assert_true(n == UINT64_C(9999999999999999999));
}

/* Whatever comes: a length within the input, 0, or one of the statuses. */
static void random_damage_does_no_harm(void **state)
{
    static const char good[] =
        "GET /bytes/128?delay=1 HTTP/1.1\r\nHost: h\r\n"
        "X-Token: 0123456789abcdef\r\nContent-Length: 12\r\n"
        "Connection: keep-alive, close\r\n\r\n";
    struct random random;

    (void)state;
    random_seed(&random, 3);
    for (int i = 0; i < 20000; i++) {
        char bytes[sizeof good];
        struct request request;
        size_t n = (size_t)random_below(&random, sizeof good);
        int result;

        memcpy(bytes, good, sizeof good);
        for (int changes = 0; changes < 3; changes++)
            bytes[random_below(&random, sizeof good)] =
                (char)random_below(&random, 256);
        result = parse(&request, bytes, n);
        if (result >= 0)
            assert_in_range(result, 0, n);
        else if (result != -501 && result != -505)
            assert_int_equal(result, -400);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_read),
        cmocka_unit_test(a_part_is_not_whole),
        cmocka_unit_test(a_target_can_name_the_host),
        cmocka_unit_test(connections_are_kept_by_the_rules),
        cmocka_unit_test(other_tokens_are_ignored),
        cmocka_unit_test(what_is_no_request_is_refused),
        cmocka_unit_test(a_nul_is_no_text),
        cmocka_unit_test(what_is_not_served_is_told),
        cmocka_unit_test(a_head_has_a_greatest_length),
        cmocka_unit_test(a_query_has_parts),
        cmocka_unit_test(numbers_are_digits_up_to_a_bound),
        cmocka_unit_test(random_damage_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
