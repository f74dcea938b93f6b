/* http: every response whole, in bytes, cut at every place; the limits. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support_http.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Responses up to this length are cut in three at every pair of places. */
#define SHORT 72

#define GUARDED (2 * HTTP_HEAD_MAX)

static struct http_guard guard;

static int set_up(void **unused)
{
    (void)unused;
    return http_guard_init(&guard, GUARDED);
}

static int tear_down(void **unused)
{
    (void)unused;
    http_guard_free(&guard);
    return 0;
}

static struct http_outcome whole(struct http_text text, bool ends)
{
    return http_outcome_of(&guard, false, text, ends, NULL, 0);
}

static struct http_outcome bytewise(struct http_text text, bool ends)
{
    size_t *cuts = calloc(text.length + 1, sizeof *cuts);
    struct http_outcome o;

    assert_non_null(cuts);
    for (size_t i = 0; i + 1 < text.length; i++)
        cuts[i] = i + 1;
    o = http_outcome_of(&guard, false, text, ends, cuts,
                        text.length > 0 ? text.length - 1 : 0);
    free(cuts);
    return o;
}

static void check(const struct http_vector *v, const struct http_outcome *o)
{
    if (o->broken)
        fail_msg("%s: %s", v->name, o->broken);
    if (o->result != v->result)
        fail_msg("%s: result %d, not %d", v->name, o->result, v->result);
    assert_int_equal(o->body_length, v->body.length);
    if (o->body_hash != http_body_hash(v->body))
        fail_msg("%s: another body", v->name);
    if (o->result < 0)
        return;
    if (o->r.status != v->status || o->used != v->bytes.length - v->excess)
        fail_msg("%s: status %d, %zu bytes used", v->name, o->r.status,
                 o->used);
    if (o->r.state == HTTP_DONE && o->r.keep_alive != v->kept)
        fail_msg("%s: keep_alive %d", v->name, o->r.keep_alive);
    if (o->r.echoes != v->echoes)
        fail_msg("%s: echoes %d", v->name, o->r.echoes);
}

static void check_cuts(const struct http_vector *v, const size_t *cuts,
                       size_t count)
{
    struct http_outcome end, start;

    end = http_outcome_of(&guard, false, v->bytes, v->ends, cuts, count);
    start = http_outcome_of(&guard, true, v->bytes, v->ends, cuts, count);
    check(v, &end);
    check(v, &start);
}

static void responses_whole(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < http_vector_count; i++)
        check_cuts(&http_vectors[i], NULL, 0);
}

static void responses_byte_by_byte(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < http_vector_count; i++) {
        const struct http_vector *v = &http_vectors[i];
        struct http_outcome o = bytewise(v->bytes, v->ends);

        check(v, &o);
    }
}

static void responses_cut_in_two(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < http_vector_count; i++)
        for (size_t at = 1; at < http_vectors[i].bytes.length; at++)
            check_cuts(&http_vectors[i], &at, 1);
}

static void short_responses_cut_in_three(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < http_vector_count; i++) {
        const struct http_vector *v = &http_vectors[i];
        size_t cuts[2];

        if (v->bytes.length > SHORT)
            continue;
        for (cuts[0] = 1; cuts[0] + 1 < v->bytes.length; cuts[0]++)
            for (cuts[1] = cuts[0] + 1; cuts[1] < v->bytes.length; cuts[1]++)
                check_cuts(v, cuts, 2);
    }
}

/* A start of a good response is not an error; when the connection ends there,
 * it is one, unless the end is what ends the body. */
static void beginnings_are_unfinished(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < http_vector_count; i++) {
        const struct http_vector *v = &http_vectors[i];

        for (size_t n = 0; n < v->bytes.length - v->excess; n++) {
            struct http_outcome open =
                whole((struct http_text){v->bytes.bytes, n}, false);
            struct http_outcome closed =
                whole((struct http_text){v->bytes.bytes, n}, true);
            int expected = open.r.state == HTTP_UNTIL_CLOSE ? 0 : -EPROTO;

            if (v->result < 0)
                break;
            if (open.result != 1 || closed.result != expected)
                fail_msg("%s: after %zu bytes %d, closed %d", v->name, n,
                         open.result, closed.result);
        }
    }
}

/* One reader for many responses, as a kept connection uses it. */
static void a_reader_is_used_again(void **unused)
{
    struct http_memo memo = {.length = 0};
    struct http_reader r;
    struct http_piece body;

    (void)unused;
    http_init(&r, &memo);
    for (size_t i = 0; i < http_vector_count; i++) {
        const struct http_vector *v = &http_vectors[i];

        http_begin(&r, HTTP_TOKEN);
        http_feed(&r, "HTTP/1.1 200 OK\r\nX-Token: 0123456789abcdef\r\nCon", 47,
                  &body);
        http_begin(&r, HTTP_TOKEN);
        if (v->result == 0 && !v->ends && v->body.length == 0) {
            assert_int_equal(
                http_feed(&r, v->bytes.bytes, v->bytes.length, &body),
                v->bytes.length - v->excess);
            assert_int_equal(r.state, HTTP_DONE);
            assert_int_equal(r.keep_alive, v->kept);
            assert_int_equal(r.echoes, v->echoes);
        }
    }
}

