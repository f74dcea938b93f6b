/*
 * request - the head of an HTTP/1.x request, as a server reads it; no IO.
 *
 * Knows the syntax and the framing of RFC 9112, not what a path means. It
 * reads what anyone may send: everything is bounded by the bytes given, and
 * what is not a request is refused with the status that says so.
 */
#ifndef MUXBENCH_REQUEST_H
#define MUXBENCH_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A longer head is refused (431). */
#define REQUEST_HEAD_MAX 16384

enum request_method { METHOD_GET, METHOD_HEAD, METHOD_OTHER };

/* A part of the bytes that were parsed; not terminated. */
struct text {
    const char *bytes;
    size_t length;
};

struct request {
    enum request_method method;
    struct text path;        /* begins with '/'; nothing is decoded */
    struct text query;       /* behind the '?'; length 0 when there is none */
    const char *token;       /* ANSWER_TOKEN_LENGTH hex digits, or NULL */
    uint64_t content_length; /* body bytes that follow the head */
    bool old;                /* HTTP/1.0: no chunked answers */
    bool keep_alive;         /* the connection stays open after the answer */
};

/*
 * Parse one request at the beginning of `bytes`. Returns the length of its
 * head (empty lines before it included), 0 when the head is not whole yet, or
 * -status: -400 bad syntax, -431 too long, -501 a transfer coding, -505 not
 * HTTP/1.x. After an error the connection cannot be used further: where the
 * next request begins is not known.
 */
int request_parse(struct request *, const char *bytes, size_t n);

/* Does the text equal, or begin with, the string? Upper and lower differ. */
bool text_is(struct text, const char *string);
bool text_begins(struct text, const char *string);

/* The text as 1 to 19 decimal digits. 0, or -EINVAL when it is something else
 * or greater than `high`. */
int text_number(struct text, uint64_t high, uint64_t *out);

/*
 * The value of the first `name=value` in a query, parts separated by '&'.
 * False, with the value as it was, when there is none.
 */
bool request_query(const struct request *, const char *name,
                   struct text *value);

#endif
