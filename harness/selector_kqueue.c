/*
 * kqueue. Reading and writing are two filters, each added and deleted by
 * itself: a descriptor that is ready for both comes back twice, and is made
 * one entry here.
 *
 * An emulation takes an error off the socket when it tells of it, so that
 * SO_ERROR knows of none afterwards. It serves to test this file.
 */
#include "kqueue.h"

#if KQUEUE_IS_HERE

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "clock.h"
#include "selector_mechanism.h"

/* More ready ones than this come with the next wait. */
enum { EVENTS_MAX = 256 };

struct kqueue_selector {
    struct selector selector;
    int kqueue;
    struct kevent events[EVENTS_MAX];
};

static int mechanism_open(struct selector *selector)
{
    struct kqueue_selector *self = (struct kqueue_selector *)selector;

    self->kqueue = kqueue();
    if (self->kqueue < 0)
        return -errno;
    fcntl(self->kqueue, F_SETFD, FD_CLOEXEC);
    return 0;
}

static void mechanism_close(struct selector *selector)
{
    struct kqueue_selector *self = (struct kqueue_selector *)selector;

    close(self->kqueue);
}

static int mechanism_change(struct selector *selector, int fd, unsigned before,
                            unsigned after)
{
    struct kqueue_selector *self = (struct kqueue_selector *)selector;
    struct kevent changes[2];
    int n = 0;

    if ((before ^ after) & SELECT_READ)
        EV_SET(&changes[n++], (uintptr_t)fd, EVFILT_READ,
               after & SELECT_READ ? EV_ADD : EV_DELETE, 0, 0, 0);
    if ((before ^ after) & SELECT_WRITE)
        EV_SET(&changes[n++], (uintptr_t)fd, EVFILT_WRITE,
               after & SELECT_WRITE ? EV_ADD : EV_DELETE, 0, 0, 0);
    return kevent(self->kqueue, changes, n, NULL, 0, NULL) < 0 ? -errno : 0;
}

/* close(2) deletes the kernel's filters; an emulation does not hear of it. */
static void mechanism_forget(struct selector *selector, int fd)
{
    if (KQUEUE_IS_EMULATED)
        mechanism_change(selector, fd, selector->watches[fd].events, 0);
}

static unsigned events_of(const struct kevent *event)
{
    if (event->flags & EV_EOF &&
        (event->filter == EVFILT_WRITE || event->fflags != 0))
        return SELECT_READ | SELECT_WRITE;
    return event->filter == EVFILT_READ ? SELECT_READ : SELECT_WRITE;
}

static int mechanism_wait(struct selector *selector, struct selected *ready,
                          int max, uint64_t ns)
{
    struct kqueue_selector *self = (struct kqueue_selector *)selector;
    struct timespec limit = {.tv_sec = (time_t)(ns / CLOCK_S),
                             .tv_nsec = (long)(ns % CLOCK_S)};
    int n, count = 0;

    n = kevent(self->kqueue, NULL, 0, self->events,
               max < EVENTS_MAX ? max : EVENTS_MAX,
               ns == CLOCK_NEVER ? NULL : &limit);
    if (n < 0)
        return -errno;
    for (int i = 0; i < n; i++) {
        struct watch *watch = &selector->watches[self->events[i].ident];
        unsigned events = events_of(&self->events[i]);

        /* Forgotten, but another process still has it open. */
        if (!watch->registered)
            continue;
        if (watch->place < count && ready[watch->place].data == watch->data) {
            ready[watch->place].events |= events;
            continue;
        }
        watch->place = count;
        ready[count++] = (struct selected){watch->data, events};
    }
    return count;
}

const struct selector_mechanism *selector_kqueue(void)
{
    static const struct selector_mechanism mechanism = {
        .name = "kqueue",
        .size = sizeof(struct kqueue_selector),
        .open = mechanism_open,
        .close = mechanism_close,
        .change = mechanism_change,
        .forget = mechanism_forget,
        .wait = mechanism_wait,
    };

    return &mechanism;
}

#else

#include "selector_mechanism.h"

const struct selector_mechanism *selector_kqueue(void)
{
    return NULL; /* not available here */
}

#endif
