/*
 * server_connection - one client of the server: reads requests, answers them.
 *
 * Inside the server only. server_connection.c has its life and its input,
 * server_output.c what is sent. What is answered comes from server_routes,
 * and as bytes from server_reply.
 */
#ifndef MUXBENCH_SERVER_CONNECTION_H
#define MUXBENCH_SERVER_CONNECTION_H

#include "server_push.h"
#include "server_worker.h"

/*
 *   REQUEST -> (BODY) -> (DELAY, PUSH -> DUE) -> REPLY <-> PAUSE
 *      ^                                           |
 *      +---- the connection is kept -------------- END -> DISCARD, RESET,
 * CLOSED
 *
 * Most requests leave REQUEST never: a small answer goes into the batch.
 */
enum phase {
    PHASE_REQUEST, /* reads requests */
    PHASE_BODY,    /* skips `skip` bytes, then answers */
    PHASE_DELAY,   /* answers when the timer is due */
    PHASE_PUSH,    /* answers when there is an event */
    PHASE_DUE,     /* answers as soon as all before is sent */
    PHASE_REPLY,   /* sends `reply` from `position` on */
    PHASE_PAUSE,   /* sends on when the timer is due */
    PHASE_END,     /* all is sent: what comes behind `reply` */
    PHASE_RESET,   /* resets when the timer is due */
    PHASE_DISCARD, /* reads and throws away until the peer closes */
    PHASE_CLOSED
};

/* Bytes that wait; takes memory only while there are some. */
struct pile {
    char *bytes;
    size_t length;
};

struct connection {
    struct worker *worker;
    int fd;
    enum phase phase;
    bool blocked; /* waits to be able to send, and reads nothing meanwhile */
    bool ended;   /* the peer has sent all it will send */
    struct pile unread; /* an incomplete head, or requests behind an answer */
    struct pile unsent; /* what the kernel did not take of its part */
    uint64_t unsent_responses, unsent_body_bytes;
    uint64_t skip;
    struct reply reply;
    uint64_t position;
    uint64_t began; /* when the reply did, or its last byte; ns */
    struct timer timer;
    struct waiter waiter;
    struct connection *previous, *next;
};

/* Take over an accepted descriptor; closes it when that fails. 0 or -errno. */
int connection_open(struct worker *, int fd);

/* The selector says that it is ready for what it waits for. */
void connection_on_ready(struct connection *);

/* Its timer is due. */
void connection_on_timer(struct timer *);

/* There is an event for it, which was due then (0: there is none, it need wait
 * no longer): answer at once. */
void connection_push(struct connection *, uint64_t due);

/* Close one, or all. The memory stays until connection_free_dead(), so that
 * the phase can be looked at. */
void connection_close(struct connection *);
void connection_reset(struct connection *);
void connection_close_all(struct worker *);
void connection_free_dead(struct worker *);

void connection_set_timer(struct connection *, uint64_t due);

/* Tell the selector what it waits for. */
void connection_wait(struct connection *);

/* Append to a pile. 0 or -ENOMEM. */
int pile_add(struct pile *, const char *bytes, size_t n);
void pile_clear(struct pile *);

/* Begin an answer: a small one goes into the worker's batch, any other becomes
 * the connection's `reply`. */
void output_begin(struct connection *, const struct reply *);

/* Is there room for one more small answer? */
bool output_has_room(const struct worker *);

/* Send the batch. A connection that cannot take its part is then blocked, or
 * closed. */
void output_flush(struct worker *);

/* Send what is unsent. True when there is nothing left. */
bool output_send_unsent(struct connection *);

/* Send the reply from where it is. True when the phase has changed. */
bool output_send_reply(struct connection *);

/* The answer is sent: keep, close, reset, ... */
void output_end(struct connection *);

#endif
