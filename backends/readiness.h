/*
 * readiness - what the readiness rows share: all but the waiting.
 *
 * A row of this family tells its mechanism what to watch and waits; when a
 * descriptor is ready it calls readiness_ready(), after each wait
 * readiness_expire(). What happens then is the same for all of them and
 * stands here, so that two rows differ only by their system calls.
 */
#ifndef MUXBENCH_READINESS_H
#define MUXBENCH_READINESS_H

#include "conn.h"
#include "timers.h"

enum { READY_READ = 1, READY_WRITE = 2, READY_ERROR = 4 };

struct peer {
    struct conn conn;
    struct timer timer;
    int fd;
    unsigned watched; /* READY_READ, READY_WRITE, or 0 */
};

struct readiness {
    struct peer *peers;
    int count;
    int left;        /* peers that still want something */
    int error;       /* -errno of the mechanism: the end */
    bool keeps_time; /* there are due times: to wait to the ms will not do */
    bool full;       /* the last receive filled the buffer: there may be more */
    /* Tell the mechanism: watch p->fd for `events`; p->watched still says
     * what it watches now. At 0 the descriptor is about to be closed.
     * 0 or -errno. */
    int (*watch)(struct readiness *, struct peer *, unsigned events);
    struct timers timers;
    char buffer[JOB_BUFFER];
};

/* Make the share's peers, and start them. 0 or -errno. */
int readiness_begin(struct readiness *, struct share *);

/* True while there is something to wait for. */
bool readiness_goes_on(const struct readiness *);

/* How long to wait, in ns, CLOCK_NEVER without end; the same in the unit of
 * poll(2): ms, -1 without end. */
uint64_t readiness_left(const struct readiness *);
int readiness_timeout(const struct readiness *);

/* A peer's descriptor is ready: a set of READY_*. */
void readiness_ready(struct readiness *, struct peer *, unsigned events);

/* A peer's descriptor failed with -errno, which the next call on it need not
 * tell. What came before that is received first. */
void readiness_failed(struct readiness *, struct peer *, int error);

/* A wait has ended: wake the peers whose time has come. */
void readiness_expire(struct readiness *);

void readiness_end(struct readiness *);

#endif
