/*
 * epoll, epoll-et - readiness, kept by the kernel.
 *
 * Promise: the kernel keeps the set of watched descriptors, and epoll_wait()
 * returns only those that are ready. What a wait costs depends on how many
 * are ready, not on how many are watched, which is what select() and poll()
 * cannot offer.
 *
 * Rows: `epoll` is level-triggered: it is told of what is ready as long as it
 * is. `epoll-et` is edge-triggered: it is told when something becomes ready,
 * and asks for everything once.
 *
 * Cost: two system calls a request, send and recv, and a share of one
 * epoll_wait() that brings many events at once. What is watched changes twice
 * in a connection's life, writable while it connects, readable from then on;
 * edge-triggered, once. A kept connection needs no epoll_ctl() at all.
 *
 * Trap: level-triggered means reported again and again until it is dealt
 * with, so a descriptor watched for writing without anything to write makes
 * a busy loop. Edge-triggered means reported once: whoever does not read until
 * there is no more, waits for ever. A receive that did not fill the buffer has
 * read all there was (epoll(7)), but for the end of the stream, which
 * EPOLLRDHUP tells of.
 *
 * Heart: loop, on_event, watch, watch_edges, drain.
 */
#include "backend.h"

#if !defined(__linux__)
#define WHY_NOT "epoll is Linux's"
#define epoll_run NULL
#define edge_run NULL
#else
#define WHY_NOT NULL

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "net.h"
#include "precise.h"
#include "readiness.h"

/* Events taken by one wait. What is not taken comes with the next. */
#define EVENTS 256

struct loop {
    struct readiness readiness;
    int epoll;
    bool fine; /* waits to the ns */
};

/* Closing the descriptor takes it out of the set, so nothing is done then. */
static int watch(struct readiness *r, struct peer *p, unsigned events)
{
    struct loop *l = (struct loop *)r;
    struct epoll_event e = {.data.ptr = p};
    int how = p->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

    if (events == 0)
        return 0;
    if (events & READY_READ)
        e.events |= EPOLLIN;
    if (events & READY_WRITE)
        e.events |= EPOLLOUT;
    return epoll_ctl(l->epoll, how, p->fd, &e) < 0 ? -errno : 0;
}

static unsigned readiness_of(uint32_t events)
{
    unsigned ready = 0;

    if (events & EPOLLIN)
        ready |= READY_READ;
    if (events & EPOLLOUT)
        ready |= READY_WRITE;
    if (events & (EPOLLERR | EPOLLHUP))
        ready |= READY_ERROR;
    return ready;
}

/* One call, once: it asks for all there may ever be. */
static int watch_edges(struct readiness *r, struct peer *p, unsigned events)
{
    struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET,
                            .data.ptr = p};

    if (events == 0 || p->watched)
        return 0;
    return epoll_ctl(((struct loop *)r)->epoll, EPOLL_CTL_ADD, p->fd, &e) < 0
               ? -errno
               : 0;
}

static bool listens(const struct peer *p)
{
    return p->fd >= 0 &&
           (p->conn.want == CONN_RECV || p->conn.want == CONN_WAIT);
}

/* Read on while there may be more, and to the end if there is one. */
static void drain(struct readiness *r, struct peer *p, uint32_t events)
{
    bool ends = events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR);

    readiness_ready(r, p, readiness_of(events));
    while ((r->full || ends) && listens(p))
        readiness_ready(r, p, READY_READ);
}

static void on_event(struct loop *l, const struct epoll_event *e)
{
    if (l->readiness.watch == watch_edges)
        drain(&l->readiness, e->data.ptr, e->events);
    else
        readiness_ready(&l->readiness, e->data.ptr, readiness_of(e->events));
}

/* epoll_wait() takes ms; epoll_pwait2(), where there is one, ns. */
static int wait(struct loop *l, struct epoll_event *events)
{
    const struct readiness *r = &l->readiness;

    if (l->fine)
        return precise_epoll(l->epoll, events, EVENTS, readiness_left(r));
    return epoll_wait(l->epoll, events, EVENTS, readiness_timeout(r));
}

static int loop(struct loop *l)
{
    struct readiness *r = &l->readiness;
    struct epoll_event events[EVENTS];

    while (readiness_goes_on(r)) {
        int n = wait(l, events);

        if (n < 0 && errno != EINTR)
            return -errno;
        for (int i = 0; i < n; i++)
            on_event(l, &events[i]);
        readiness_expire(r);
    }
    return r->error;
}

static bool keeps_time(const struct job *job)
{
    return job_keeps_time(job) && precise_has_epoll();
}

static const char *name_of(const struct job *job)
{
    return keeps_time(job) ? "epoll_pwait2" : "epoll_wait";
}

static int serve_by(struct share *share,
                    int (*how)(struct readiness *, struct peer *, unsigned))
{
    struct loop *l = calloc(1, sizeof *l);
    int result;

    if (!l)
        return -ENOMEM;
    l->readiness.watch = how;
    l->fine = keeps_time(share->job);
    l->epoll = epoll_create1(EPOLL_CLOEXEC);
    result = l->epoll < 0 ? -errno : readiness_begin(&l->readiness, share);
    if (result == 0)
        result = loop(l);
    readiness_end(&l->readiness);
    if (l->epoll >= 0)
        net_close(l->epoll);
    free(l);
    return result;
}

static int serve(struct share *share)
{
    return serve_by(share, watch);
}

static int serve_edges(struct share *share)
{
    return serve_by(share, watch_edges);
}

static int edge_run(struct job *job)
{
    job_uses(job, "%s, edge-triggered", name_of(job));
    return job_serve(job, job->threads, 0, serve_edges);
}

static int epoll_run(struct job *job)
{
    job_uses(job, "%s, level-triggered", name_of(job));
    return job_serve(job, job->threads, 0, serve);
}

#endif

static const char *epoll_unusable(void)
{
    return WHY_NOT;
}

const struct backend backend_epoll = {
    .name = "epoll",
    .about = "the kernel keeps the set and tells which are ready",
    .family = FAMILY_READINESS,
    .unusable = epoll_unusable,
    .run = epoll_run,
};

const struct backend backend_epoll_et = {
    .name = "epoll-et",
    .about = "as epoll, but told of each change once",
    .family = FAMILY_READINESS,
    .unusable = epoll_unusable,
    .run = edge_run,
};
