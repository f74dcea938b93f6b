/*
 * select - readiness of a set of small descriptors: the oldest way.
 *
 * Promise: available everywhere since 4.2BSD (1983). Three sets of bits go
 * in, the ready ones come back.
 *
 * Cost: as poll's, and more: the sets are overwritten by the answer, so they
 * are copied before every wait; the kernel walks all bits up to the highest
 * descriptor, the program as well. A getsockopt() a connection, since nothing
 * in the sets tells a connect that failed from one that did not.
 *
 * Heart: loop, find_ready, readiness_ready, step.
 *
 * Trap: the sets hold descriptors below FD_SETSIZE only (1024 as a rule), and
 * FD_SET on a higher one writes past the end without a word. That is a wall:
 * a plan ends there, and a descriptor beyond it is an error.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/select.h>

#include "backend.h"
#include "readiness.h"

/* Descriptors that are no connections: standard ones, files of the harness. */
#define OTHERS 16

#define TEXT_OF(number) #number
#define TEXT(macro) TEXT_OF(macro)

struct loop {
    struct readiness readiness;
    fd_set readers, writers; /* what is watched */
    int highest;             /* descriptor that ever was */
    struct peer *owner[FD_SETSIZE];
};

static void set_bit(fd_set *set, int fd, bool on)
{
    if (on)
        FD_SET(fd, set);
    else
        FD_CLR(fd, set);
}

static int watch(struct readiness *r, struct peer *p, unsigned events)
{
    struct loop *l = (struct loop *)r;

    if (p->fd >= FD_SETSIZE) {
        job_explain(p->conn.share->job, "descriptor %d is beyond FD_SETSIZE %d",
                    p->fd, FD_SETSIZE);
        return -ERANGE;
    }
    set_bit(&l->readers, p->fd, events & READY_READ);
    set_bit(&l->writers, p->fd, events & READY_WRITE);
    l->owner[p->fd] = events ? p : NULL;
    if (p->fd > l->highest)
        l->highest = p->fd;
    return 0;
}

static void find_ready(struct loop *l, int n, fd_set *readers, fd_set *writers)
{
    for (int fd = 0; n > 0 && fd <= l->highest; fd++) {
        unsigned ready = 0;

        if (FD_ISSET(fd, readers))
            ready |= READY_READ, n--;
        if (FD_ISSET(fd, writers))
            ready |= READY_WRITE, n--;
        /* A failed connect reads as both; what it is, SO_ERROR tells. */
        if (ready & READY_WRITE)
            ready |= l->owner[fd]->conn.want == CONN_OPEN ? READY_ERROR : 0;
        if (ready)
            readiness_ready(&l->readiness, l->owner[fd], ready);
    }
}

/* Rounded up: a wait never ends early. */
static struct timeval *time_of(uint64_t ns, struct timeval *t)
{
    uint64_t us = (ns - 1) / CLOCK_US + 1;

    if (ns == CLOCK_NEVER)
        return NULL;
    if (ns == 0)
        us = 0;
    t->tv_sec = (time_t)(us / 1000000);
    t->tv_usec = (suseconds_t)(us % 1000000);
    return t;
}

static int loop(struct loop *l)
{
    struct readiness *r = &l->readiness;
    struct timeval t;

    while (readiness_goes_on(r)) {
        fd_set readers = l->readers, writers = l->writers;
        int n = select(l->highest + 1, &readers, &writers, NULL,
                       time_of(readiness_left(r), &t));

        if (n < 0 && errno != EINTR)
            return -errno;
        find_ready(l, n, &readers, &writers);
        readiness_expire(r);
    }
    return r->error;
}

static int serve(struct share *share)
{
    struct loop *l = calloc(1, sizeof *l);
    int result;

    if (!l)
        return -ENOMEM;
    l->readiness.watch = watch;
    FD_ZERO(&l->readers);
    FD_ZERO(&l->writers);
    result = readiness_begin(&l->readiness, share);
    if (result == 0)
        result = loop(l);
    readiness_end(&l->readiness);
    free(l);
    return result;
}

static int select_run(struct job *job)
{
    job_uses(job, "select, descriptors below %d", FD_SETSIZE);
    return job_serve(job, job->threads, 0, serve);
}

static const char *select_unusable(void)
{
    return NULL;
}

const struct backend backend_select = {
    .name = "select",
    .about = "the program asks about a set of bits, one a descriptor",
    .family = FAMILY_READINESS,
    .connections_most = FD_SETSIZE - OTHERS,
    .wall = "FD_SETSIZE " TEXT(FD_SETSIZE),
    .unusable = select_unusable,
    .run = select_run,
};
