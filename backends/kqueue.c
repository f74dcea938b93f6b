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
 * connection is made, none while it is kept. What became of a connection
 * comes with the event.
 *
 * Trap: a change that was collected is lost sight of. An entry for a
 * descriptor that was closed before the change went over fails, and is
 * reported as an event of its own (EV_ERROR). And a descriptor watched for
 * both comes twice: once closed, the second event is of nothing any more.
 *
 * Emulated (libkqueue on Linux): the same calls over epoll. An emulation does
 * not hear of a close, so the entries are taken out first, and it takes the
 * error off the socket, so that only the event tells of it.
 *
 * Heart: loop, watch, on_event.
 */
#include "kqueue.h"
#include "backend.h"

#if !KQUEUE_IS_HERE
#define kqueue_run NULL
#else

#include <errno.h>
#include <stdlib.h>

#include "net.h"
#include "readiness.h"

#define EVENTS 256

struct loop {
    struct readiness readiness;
    int kqueue;
    int changed;   /* changes collected */
    int at, ready; /* the event that is served, of so many */
    struct kevent changes[EVENTS];
    struct kevent events[EVENTS];
};

/* Hand the changes over without waiting. */
static int flush(struct loop *l)
{
    int n = kevent(l->kqueue, l->changes, l->changed, NULL, 0, NULL);

    l->changed = 0;
    return n < 0 ? -errno : 0;
}

static int change(struct loop *l, struct peer *p, short filter,
                  unsigned short flags)
{
    int result = l->changed == EVENTS ? flush(l) : 0;

    EV_SET(&l->changes[l->changed++], (uintptr_t)p->fd, filter, flags, 0, 0, p);
    return result;
}

/* Events of this peer's that have come with the one that is served. */
static void forget_events(struct loop *l, const struct peer *p)
{
    for (int i = l->at + 1; i < l->ready; i++)
        if (l->events[i].udata == p)
            l->events[i].udata = NULL;
}

/* Closing the descriptor takes its entries out; what was collected for it
 * must go over before. */
static int before_close(struct loop *l, struct peer *p)
{
    int result = 0;

    forget_events(l, p);
    if (KQUEUE_IS_EMULATED && p->watched & READY_READ)
        result = change(l, p, EVFILT_READ, EV_DELETE);
    if (KQUEUE_IS_EMULATED && p->watched & READY_WRITE && result == 0)
        result = change(l, p, EVFILT_WRITE, EV_DELETE);
    if (result == 0 && l->changed > 0)
        result = flush(l);
    return result;
}

static int watch(struct readiness *r, struct peer *p, unsigned events)
{
    struct loop *l = (struct loop *)r;
    unsigned added = events & ~p->watched, gone = p->watched & ~events;
    int result = 0;

    if (events == 0)
        return before_close(l, p);
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

    if (e->flags & EV_ERROR) {
        if (e->data != 0 && !stale)
            r->error = -(int)e->data;
    } else if (e->flags & EV_EOF && e->fflags != 0) {
        readiness_failed(r, e->udata, -(int)e->fflags);
    } else {
        readiness_ready(r, e->udata, readiness_of(e));
    }
}

static struct timespec *time_of(uint64_t ns, struct timespec *t)
{
    if (ns == CLOCK_NEVER)
        return NULL;
    t->tv_sec = (time_t)(ns / CLOCK_S);
    t->tv_nsec = (long)(ns % CLOCK_S);
    return t;
}

static int loop(struct loop *l)
{
    struct readiness *r = &l->readiness;
    struct timespec t;

    while (readiness_goes_on(r)) {
        l->ready = kevent(l->kqueue, l->changes, l->changed, l->events, EVENTS,
                          time_of(readiness_left(r), &t));
        l->changed = 0;
        if (l->ready < 0 && errno != EINTR)
            return -errno;
        for (l->at = 0; l->at < l->ready; l->at++)
            if (l->events[l->at].udata)
                on_event(r, &l->events[l->at]);
        l->ready = 0;
        readiness_expire(r);
    }
    return r->error;
}

static void tell(struct job *job, int queue)
{
    const char *emulator = kqueue_emulator(queue);

    job_uses(job, "kevent, level-triggered%s%s",
             emulator ? ", emulated by libkqueue " : "",
             emulator ? emulator : "");
}

static int serve(struct share *share)
{
    struct loop *l = calloc(1, sizeof *l);
    int result;

    if (!l)
        return -ENOMEM;
    l->readiness.watch = watch;
    l->kqueue = kqueue();
    if (l->kqueue >= 0 && share->index == 0)
        tell(share->job, l->kqueue);
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
    return job_serve(job, job->threads, 0, serve);
}

#endif

static const char *kqueue_unusable(void)
{
    return KQUEUE_IS_HERE ? NULL : "kqueue is macOS's and the BSDs'";
}

const struct backend backend_kqueue = {
    .name = "kqueue",
    .about = "the kernel keeps the set, changes go along with the wait",
    .family = FAMILY_READINESS,
    .emulated = KQUEUE_IS_EMULATED,
    .unusable = kqueue_unusable,
    .run = kqueue_run,
};
