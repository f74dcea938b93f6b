/*
 * kqueue - readiness, kept by the kernel (macOS and the BSDs).
 *
 * Promise: as epoll's: the kernel keeps the set, and a wait brings only what
 * is ready. Reading and writing are two filters, each with an entry of its
 * own, and changes can be handed over together with the wait.
 *
 * Cost: two system calls a request, send and recv, and a share of one
 * kevent(). Changes are collected and go along with the next wait, so that
 * they cost no call at all: one entry to add and one to take out while a
 * connection is made, none while it is kept.
 *
 * Trap: a change that was collected is lost sight of. An entry for a
 * descriptor that was closed before the change went over fails, and is
 * reported as an event of its own (EV_ERROR).
 *
 * Heart: loop, watch, on_event.
 */
#include "backend.h"

#if !defined(__APPLE__) && !defined(__FreeBSD__) && !defined(__NetBSD__) && \
    !defined(__OpenBSD__) && !defined(__DragonFly__)
#define WHY_NOT "kqueue is macOS's and the BSDs'"
#define kqueue_run NULL
#else
#define WHY_NOT NULL

#include <errno.h>
#include <stdlib.h>
#include <sys/event.h>
#include <sys/time.h>
#include <sys/types.h>

#include "net.h"
#include "readiness.h"

#define EVENTS 256

struct loop {
    struct readiness readiness;
    int kqueue;
    int changed; /* changes collected */
    struct kevent changes[EVENTS];
};

/* Hand the changes over without waiting. */
static int flush(struct loop *l)
{
    int n = kevent(l->kqueue, l->changes, l->changed, NULL, 0, NULL);

    l->changed = 0;
    return n < 0 ? -errno : 0;
}

static int change(struct loop *l, struct peer *p, int filter, int flags)
{
    int result = l->changed == EVENTS ? flush(l) : 0;

    EV_SET(&l->changes[l->changed++], p->fd, filter, flags, 0, 0, p);
    return result;
}

/* Closing the descriptor takes its entries out; what was collected for it
 * must go over before. */
static int watch(struct readiness *r, struct peer *p, unsigned events)
{
    struct loop *l = (struct loop *)r;
    unsigned added = events & ~p->watched, gone = p->watched & ~events;
    int result = 0;

    if (events == 0)
        return l->changed > 0 ? flush(l) : 0;
    if (added & READY_READ)
        result = change(l, p, EVFILT_READ, EV_ADD);
    if (added & READY_WRITE && result == 0)
        result = change(l, p, EVFILT_WRITE, EV_ADD);
    if (gone & READY_READ && result == 0)
        result = change(l, p, EVFILT_READ, EV_DELETE);
    if (gone & READY_WRITE && result == 0)
        result = change(l, p, EVFILT_WRITE, EV_DELETE);
    return result;
}

static unsigned readiness_of(const struct kevent *e)
{
    unsigned ready = e->filter == EVFILT_READ ? READY_READ : READY_WRITE;

    return e->flags & EV_EOF ? ready | READY_ERROR : ready;
}

static void on_event(struct readiness *r, const struct kevent *e)
{
    bool stale = e->data == ENOENT || e->data == EBADF;

    if (!(e->flags & EV_ERROR))
        readiness_ready(r, e->udata, readiness_of(e));
    else if (e->data != 0 && !stale)
        r->error = -(int)e->data;
}

static struct timespec *time_of(int ms, struct timespec *t)
{
    if (ms < 0)
        return NULL;
    t->tv_sec = ms / 1000;
    t->tv_nsec = ms % 1000 * 1000000;
    return t;
}

static int loop(struct loop *l)
{
    struct readiness *r = &l->readiness;
    struct kevent events[EVENTS];
    struct timespec t;

    while (readiness_goes_on(r)) {
        int n = kevent(l->kqueue, l->changes, l->changed, events, EVENTS,
                       time_of(readiness_timeout(r), &t));

        l->changed = 0;
        if (n < 0 && errno != EINTR)
            return -errno;
        for (int i = 0; i < n; i++)
            on_event(r, &events[i]);
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
    l->kqueue = kqueue();
    result = l->kqueue < 0 ? -errno : readiness_begin(&l->readiness, share);
    if (result == 0)
        result = loop(l);
    readiness_end(&l->readiness);
    if (l->kqueue >= 0)
        net_close(l->kqueue);
    free(l);
    return result;
}

static int kqueue_run(struct job *job)
{
    job_uses(job, "kevent, level-triggered");
    return job_serve(job, job->threads, 0, serve);
}

#endif

static const char *kqueue_unusable(void)
{
    return WHY_NOT;
}

const struct backend backend_kqueue = {
    .name = "kqueue",
    .about = "the kernel keeps the set, changes go along with the wait",
    .family = FAMILY_READINESS,
    .unusable = kqueue_unusable,
    .run = kqueue_run,
};
