/*
 * server_push - events at due times, and the connections that wait for them.
 *
 * Inside the server only; what it does is said at struct server_push. Each
 * worker goes through the whole schedule and takes the events that fall to it:
 * to which worker one falls is drawn by the seed as well, in proportion to the
 * active connections it has. So workers need not tell each other anything, and
 * the server keeps one due time, however many are late.
 */
#ifndef MUXBENCH_SERVER_PUSH_H
#define MUXBENCH_SERVER_PUSH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "schedule.h"
#include "timers.h"

struct connection;
struct worker;

/* A worker's part. */
struct push {
    struct connection **waiting; /* active ones that wait, in any order */
    size_t count, room;
    size_t seen; /* connections that have waited for the first time */
    struct schedule_source source;
    struct random workers; /* which worker an event falls to */
    struct random choice;  /* which of its connections */
    uint64_t began, next;  /* ns; began 0: nobody has waited yet */
    bool over;             /* everyone is answered at once */
    struct timer timer;
};

/* A connection's. */
struct waiter {
    bool known, active;
    size_t place; /* in `waiting`, plus one; 0: not in it */
};

void push_init(struct worker *);
void push_free(struct worker *);

/* Make room for so many connections. 0 or -ENOMEM. */
int push_reserve(struct worker *, size_t connections);

/* There are events at all. */
bool push_is_on(const struct worker *);

/* A connection waits from now on; it waits no longer, or is closed. */
void push_wait(struct connection *);
void push_leave(struct connection *);

/* Of `all` connections of the server `active` are to be active, evenly spread:
 * is the one with this number, in the order the worker has met them, one? */
bool push_is_active(const struct worker *, unsigned all, unsigned active,
                    size_t number);

/* The timer is due. */
void push_expire(struct worker *);

#endif
