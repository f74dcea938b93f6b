/*
 * blocking - what the blocking rows share: one request by blocking calls.
 *
 * A deadline bounds a blocking call by SO_RCVTIMEO and SO_SNDTIMEO, set once
 * a connection and again only when a good part of the time has gone, so that
 * a kept connection pays nothing for it.
 */
#ifndef MUXBENCH_BLOCKING_H
#define MUXBENCH_BLOCKING_H

#include "conn.h"

struct peer {
    struct conn conn;
    int fd;
    uint64_t bound; /* ns a call on fd may wait, as the socket was told */
};

/* Make ready. 0 or -ENOMEM. */
int blocking_begin(struct peer *, struct share *);

/* One request, start to end: wait, connect, send, receive, close, whatever
 * of it the connection wants. `buffer` has JOB_BUFFER bytes. */
void blocking_fetch(struct peer *, char *buffer);

/* Release what it holds, a socket that was left open too. */
void blocking_end(struct peer *);

/* Serve a share: its connections in turn, a request each. 0 or -errno. */
int blocking_serve(struct share *);

#endif
