/*
 * libevent_base - what libevent's rows share: the base, and a timer a peer.
 *
 * A base is libevent's loop. It takes the first mechanism that comes up
 * unless it is told which; here it is told, and gets that one or none.
 * A peer is a connection and the timer of its deadline; what it is read and
 * written by is the row's. A later deadline does not move the timer: it is
 * looked at when the earlier one comes.
 */
#ifndef MUXBENCH_LIBEVENT_BASE_H
#define MUXBENCH_LIBEVENT_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct job;

/* Why there is no such base here; NULL: there is. Makes one to find out. */
const char *libevent_base_unusable(void);

#if HAVE_LIBEVENT

#include <event2/event_struct.h>

#include "conn.h"

/* The first member of what a row keeps of a connection. */
struct peer {
    struct conn conn;
    struct event timer;
    uint64_t alarm; /* when the timer goes off; CLOCK_NEVER: stopped */
    struct libevent_base *base;
};

struct libevent_row {
    size_t peer_size; /* bytes of what it keeps; all 0 at the start */
    /* Do what the connection wants until it has to wait. True: it waits. */
    bool (*step)(struct peer *);
};

struct libevent_base {
    struct event_base *base;
    const struct libevent_row *row;
    int error;               /* -errno: what ended the dispatch */
    char buffer[JOB_BUFFER]; /* for rows that receive by themselves */
    struct peer peers[];     /* of the row's size */
};

/* Step until the peer waits, and see to its deadline. After every report. */
void libevent_base_advance(struct peer *);

/* End the dispatch with this -errno. */
void libevent_base_fail(struct libevent_base *, int error);

/* Serve a share by a base over the one mechanism that is wanted. 0 or -errno.
 */
int libevent_base_serve(struct share *, const struct libevent_row *);

/* Note what is used, of which `interface` is the row's part, and serve the job
 * by a loop a thread. 0 or -errno. */
int libevent_base_run(struct job *, const char *interface,
                      int (*serve)(struct share *));

#endif

#endif