/* What a new reader that remembers `memo` makes of a response with `token`,
 * up to its first bytes of body. */
static struct http_outcome outcome_with(struct http_memo *memo,
                                        const char *token,
                                        struct http_text text)
{
    struct http_outcome o = {.result = 0};
    struct http_piece body = {text.bytes, 0};
    ssize_t used = 1;

    http_init(&o.r, memo);
    http_begin(&o.r, token);
    while (used > 0 && o.used < text.length && body.length == 0 &&
           o.r.state != HTTP_DONE) {
        used =
            http_read(&o.r, text.bytes + o.used, text.length - o.used, &body);
        o.result = used < 0 ? (int)used : 0;
        o.used += used < 0 ? 0 : (size_t)used;
    }
    o.body_length = used < 0 ? 0 : body.length;
    o.body_hash = http_body_hash((struct http_text){body.bytes, o.body_length});
    return o;
}

/* The same with a memory and without. */
static bool makes_no_difference(const struct http_memo *memory,
                                const char *token, struct http_text text)
{
    struct http_memo used = *memory, none = {.length = 0};
    struct http_outcome fresh = outcome_with(&none, token, text);
    struct http_outcome after = outcome_with(&used, token, text);
    struct http_outcome again = outcome_with(&used, token, text);

    return http_outcome_equal(&fresh, &after) &&
           http_outcome_equal(&fresh, &again);
}

/* Whatever was read before, the same is made of a response: also when the very
 * head is remembered, or one that differs a little. */
static void memory_changes_nothing(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < http_vector_count; i++) {
        struct http_memo memo = {.length = 0};

        outcome_with(&memo, HTTP_TOKEN, http_vectors[i].bytes);
        for (size_t k = 0; k < http_vector_count; k++) {
            struct http_text text = http_vectors[k].bytes;

            if (!makes_no_difference(&memo, HTTP_TOKEN, text) ||
                !makes_no_difference(&memo, "fedcba9876543210", text) ||
                !makes_no_difference(&memo, NULL, text))
                fail_msg("'%s' after '%s' differs", http_vectors[k].name,
                         http_vectors[i].name);
        }
    }
}

static const char with_token[] = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n"
                                 "X-Token: 0123456789abcdef\r\n\r\n0123456789";

/* One byte of a head changed, after the head itself was read. */
static void a_changed_head_is_read_anew(void **unused)
{
    static const char bytes[] = {'\0', '\t', '\n', '\r', ' ',    '!',
                                 '1',  ':',  'A',  'z',  '\x7f', '\xff'};
    const size_t n = sizeof with_token - 1;
    struct http_memo memo = {.length = 0};

    (void)unused;
    outcome_with(&memo, HTTP_TOKEN, (struct http_text){with_token, n});
    for (size_t at = 0; at < n; at++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            char changed[sizeof with_token];

            memcpy(changed, with_token, sizeof changed);
            changed[at] = bytes[i];
            if (!makes_no_difference(&memo, HTTP_TOKEN,
                                     (struct http_text){changed, n}))
                fail_msg("byte %zu changed to %d", at, bytes[i]);
        }
    }
}

/* The short way is taken, for any token, if it is the request's. */
static void a_head_is_recalled_but_for_its_token(void **unused)
{
    const size_t n = sizeof with_token - 1;
    const char *other = "fedcba9876543210";
    struct http_memo memo = {.length = 0};
    char text[sizeof with_token];
    struct http_reader r;

    (void)unused;
    outcome_with(&memo, HTTP_TOKEN, (struct http_text){with_token, n});
    memcpy(text, with_token, sizeof text);
    memcpy(strstr(text, HTTP_TOKEN), other, ANSWER_TOKEN_LENGTH);
    http_init(&r, &memo);
    http_begin(&r, HTTP_TOKEN);
    assert_int_equal(http_recall(&r, text, n), 0);
    http_begin(&r, other);
    assert_int_equal(http_recall(&r, text, n - 11), 0);
    assert_int_equal(http_recall(&r, text, n), n - 10);
    assert_true(r.echoes && r.keep_alive && r.status == 200);
    assert_int_equal(http_recall(&r, text, n), 0);
    assert_false(http_rest(&r, 9));
    assert_false(http_rest(&r, 11));
    assert_true(http_rest(&r, 10));
    assert_int_equal(r.state, HTTP_DONE);
}

/* A response of `before`, then `fill` bytes 'x', then `after`. */
static struct http_text filled(char *room, const char *before, size_t fill,
                               const char *after)
{
    size_t a = strlen(before), b = strlen(after);

    assert_true(a + fill + b <= GUARDED);
    memcpy(room, before, a);
    memset(room + a, 'x', fill);
    memcpy(room + a + fill, after, b);
    return (struct http_text){room, a + fill + b};
}

