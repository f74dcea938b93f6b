/*
 * server_reply - an answer as a function from a position to bytes; no IO.
 *
 * A route fills a reply in; the connection asks for the bytes from where it
 * has got to. So an answer of any length needs no memory of its own, and what
 * the kernel did not take is simply made again. Inside the server only.
 */
#ifndef MUXBENCH_SERVER_REPLY_H
#define MUXBENCH_SERVER_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"

enum reply_framing {
    REPLY_LENGTH,      /* Content-Length */
    REPLY_CHUNKED,     /* in chunks of `chunk` bytes */
    REPLY_UNTIL_CLOSE, /* as HTTP/1.0 without a length */
    REPLY_BARE         /* no head at all */
};

/* Where an answer that is not to be whole breaks off. */
enum reply_cut {
    REPLY_WHOLE,
    REPLY_CUT_START, /* before its first byte */
    REPLY_CUT_HEAD,  /* in the middle of its head */
    REPLY_CUT_BODY,  /* in the middle of its body */
    REPLY_CUT_LAST   /* before the last byte of its body */
};

/* What happens to the connection behind the last byte. */
enum reply_ending {
    REPLY_KEEP,
    REPLY_CLOSE,
    REPLY_LINGER, /* close in order though the peer may be sending still */
    REPLY_RESET,
    REPLY_STALL /* say nothing more until the peer closes */
};

struct reply {
    unsigned status;
    enum reply_framing framing;
    enum reply_cut cut;
    enum reply_ending ending;
    uint64_t length;  /* body bytes, as announced */
    const char *body; /* NULL: the pattern */
    bool counters;    /* the body is the counters as they are when sent */
    bool bodyless;    /* HEAD, 204, 304: the body is left out */
    bool says_close;  /* Connection: close */
    bool says_keep;   /* Connection: keep-alive, for HTTP/1.0 */
    bool has_token;
    int fault;       /* errno it ends with on purpose: ordered.h; 0: none */
    bool bad_length; /* Content-Length: 12x8, the same number of bytes */
    bool wrong_byte; /* the middle byte of the body has a bit flipped */
    char token[ANSWER_TOKEN_LENGTH];
    uint64_t excess;    /* bytes of the pattern behind the announced body */
    uint64_t delay_ns;  /* between the request and the first byte */
    uint64_t spread_ns; /* body bytes spread evenly over this time */
    uint64_t chunk;     /* bytes of body in a chunk; >= 1 */
    uint64_t pause_ns;  /* between the beginnings of two chunks */
    bool dribble;       /* every byte in a segment of its own */
    bool push;          /* sent when there is an event: server_push.h */
    uint64_t due, sent; /* its stamps */
};

/* Bytes of body in a chunk, unless another number is asked for. */
#define REPLY_CHUNK 4096

/* Room for any head. */
#define REPLY_HEAD_MAX 384

/* A 200 answer with `length` bytes of the pattern that keeps the connection. */
void reply_init(struct reply *, uint64_t length);

/* The head; returns its length, at most REPLY_HEAD_MAX. */
size_t reply_head(const struct reply *, char *head);

/* Bytes of a full chunk as it is sent, with its frame. */
uint64_t reply_chunk_total(const struct reply *);

/* The bytes of the answer that will be sent, head included. */
uint64_t reply_total(const struct reply *);

/*
 * The bytes of the answer from `position` on: a run of at least 1 and at most
 * `max` bytes, in `scratch` (which has room for `room`, at least
 * REPLY_HEAD_MAX) or in the pattern. Returns the length, 0 at the end.
 */
size_t reply_bytes(const struct reply *, uint64_t position, char *scratch,
                   size_t room, uint64_t max, const char **bytes);

#endif
