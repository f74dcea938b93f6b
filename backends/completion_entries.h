/*
 * completion_entries - what the completion rows put into the queue.
 *
 * An entry for each operation on a connection, and which of them are under
 * way. Knows no results: those are completion.c's.
 */
#ifndef MUXBENCH_COMPLETION_ENTRIES_H
#define MUXBENCH_COMPLETION_ENTRIES_H

#if HAVE_LIBURING

#include <stdbool.h>
#include <stdint.h>

#include "conn.h"
#include "uring.h"

/* What an entry is for: a bit of its user_data, next to a peer's address. */
enum operation { CONNECT = 1, SEND = 2, RECEIVE = 4, CANCEL = 8 };
#define OPERATIONS UINT64_C(15)

struct peer {
    _Alignas(16) struct conn conn;
    struct timer timer;
    int fd;
    unsigned pending; /* operations whose results are to come */
    bool cancelled;   /* one of them is about to end */
    bool quick;       /* its request is sent, unless a result says otherwise */
    bool crowded;     /* one did: send by waiting */
    unsigned place;   /* of that entry */
    unsigned fed;     /* the last turn in which it received something */
    struct peer *starved; /* the next one in that list */
    char *buffer;         /* URING_OWN_BUFFER */
};

struct loop {
    struct uring uring;
    const struct uring_kind *kind;
    int left, count;
    unsigned turn;
    struct peer *starved, **starved_last; /* receives that found no buffer */
    struct peer peers[];
};

/* Each of them queues an entry; only a socket that cannot be had is reported
 * at once. */
void start_connect(struct loop *, struct peer *);
void start_receive(struct loop *, struct peer *);
void start_send(struct loop *, struct peer *);

/* One of the operations that are pending, a send before the receive that may be
 * linked to it. Its result also says that all entries before it are taken. */
void start_cancel(struct loop *, struct peer *);

/* A request that was sent quickly: the kernel has sent it, or there would be a
 * result that says otherwise. */
static inline void note_sent(struct loop *l, struct peer *p)
{
    if (p->quick && p->conn.want == CONN_SEND &&
        uring_taken(&l->uring, p->place)) {
        p->quick = false;
        conn_sent(&p->conn, (ssize_t)p->conn.out_length);
    }
}

#endif
#endif
