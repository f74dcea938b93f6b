/*
 * http - response bytes in, framing and body out; no IO, no allocation.
 *
 * A reader is fed whatever a read returned, in pieces of any size, and says
 * what those bytes mean: HTTP/1.0 and HTTP/1.1 responses to GET (RFC 9112) by
 * Content-Length, chunked or until the connection closes; 1xx skipped; 204
 * and 304 without a body. It keeps no pointer to its input. The result does
 * not depend on how the bytes were cut.
 */
#ifndef MUXBENCH_HTTP_H
#define MUXBENCH_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "answer.h"

/* A head (all 1xx heads included) or a trailer section longer than this, or
 * a header that matters in a line longer than HTTP_LINE_MAX, is refused. */
#define HTTP_HEAD_MAX 65536
#define HTTP_LINE_MAX 256

/* A head up to this long is remembered. */
#define HTTP_MEMO_MAX 256

enum http_state {
    HTTP_STATUS_LINE,
    HTTP_HEADER,
    HTTP_BODY, /* `left` bytes to come */
    HTTP_UNTIL_CLOSE,
    HTTP_CHUNK_SIZE,
    HTTP_CHUNK_DATA, /* `left` bytes to come */
    HTTP_CHUNK_END,
    HTTP_TRAILER,
    HTTP_DONE
};

/*
 * The last head that came whole in one piece, and what it says: most answers
 * of a server have the same one but for the token, and need not be read again.
 * One for all the readers of a thread, so that it is warm in the cache. All
 * zero: none.
 */
struct http_memo {
    size_t length; /* of the head; 0: none */
    size_t token;  /* offset of the token's digits; 0: there is none */
    uint64_t left; /* this and the rest: what a reader is set to */
    enum http_state state;
    int status;
    bool keep_alive;
    char bytes[HTTP_MEMO_MAX];
};

/* The stamps of a push that were read. */
enum { HTTP_DUE = 1, HTTP_SENT = 2, HTTP_STAMPS = 3 };

struct http_reader {
    enum http_state state;
    int status;        /* 100..999, once the status line was read */
    bool keep_alive;   /* valid when DONE: may the connection be used again */
    bool echoes;       /* valid after the head: it has the request's token */
    bool wants_stamps; /* set by the user, after http_init() */
    unsigned stamps;   /* HTTP_DUE, HTTP_SENT: those it has, if wanted */
    uint64_t due, sent;

    /* private */
    const char *token; /* of the request; NULL: none */
    struct http_memo *memo;
    uint64_t left; /* bytes of a body or a chunk to come */
    size_t head_bytes;
    size_t line_length; /* of the line that the last piece ended in */
    /* What the head has said so far. */
    bool minor_one, chunked, has_length, other_coding, says_close, says_keep;
    bool mattered; /* the last header line was one of those that matter */
    uint64_t length;
    const char *token_at; /* a token in the input of the call under way */
    char line[HTTP_LINE_MAX + 2];
};

/* Body bytes found in one call of http_feed(); they lie in its input. */
struct http_piece {
    const char *bytes;
    size_t length;
};

/* A reader that has read nothing, once in its life. The memo outlives it, and
 * only readers of the same thread have the same. */
void http_init(struct http_reader *, struct http_memo *);

/* Make ready for one response, to a request with this token (digits that last
 * as long as the reading does) or without one (NULL). */
static inline void http_begin(struct http_reader *r, const char *token)
{
    r->state = HTTP_STATUS_LINE;
    r->token = token;
    r->head_bytes = 0;
    r->line_length = 0;
}

/*
 * The short way for most of a client's answers, before http_feed(): a whole
 * head that is known from the last answer. Returns its length, or 0 when it is
 * not one, and then nothing has changed.
 */
size_t http_recall(struct http_reader *, const char *bytes, size_t n);

/* The same for a body: are `n` bytes all that is left of it? Then they are
 * read, and the response is whole; else nothing has changed. */
static inline bool http_rest(struct http_reader *r, size_t n)
{
    if (r->state != HTTP_BODY || r->left != n)
        return false;
    r->state = HTTP_DONE;
    return true;
}

/*
 * Read some of `n` > 0 bytes: up to the end of the response, or of the first
 * run of body bytes, which is stored in *body (length 0: none). Returns the
 * number of bytes used, > 0; call again while some are left and state is not
 * HTTP_DONE. -EBADMSG: this is not HTTP or its framing is broken; -EMSGSIZE:
 * over the limits above.
 */
ssize_t http_feed(struct http_reader *, const char *bytes, size_t n,
                  struct http_piece *body);

/*
 * The connection has ended. 0 when that completes the response (then DONE);
 * -EPROTO when bytes are missing; -EBADMSG when what came is not HTTP.
 */
int http_end(struct http_reader *);

#endif
