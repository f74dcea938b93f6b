/*
 * conn - one client's life as data: what is wanted next, and the stamps.
 *
 * A connection does no IO, never calls back and never waits. A backend reads
 * `want`, does that by its own means, and reports the result: >= 0, or -errno
 * (the convention of io_uring's cqe->res and libuv's nread). After every
 * report, `want` and `wake` say what comes next.
 *
 *   conn_init -> WAIT -> OPEN -> SEND -> RECV -+-> (kept) WAIT or SEND
 *                 ^                            |
 *                 '--------- CLOSE <-----------'  errors and deadlines too
 *                              |
 *                              '-> NOTHING: no request left
 *
 * Where requests have due times and connections are kept, one is opened before
 * its request is due, so that WAIT may also follow OPEN. A client whose pause
 * outlasts the job WAITs to its end, and CLOSE follows.
 *
 * Errors go in by the same door as bytes: a backend has no error branches of
 * its own. What went wrong with an answer is an errno in the sample:
 *   EBADMSG    not HTTP, broken framing, or more bytes than were announced
 *   EMSGSIZE   a head over the limits of http.h
 *   EPROTO     the connection ended before the answer was whole
 *   EILSEQ     the wrong token or body, no stamps where there should be, or an
 *              answer where a fault was ordered
 *   ENOMSG     a status other than 2xx where only 2xx will do
 *   ETIMEDOUT  the deadline passed
 * and whatever connect, send and recv report (ECONNREFUSED, ECONNRESET, ...).
 * Where the target is a fault (ordered.h) and the request, sent whole, ended
 * with exactly its errno, the sample has -errno.
 */
#ifndef MUXBENCH_CONN_H
#define MUXBENCH_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "http.h"
#include "share.h"

enum conn_want {
    CONN_WAIT,  /* nothing, until `wake` */
    CONN_OPEN,  /* a socket connected to `address` */
    CONN_SEND,  /* `out_length` bytes at `out` sent */
    CONN_RECV,  /* bytes received, any number */
    CONN_CLOSE, /* the socket closed, if there is one */
    CONN_NOTHING
};

struct conn {
    enum conn_want want;
    /* When conn_woke() is due: the end of a WAIT, or the deadline of what is
     * under way. ns; CLOCK_NEVER: no limit. */
    uint64_t wake;
    const struct net_address *address;
    const char *out;
    size_t out_length;

    /* Requests ended, well or badly: changes when one has run its course. */
    uint64_t served;

    struct share *share; /* of the worker that serves it */

    /* private */
    const struct target *target;
    const struct request_text *text; /* what `request` holds a copy of */
    char *request;
    struct http_reader reader;
    struct sample sample;
    uint64_t on_connection; /* requests begun on this connection */
    uint32_t client;        /* which of the job's connections it is */
    int address_index;
    bool has_request, begun, open, lingering, retried, failed_open;
};

/* Make ready and take the first request. 0 or -ENOMEM. */
int conn_init(struct conn *, struct share *);

/* Another worker serves it from now on: what ends is counted in its share, and
 * nothing of the former one's is used. Not in the middle of a request. */
void conn_take_over(struct conn *, struct share *);

/* Release what it holds. The backend has closed the socket. */
void conn_free(struct conn *);

/* OPEN ended: 0 or -errno. After an error the wish is CLOSE. */
void conn_opened(struct conn *, int result);

/* `n` bytes were sent, or -errno; -EAGAIN changes nothing. */
void conn_sent(struct conn *, ssize_t n);

/* `n` bytes were received, 0 at the end, or -errno; -EAGAIN changes nothing.
 * The bytes are not needed after the call. Also during WAIT and SEND, when the
 * model happens to hear something then. */
void conn_received(struct conn *, const char *bytes, ssize_t n);

/* CLOSE was done. */
void conn_closed(struct conn *);

/* It is `wake`. False: it is not, and nothing has changed. */
bool conn_woke(struct conn *);

/* The model gives it up: NOTHING is wanted any more, whatever was under way,
 * which is not recorded. The backend closes the socket. */
void conn_abandon(struct conn *);

/* The model turns to this connection, which it has left alone since the
 * request was wanted: the request starts now, and its deadline with it. For a
 * model that serves its connections in turn. Changes nothing once something
 * was done for the request. A client that stays to the end has nothing to be
 * waited for, where others would wait for it: it goes now. */
void conn_reached(struct conn *);

/* The words for a sample's error: strerror's, or those of the list above. */
const char *conn_error(int error);

#endif
