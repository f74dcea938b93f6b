/* http: damaged responses and random cuts, from a fixed seed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/random.h"
#include "tests/support_http.h"

#define ROOM 1024
#define CUTS_MAX 8

static struct http_guard guard;

static int set_up(void **unused)
{
    (void)unused;
    return http_guard_init(&guard, ROOM);
}

static int tear_down(void **unused)
{
    (void)unused;
    http_guard_free(&guard);
    return 0;
}

static size_t below(struct random *r, size_t limit)
{
    return (size_t)random_below(r, limit);
}

/* Up to CUTS_MAX places in 1..length-1, rising. */
static size_t draw_cuts(struct random *r, size_t length, size_t *cuts)
{
    size_t count = length > 1 ? below(r, CUTS_MAX + 1) : 0;
    size_t kept = 0, at = 0;

    for (size_t i = 0; i < count && at + 1 < length; i++) {
        at += 1 + below(r, (length - at) / 2 + 1);
        if (at < length)
            cuts[kept++] = at;
    }
    return kept;
}

/* The same result, whatever the cuts. Returns that of the whole. */
static struct http_outcome compare(struct random *r, struct http_text text,
                                   bool ends)
{
    size_t cuts[CUTS_MAX];
    size_t count = draw_cuts(r, text.length, cuts);
    struct http_outcome one =
        http_outcome_of(&guard, false, text, ends, NULL, 0);
    struct http_outcome cut =
        http_outcome_of(&guard, true, text, ends, cuts, count);

    if (one.broken || cut.broken)
        fail_msg("%s: %.*s", one.broken ? one.broken : cut.broken,
                 (int)text.length, text.bytes);
    if (!http_outcome_equal(&one, &cut))
        fail_msg("whole %d, in %zu pieces %d: %.*s", one.result, count + 1,
                 cut.result, (int)text.length, text.bytes);
    return one;
}

static void random_cuts_change_nothing(void **unused)
{
    struct random r;

    (void)unused;
    random_seed(&r, 1);
    for (size_t i = 0; i < http_vector_count; i++)
        for (int n = 0; n < 200; n++)
            compare(&r, http_vectors[i].bytes, http_vectors[i].ends);
}

/* Replace `gone` bytes at `at` by `n` others. */
static size_t splice(char *bytes, size_t length, size_t at, size_t gone,
                     const char *by, size_t n)
{
    if (length - gone + n > ROOM)
        return length;
    memmove(bytes + at + n, bytes + at + gone, length - at - gone);
    memcpy(bytes + at, by, n);
    return length - gone + n;
}

static size_t damage(struct random *r, char *bytes, size_t length)
{
    static const char *const words[] = {"\r\n",
                                        "\n",
                                        "\r",
                                        ":",
                                        " ",
                                        "\t",
                                        ",",
                                        ";",
                                        "0",
                                        "f",
                                        "7",
                                        "\r\n\r\n",
                                        "chunked",
                                        "close",
                                        "Content-Length: 1\r\n",
                                        "HTTP/1.1 100 C\r\n\r\n",
                                        "Transfer-Encoding: chunked\r\n",
                                        "1.0",
                                        "X-Token: 0123456789abcdef\r\n"};
    const struct http_text other =
        http_vectors[below(r, http_vector_count)].bytes;
    const char *word = words[below(r, sizeof words / sizeof *words)];
    size_t at = below(r, length + 1), from = below(r, other.length + 1);
    size_t left = length - at;

    switch (below(r, 5)) {
    case 0:
        if (left > 0)
            bytes[at] = (char)random_next(r);
        return length;
    case 1:
        return splice(bytes, length, at, below(r, left + 1), "", 0);
    case 2:
        return splice(bytes, length, at, 0, word, strlen(word));
    case 3:
        return splice(bytes, length, at, left < 2 ? left : 1 + below(r, 2),
                      word, strlen(word));
    default:
        return splice(bytes, length, at, left, other.bytes + from,
                      other.length - from);
    }
}

/* Nothing crashes, reads outside or breaks a promise; and damage is such that
 * the readers come to all of their ends. */
static void damaged_responses(void **unused)
{
    unsigned whole = 0, broken = 0, unfinished = 0;
    struct random r;

    (void)unused;
    random_seed(&r, 2);
    for (int n = 0; n < 200000; n++) {
        struct http_text from =
            http_vectors[below(&r, http_vector_count)].bytes;
        char bytes[ROOM];
        size_t length = from.length;
        struct http_outcome o;

        memcpy(bytes, from.bytes, length);
        for (size_t i = below(&r, 4); i < 4; i++)
            length = damage(&r, bytes, length);
        o = compare(&r, (struct http_text){bytes, length}, below(&r, 2) == 0);
        whole += o.result == 0;
        broken += o.result < 0;
        unfinished += o.result > 0;
    }
    assert_true(whole > 10000);
    assert_true(broken > 10000);
    assert_true(unfinished > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_cuts_change_nothing),
        cmocka_unit_test(damaged_responses),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
