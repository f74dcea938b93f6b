/* target: what a URL may be, its request, and what bad ones are told. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/answer.h"
#include "harness/target.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void good_urls(void **unused)
{
    static const struct {
        const char *url, *host, *port, *path, *host_header;
    } urls[] = {
        {"http://127.0.0.1", "127.0.0.1", "80", "/", "127.0.0.1"},
        {"http://127.0.0.1/", "127.0.0.1", "80", "/", "127.0.0.1"},
        {"http://127.0.0.1:80/a/b", "127.0.0.1", "80", "/a/b", "127.0.0.1"},
        {"http://127.0.0.1:8080", "127.0.0.1", "8080", "/", "127.0.0.1:8080"},
        {"http://127.0.0.1:65535?q=http://x", "127.0.0.1", "65535",
         "/?q=http://x", "127.0.0.1:65535"},
        {"http://127.0.0.1:00081/", "127.0.0.1", "81", "/", "127.0.0.1:81"},
        {"http://127.0.0.1/a?b#c?d", "127.0.0.1", "80", "/a?b", "127.0.0.1"},
        {"http://127.0.0.1#c/d", "127.0.0.1", "80", "/", "127.0.0.1"},
        {"http://127.0.0.1//x", "127.0.0.1", "80", "//x", "127.0.0.1"},
        {"HTTP://127.0.0.1/@:", "127.0.0.1", "80", "/@:", "127.0.0.1"},
        {"http://[::1]", "::1", "80", "/", "[::1]"},
        {"http://[::1]:81/%20", "::1", "81", "/%20", "[::1]:81"},
    };

    (void)unused;
    for (size_t i = 0; i < COUNT(urls); i++) {
        char error[256] = "", request[256];
        struct target t;

        if (target_init(&t, urls[i].url, false, error, sizeof error) < 0)
            fail_msg("%s", error);
        assert_string_equal(t.url, urls[i].url);
        assert_string_equal(t.host, urls[i].host);
        assert_string_equal(t.port, urls[i].port);
        assert_string_equal(t.path, urls[i].path);
        assert_int_equal(t.address_count, 1);
        assert_int_equal(net_port(&t.addresses[0]),
                         strtoul(urls[i].port, NULL, 10));
        assert_true(net_is_loopback(&t.addresses[0]));
        snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n",
                 urls[i].path, urls[i].host_header);
        assert_int_equal(t.again.length, strlen(request));
        assert_memory_equal(t.again.bytes, request, t.again.length);
        assert_null(t.expected.bytes);
        target_free(&t);
    }
}

static const struct bad_url {
    const char *url, *says;
} bad[] = {
    {"", "must start with 'http://'"},
    {"x", "must start with 'http://'"},
    {"http:/127.0.0.1/", "must start with 'http://'"},
    {"127.0.0.1:80/", "must start with 'http://'"},
    {"ftp://127.0.0.1/", "must start with 'http://'"},
    {"https://127.0.0.1/", "TLS is not supported"},
    {"HTTPS://127.0.0.1/", "TLS is not supported"},
    {"http://", "there is no host"},
    {"http:///a", "there is no host"},
    {"http://:80/", "there is no host"},
    {"http://?a", "there is no host"},
    {"http://[]/", "only an IPv6 address has brackets"},
    {"http://::1/", "there is no host"},
    {"http://127.0.0.1:/", "the port must be 1..65535"},
    {"http://127.0.0.1:0/", "the port must be 1..65535"},
    {"http://127.0.0.1:65536/", "the port must be 1..65535"},
    {"http://127.0.0.1:100000/", "the port must be 1..65535"},
    {"http://127.0.0.1:-1/", "the port must be 1..65535"},
    {"http://127.0.0.1:+80/", "the port must be 1..65535"},
    {"http://127.0.0.1:http/", "the port must be 1..65535"},
    {"http://127.0.0.1:80:81/", "the port must be 1..65535"},
    {"http://[::1]:/", "the port must be 1..65535"},
    {"http://[::1/", "the '[' has no ']'"},
    {"http://[::1]x/", "only ':port' may follow the ']'"},
    {"http://[127.0.0.1]/", "only an IPv6 address has brackets"},
    {"http://me@127.0.0.1/", "user name"},
    {"http://me:secret@127.0.0.1/", "user name"},
    {"http://127.0.0.1/a b", "byte 19 is a space"},
    {"http://127.0.0.1/\r\nX: y", "byte 18 is a space, a control "
                                  "character or not ASCII; write it as "
                                  "%0D"},
    {"http://127.0.0.1/\033[31m", "%1B"},
    {"http://127.0.0.1/\303\244", "%C3"},
    {"http://127.0.0.1/\177", "%7F"},
};

/* The message names the URL, what is wrong with it, and is one line. */
static void bad_urls(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < COUNT(bad); i++) {
        char error[256] = "";
        struct target t;
        int result = target_init(&t, bad[i].url, false, error, sizeof error);

        if (result != -EINVAL || !strstr(error, bad[i].says))
            fail_msg("'%s': %d '%s'", bad[i].url, result, error);
        assert_memory_equal(error, "URL '", 5);
        for (const char *p = error; *p; p++)
            assert_true((unsigned char)*p >= ' ' && *p != '\177');
        target_free(&t);
    }
}

