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

struct http_reader {
    enum http_state state;
    int status;      /* 100..999, once the status line was read */
    bool keep_alive; /* valid when DONE: may the connection be used again */
    bool has_token;  /* the answer carried a token of the right shape */
    char token[ANSWER_TOKEN_LENGTH];

    /* private */
    bool minor_one, chunked, has_length, other_coding, says_close, says_keep;
    bool mattered; /* the last header line was one of those that matter */
    uint64_t length, left;
    size_t head_bytes;
    size_t line_length; /* of the line that the last piece ended in */
    char line[HTTP_LINE_MAX + 2];
    const char *token_at; /* in the input of the call under way */
    /* The last head, if it came whole in one piece: most answers of a server
     * have the same one but for the token, and need not be read again. */
    struct {
        size_t length; /* 0: none */
        size_t token;  /* offset of the token's digits; 0: there is none */
        char bytes[HTTP_MEMO_MAX];
    } memo;
};

/* Body bytes found in one call of http_feed(); they lie in its input. */
struct http_piece {
    const char *bytes;
    size_t length;
};

/* A reader that has read nothing, once in its life. */
void http_init(struct http_reader *);

/* Make ready for one response. */
void http_begin(struct http_reader *);

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