/* The same result whole, byte by byte, and cut around all ends of lines. */
static void check_all_ways(struct http_text text, int result, const char *what)
{
    struct http_outcome one = whole(text, false);
    struct http_outcome o = bytewise(text, false);

    if (one.broken || one.result != result)
        fail_msg("%s: %d, not %d", what, one.result, result);
    if (!http_outcome_equal(&one, &o))
        fail_msg("%s: another result byte by byte: %d", what, o.result);
    for (size_t at = 1; at < text.length; at++) {
        bool near_end = at + 4 > text.length;

        if (text.bytes[at] == 'x' && at % 4001 != 0 && !near_end)
            continue;
        o = http_outcome_of(&guard, false, text, false, &at, 1);
        if (!http_outcome_equal(&one, &o))
            fail_msg("%s: another result cut at %zu: %d", what, at, o.result);
    }
}

/* The same head, 1xx before it included, is taken at HTTP_HEAD_MAX bytes and
 * refused with one more; so is a trailer section. */
static void sections_have_a_limit(void **unused)
{
    static const struct {
        const char *what, *free, *before, *after;
    } sections[] = {
        {"reason", "", "HTTP/1.1 200 ", "\r\nContent-Length: 0\r\n\r\n"},
        {"header", "",
         "HTTP/1.1 200 OK\r\nX: ", "\r\nContent-Length: 0\r\n\r\n"},
        {"headers of 1xx", "", "HTTP/1.1 100 C\r\nX: ",
         "\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"},
        {"extension", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
         "0;", "\r\n\r\n"},
        {"trailer",
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
         "X: ", "\r\n\r\n"},
    };
    char *room = malloc(GUARDED), before[128];

    (void)unused;
    assert_non_null(room);
    for (size_t i = 0; i < COUNT(sections); i++) {
        size_t ends = strlen(sections[i].before) + strlen(sections[i].after);
        /* The line with an extension counts, the empty one is a trailer. */
        size_t most = HTTP_HEAD_MAX - ends +
                      (strcmp(sections[i].what, "extension") == 0 ? 2 : 0);

        snprintf(before, sizeof before, "%s%s", sections[i].free,
                 sections[i].before);
        check_all_ways(filled(room, before, most, sections[i].after), 0,
                       sections[i].what);
        check_all_ways(filled(room, before, most + 1, sections[i].after),
                       -EMSGSIZE, sections[i].what);
    }
    free(room);
}

/* Around the length up to which a line is kept nothing depends on cuts. */
static void lines_have_a_limit(void **unused)
{
    static const struct {
        const char *before, *after;
        int longer; /* the result when the line is over HTTP_LINE_MAX */
    } lines[] = {
        {"HTTP/1.1 200 OK\r\nConnection: ", "\r\nContent-Length: 0\r\n\r\n",
         -EMSGSIZE},
        {"HTTP/1.1 200 OK\r\nX-Token: ", "\nContent-Length: 0\r\n\r\n",
         -EMSGSIZE},
        {"HTTP/1.1 200 OK\r\nX: ", "\r\nContent-Length: 0\r\n\r\n", 0},
        {"HTTP/1.1 200 OK\r\nX: ", "\r\r\nContent-Length: 0\r\n\r\n", 0},
        {"HTTP/1.1 200 OK\r\n X: ", "\r\nContent-Length: 0\r\n\r\n", 0},
        {"HTTP/1.1 200 ", "\nContent-Length: 0\r\n\r\n", 0},
    };
    char *room = malloc(GUARDED);

    (void)unused;
    assert_non_null(room);
    for (size_t i = 0; i < COUNT(lines); i++) {
        const char *lf = strrchr(lines[i].before, '\n');
        size_t head = strlen(lf ? lf + 1 : lines[i].before);

        for (size_t n = HTTP_LINE_MAX - 4; n < HTTP_LINE_MAX + 8; n++)
            check_all_ways(
                filled(room, lines[i].before, n - head, lines[i].after),
                n > HTTP_LINE_MAX ? lines[i].longer : 0, lines[i].before);
    }
    free(room);
}

/* The colon has to stand in the part of the line that is kept. */
static void names_have_a_limit(void **unused)
{
    char *room = malloc(GUARDED);

    (void)unused;
    assert_non_null(room);
    for (size_t n = HTTP_LINE_MAX - 4; n < HTTP_LINE_MAX + 8; n++)
        check_all_ways(filled(room, "HTTP/1.1 200 OK\r\n", n,
                              ":\r\nContent-Length: 0\r\n\r\n"),
                       n < HTTP_LINE_MAX ? 0 : -EBADMSG, "name");
    free(room);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(responses_whole),
        cmocka_unit_test(responses_byte_by_byte),
        cmocka_unit_test(responses_cut_in_two),
        cmocka_unit_test(short_responses_cut_in_three),
        cmocka_unit_test(beginnings_are_unfinished),
        cmocka_unit_test(a_reader_is_used_again),
        cmocka_unit_test(memory_changes_nothing),
        cmocka_unit_test(a_changed_head_is_read_anew),
        cmocka_unit_test(a_head_is_recalled_but_for_its_token),
        cmocka_unit_test(sections_have_a_limit),
        cmocka_unit_test(lines_have_a_limit),
        cmocka_unit_test(names_have_a_limit),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