static void a_url_may_not_be_too_long(void **unused)
{
    char url[TARGET_URL_MAX + 2], error[256];
    struct target t;

    (void)unused;
    memset(url, 'a', sizeof url);
    memcpy(url, "http://127.0.0.1/", 17);
    url[TARGET_URL_MAX + 1] = '\0';
    assert_int_equal(target_init(&t, url, false, error, sizeof error), -EINVAL);
    assert_non_null(strstr(error, "longer than 4096 bytes"));
    target_free(&t);
    url[TARGET_URL_MAX] = '\0';
    assert_int_equal(target_init(&t, url, true, error, sizeof error), 0);
    assert_int_equal(strlen(t.path), TARGET_URL_MAX - 16);
    target_free(&t);
}

/* RFC 6761: no resolver knows a name below .invalid. */
static void an_unknown_host(void **unused)
{
    char error[256];
    struct target t;

    (void)unused;
    assert_int_equal(target_init(&t, "http://no.such.invalid:81/x", false,
                                 error, sizeof error),
                     -EHOSTUNREACH);
    assert_non_null(strstr(error, "URL 'http://no.such.invalid:81/x': host "
                                  "'no.such.invalid': "));
    assert_string_equal(t.url, "http://no.such.invalid:81/x");
    target_free(&t);
}

static void a_short_buffer_is_kept_to(void **unused)
{
    char error[16];
    struct target t;

    (void)unused;
    memset(error, 'x', sizeof error);
    assert_int_equal(target_init(&t, "nonsense", false, error, 8), -EINVAL);
    assert_memory_equal(error, "URL 'no\0xxxxxxxx", 16);
    target_free(&t);
}

static void requests_with_a_token(void **unused)
{
    static const char again[] = "GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                "X-Token: 0000000000000000\r\n\r\n";
    static const char last[] = "GET /x HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                               "X-Token: 0000000000000000\r\n"
                               "Connection: close\r\n\r\n";
    char error[256];
    struct target t;

    (void)unused;
    assert_int_equal(
        target_init(&t, "http://127.0.0.1/x", true, error, sizeof error), 0);
    assert_int_equal(t.again.length, sizeof again - 1);
    assert_memory_equal(t.again.bytes, again, sizeof again - 1);
    assert_int_equal(t.last.length, sizeof last - 1);
    assert_memory_equal(t.last.bytes, last, sizeof last - 1);
    for (size_t i = 0; i < ANSWER_TOKEN_LENGTH; i++) {
        assert_int_equal(t.again.bytes[t.again.token_at + i], '0');
        assert_int_equal(t.last.bytes[t.last.token_at + i], '0');
    }
    assert_int_equal(t.again.bytes[t.again.token_at - 1], ' ');
    assert_int_equal(t.again.bytes[t.again.token_at + ANSWER_TOKEN_LENGTH],
                     '\r');
    target_free(&t);
}

static void the_pattern_is_expected(void **unused)
{
    char error[256];
    struct target t;

    (void)unused;
    assert_int_equal(
        target_init(&t, "http://127.0.0.1/x", false, error, sizeof error), 0);
    target_expect_pattern(&t, 12345678901);
    assert_ptr_equal(t.expected.bytes, answer_pattern());
    assert_int_equal(t.expected.period, ANSWER_PERIOD);
    assert_true(t.expected.length == 12345678901);
    target_free(&t);
}

static void servers_are_told_apart(void **unused)
{
    static const struct {
        const char *one, *other;
        bool same;
    } pairs[] = {
        {"http://127.0.0.1/a", "http://127.0.0.1:80/b", true},
        {"http://127.0.0.1:81/", "http://127.0.0.1:80/", false},
        {"http://127.0.0.1/", "http://127.0.0.2/", false},
    };
    struct target one, other;
    char error[256];

    (void)unused;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        target_init(&one, pairs[i].one, false, error, sizeof error);
        target_init(&other, pairs[i].other, true, error, sizeof error);
        assert_int_equal(target_same_server(&one, &other), pairs[i].same);
        target_free(&one);
        target_free(&other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_urls),
        cmocka_unit_test(bad_urls),
        cmocka_unit_test(a_url_may_not_be_too_long),
        cmocka_unit_test(an_unknown_host),
        cmocka_unit_test(a_short_buffer_is_kept_to),
        cmocka_unit_test(requests_with_a_token),
        cmocka_unit_test(the_pattern_is_expected),
        cmocka_unit_test(servers_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
