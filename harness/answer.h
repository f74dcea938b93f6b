/*
 * answer - what our server answers, known to both sides.
 *
 * The server writes it, the client checks it, the null backend plays it back:
 * the token header and the body's pattern. Body byte i of any answer is
 * answer_pattern()[i % ANSWER_PERIOD], so that a body of any length can be
 * sent from, and compared with, memory that exists once.
 */
#ifndef MUXBENCH_ANSWER_H
#define MUXBENCH_ANSWER_H

#include <stddef.h>
#include <stdint.h>

/* The pattern repeats after this many bytes. */
#define ANSWER_PERIOD 65536

/* A request's token: this many lower-case hexadecimal digits, always. */
#define ANSWER_TOKEN_LENGTH 16
#define ANSWER_TOKEN_HEADER "X-Token"

/* In a push: when it was due and when it was sent, ns of clock.h in decimal. */
#define ANSWER_DUE_HEADER "X-Due"
#define ANSWER_SENT_HEADER "X-Sent"

/*
 * ANSWER_PERIOD bytes of printable ASCII, followed by the same bytes once
 * more, so that a run of up to ANSWER_PERIOD bytes from any offset below the
 * period is contiguous. Made from a fixed seed on first use (random.h);
 * safe to call from any thread.
 */
const char *answer_pattern(void);

/* Write the digits of `token`, no NUL. */
void answer_token(uint64_t token, char digits[ANSWER_TOKEN_LENGTH]);

/* The digits of the next number; after the last one comes 0. Counting in the
 * digits themselves is many times cheaper than writing them anew. */
void answer_token_next(char digits[ANSWER_TOKEN_LENGTH]);

/*
 * The head of a 200 answer with a body of `length` bytes, as the server sends
 * it: status line, Content-Length, token (left out when NULL), Connection:
 * close when `closing`, empty line. Returns the bytes written to `head`,
 * which has room for ANSWER_HEAD_MAX.
 */
#define ANSWER_HEAD_MAX 192
size_t answer_head(char *head, uint64_t length, const char *token, int closing);

#endif
