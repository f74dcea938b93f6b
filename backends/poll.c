/*
 * poll - readiness, asked for anew with the whole list each time.
 *
 * Promise: portable to every Unix, and no limit on a descriptor's number. One
 * call tells which of a list of descriptors are ready.
 *
 * Cost: the whole list goes to the kernel at every wait, which looks at each
 * entry, and the program looks at each entry again. What a wait costs grows
 * with the number of connections, idle ones included; what it brings grows
 * with the number that are ready. When most are ready that is a fair deal.
 * Changes of interest cost nothing: they are stores into the list.
 *
 * Trap: a descriptor that is not wanted must be made negative, or its
 * hang-up is reported for ever.
 *
 * Heart: loop, watch.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "backend.h"
#include "precise.h"
#include "readiness.h"

struct loop {
    struct readiness readiness;
    struct pollfd *list; /* one for each peer, in their order */
};

static int watch(struct readiness *r, struct peer *p, unsigned events)
{
    struct pollfd *entry = &((struct loop *)r)->list[p - r->peers];

    entry->fd = events ? p->fd : -1;
    entry->events = 0;
    if (events & READY_READ)
        entry->events |= POLLIN;
    if (events & READY_WRITE)
        entry->events |= POLLOUT;
    return 0;
}

static unsigned readiness_of(short events)
{
    unsigned ready = 0;

    if (events & POLLIN)
        ready |= READY_READ;
    if (events & POLLOUT)
        ready |= READY_WRITE;
    if (events & (POLLERR | POLLHUP | POLLNVAL))
        ready |= READY_ERROR;
    return ready;
}

/* poll() takes ms; ppoll(), where there is one, ns. */
static int wait(struct loop *l)
{
    const struct readiness *r = &l->readiness;

    if (r->keeps_time && precise_has_poll())
        return precise_poll(l->list, (unsigned long)r->count,
                            readiness_left(r));
    return poll(l->list, (nfds_t)r->count, readiness_timeout(r));
}

static int loop(struct loop *l)
{
    struct readiness *r = &l->readiness;

    while (readiness_goes_on(r)) {
        int n = wait(l);

        if (n < 0 && errno != EINTR)
            return -errno;
        for (int i = 0; n > 0; i++) {
            short events = l->list[i].revents;

            if (events == 0)
                continue;
            n--;
            readiness_ready(r, &r->peers[i], readiness_of(events));
        }
        readiness_expire(r);
    }
    return r->error;
}

static int serve(struct share *share)
{
    size_t count = (size_t)share->connections;
    struct loop *l = calloc(1, sizeof *l);
    int result;

    if (!l)
        return -ENOMEM;
    l->readiness.watch = watch;
    l->list = calloc(count + 1, sizeof *l->list);
    for (size_t i = 0; l->list && i < count; i++)
        l->list[i].fd = -1;
    result = l->list ? readiness_begin(&l->readiness, share) : -ENOMEM;
    if (result == 0)
        result = loop(l);
    readiness_end(&l->readiness);
    free(l->list);
    free(l);
    return result;
}

static int poll_run(struct job *job)
{
    job_uses(job, job_keeps_time(job) && precise_has_poll() ? "ppoll" : "poll");
    return job_serve(job, job->threads, 0, serve);
}

static const char *poll_unusable(void)
{
    return NULL;
}

const struct backend backend_poll = {
    .name = "poll",
    .about = "the program asks about its whole list of descriptors",
    .family = FAMILY_READINESS,
    .unusable = poll_unusable,
    .run = poll_run,
};
