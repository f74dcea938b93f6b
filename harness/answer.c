#include "answer.h"

#include <pthread.h>
#include <string.h>

#include "random.h"

/*
 * The one exception to "no file-scope state": written once, before the first
 * pointer to it is given out, and only read from then on.
 */
static char pattern[2 * ANSWER_PERIOD];
static pthread_once_t pattern_made = PTHREAD_ONCE_INIT;

static void make_pattern(void)
{
    struct random random;

    random_seed(&random, 1);
    for (size_t i = 0; i < ANSWER_PERIOD; i++) {
        /* ' ' .. '~' are 95 characters. */
        pattern[i] = (char)(' ' + random_below(&random, 95));
    }
    memcpy(pattern + ANSWER_PERIOD, pattern, ANSWER_PERIOD);
}

const char *answer_pattern(void)
{
    pthread_once(&pattern_made, make_pattern);
    return pattern;
}

/* Eight hexadecimal digits at once, a byte each: the four-bit groups are
 * spread over the bytes of a word, and those above 9 moved on to 'a'. */
static void eight_digits(uint32_t value, char *digits)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t x = value, letters;

    x = (x | x << 16) & UINT64_C(0x0000ffff0000ffff);
    x = (x | x << 8) & UINT64_C(0x00ff00ff00ff00ff);
    x = (x | x << 4) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    letters = ((x + 6 * ones) >> 4) & ones;
    x += '0' * ones + letters * ('a' - '0' - 10);
    /* Written out, since compilers turn this into one store of a word. */
    digits[0] = (char)(x >> 56);
    digits[1] = (char)(x >> 48);
    digits[2] = (char)(x >> 40);
    digits[3] = (char)(x >> 32);
    digits[4] = (char)(x >> 24);
    digits[5] = (char)(x >> 16);
    digits[6] = (char)(x >> 8);
    digits[7] = (char)x;
}

void answer_token(uint64_t token, char digits[ANSWER_TOKEN_LENGTH])
{
    eight_digits((uint32_t)(token >> 32), digits);
    eight_digits((uint32_t)token, digits + 8);
}

static char *append(char *end, const char *bytes, size_t n)
{
    memcpy(end, bytes, n);
    return end + n;
}

#define APPEND_TEXT(end, text) append(end, text, sizeof(text) - 1)

static char *append_number(char *end, uint64_t number)
{
    char digits[20];
    size_t first = sizeof digits;

    do {
        digits[--first] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return append(end, digits + first, sizeof digits - first);
}

size_t answer_head(char *head, uint64_t length, const char *token, int closing)
{
    char *end = APPEND_TEXT(head, "HTTP/1.1 200 OK\r\nContent-Length: ");

    end = append_number(end, length);
    if (token != NULL) {
        end = APPEND_TEXT(end, "\r\n" ANSWER_TOKEN_HEADER ": ");
        end = append(end, token, ANSWER_TOKEN_LENGTH);
    }
    if (closing)
        end = APPEND_TEXT(end, "\r\nConnection: close");
    end = APPEND_TEXT(end, "\r\n\r\n");
    return (size_t)(end - head);
}
