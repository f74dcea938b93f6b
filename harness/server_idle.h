/*
 * server_idle - connections that have asked and get no answer before the end.
 *
 * Inside the server only; what it does is said at struct server_idle. Nobody
 * is answered before all have asked, so that a load does not begin while
 * connections are still being opened.
 */
#ifndef MUXBENCH_SERVER_IDLE_H
#define MUXBENCH_SERVER_IDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "timers.h"

struct connection;
struct worker;

/* A worker's part. */
struct idle {
    size_t seen;      /* connections that have asked for the first time */
    bool begun, over; /* the active ones are answered; all are */
    struct timer timer;
};

void idle_init(struct worker *);

/* A connection has asked: must it wait? It is then to be in PHASE_PUSH. */
bool idle_holds(struct connection *);

/* The timer is due. */
void idle_expire(struct worker *);

#endif
