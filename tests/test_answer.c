#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/answer.h"

static void the_pattern_is_printable_and_comes_twice(void **state)
{
    const char *pattern = answer_pattern();
    size_t seen[256] = {0};

    (void)state;
    assert_ptr_equal(pattern, answer_pattern());
    for (size_t i = 0; i < 2 * ANSWER_PERIOD; i++) {
        assert_in_range(pattern[i], ' ', '~');
        seen[(unsigned char)pattern[i]]++;
    }
    assert_memory_equal(pattern, pattern + ANSWER_PERIOD, ANSWER_PERIOD);
    for (int c = ' '; c <= '~'; c++)
        assert_true(seen[c] > 0);
}

/* A client that is off by any number of bytes must notice. */
static void the_pattern_has_no_shorter_period(void **state)
{
    const char *pattern = answer_pattern();

    (void)state;
    for (size_t shift = 1; shift < ANSWER_PERIOD; shift++)
        assert_memory_not_equal(pattern, pattern + shift, 128);
}

static void tokens_are_sixteen_digits(void **state)
{
    char digits[ANSWER_TOKEN_LENGTH];

    (void)state;
    answer_token(0, digits);
    assert_memory_equal(digits, "0000000000000000", sizeof digits);
    answer_token(UINT64_C(0x123456789abcdef0), digits);
    assert_memory_equal(digits, "123456789abcdef0", sizeof digits);
    answer_token(UINT64_MAX, digits);
    assert_memory_equal(digits, "ffffffffffffffff", sizeof digits);
}

static void check_next(const char *token, const char *next)
{
    char digits[ANSWER_TOKEN_LENGTH];

    memcpy(digits, token, sizeof digits);
    answer_token_next(digits);
    assert_memory_equal(digits, next, sizeof digits);
}

static void tokens_are_counted(void **state)
{
    char digits[ANSWER_TOKEN_LENGTH], expected[ANSWER_TOKEN_LENGTH];

    (void)state;
    answer_token(0xff00, digits);
    for (uint64_t i = 0xff01; i < 0x20000; i++) {
        answer_token_next(digits);
        answer_token(i, expected);
        assert_memory_equal(digits, expected, sizeof digits);
    }
    check_next("0fffffffffffffff", "1000000000000000");
    check_next("9fffffffffffffff", "a000000000000000");
    check_next("ffffffffffffffff", "0000000000000000");
}

static void check_head(uint64_t length, const char *token, int closing,
                       const char *expected)
{
    char head[ANSWER_HEAD_MAX];
    size_t n = answer_head(head, length, token, closing);

    assert_int_equal(n, strlen(expected));
    assert_memory_equal(head, expected, n);
}

static void heads_are_as_small_as_can_be(void **state)
{
    (void)state;
    check_head(0, NULL, 0, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    check_head(128, "0123456789abcdefX", 0,
               "HTTP/1.1 200 OK\r\nContent-Length: 128\r\n"
               "X-Token: 0123456789abcdef\r\n\r\n");
    check_head(UINT64_MAX, "0123456789abcdef", 1,
               "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n"
               "X-Token: 0123456789abcdef\r\nConnection: close\r\n\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pattern_is_printable_and_comes_twice),
        cmocka_unit_test(the_pattern_has_no_shorter_period),
        cmocka_unit_test(tokens_are_sixteen_digits),
        cmocka_unit_test(tokens_are_counted),
        cmocka_unit_test(heads_are_as_small_as_can_be),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
