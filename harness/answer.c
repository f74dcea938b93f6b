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

void answer_token(uint64_t token, char digits[ANSWER_TOKEN_LENGTH])
{
    for (size_t i = ANSWER_TOKEN_LENGTH; i > 0; token >>= 4)
        digits[--i] = "0123456789abcdef"[token & 15];
}

void answer_token_next(char digits[ANSWER_TOKEN_LENGTH])
{
    char *digit = digits + ANSWER_TOKEN_LENGTH - 1;

    for (; *digit == 'f'; digit--) {
        *digit = '0';
        if (digit == digits)
            return;
    }
    *digit = (char)(*digit == '9' ? 'a' : *digit + 1);
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
