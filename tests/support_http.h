/*
 * support_http - HTTP responses to try, and what a reader makes of them.
 *
 * Used by the tests of http and by its fuzz target; knows no cmocka.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_HTTP_H
#define MUXBENCH_TESTS_SUPPORT_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/http.h"

struct http_text {
    const char *bytes;
    size_t length;
};

/* The token of every request. */
#define HTTP_TOKEN "0123456789abcdef"

/* A response and what must come of it, however it is cut. */
struct http_vector {
    const char *name;
    struct http_text bytes;
    bool ends;  /* the connection ends after the bytes */
    int result; /* 0: DONE, or a negative errno; 1: not finished yet */
    int status;
    bool kept;
    struct http_text body;
    bool echoes;   /* it carries HTTP_TOKEN */
    size_t excess; /* bytes after the response */
};

extern const struct http_vector http_vectors[];
extern const size_t http_vector_count;

/* What came of a response. */
struct http_outcome {
    int result;           /* as in the vector */
    struct http_reader r; /* as the reader was at the end */
    size_t used;
    size_t body_length;
    uint64_t body_hash;
    const char *broken; /* a promise of http.h that was broken; NULL: none */
};

/* Pages with forbidden pages before and after, to catch reads outside; and
 * what is remembered from one response to the next, whatever they are. */
struct http_guard {
    char *pages;
    size_t length; /* of the pages that may be touched */
    struct http_memo memo;
};

/* 0 or -errno. */
int http_guard_init(struct http_guard *, size_t at_least);
void http_guard_free(struct http_guard *);

/* Read some of `n` > 0 bytes as a client does: by the short ways where they
 * lead on, else by http_feed(), with its promises. */
ssize_t http_read(struct http_reader *, const char *bytes, size_t n,
                  struct http_piece *body);

/*
 * Feed `text`, cut after cuts[0] < cuts[1] < ... (`count` of them, all inside
 * it). Every piece is moved to the guard's very end, or to its very start.
 */
struct http_outcome http_outcome_of(struct http_guard *, bool at_start,
                                    struct http_text, bool ends,
                                    const size_t *cuts, size_t count);

/* Are they the same, as far as a user of the reader can tell? */
bool http_outcome_equal(const struct http_outcome *,
                        const struct http_outcome *);

/* The hash that outcomes hold (FNV-1a), of a whole body. */
uint64_t http_body_hash(struct http_text);

#endif
