/*
 * epoll, level-triggered. The kernel keeps the set; a change costs a system
 * call, a wait costs what is ready, not what is registered.
 */
#include "selector_mechanism.h"

#if defined(__linux__)

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "clock.h"
#include "precise.h"

/* More ready ones than this come with the next wait. */
enum { EVENTS_MAX = 256 };

struct epoll_selector {
    struct selector selector;
    int epoll;
    struct epoll_event events[EVENTS_MAX];
};

static int mechanism_open(struct selector *selector)
{
    struct epoll_selector *self = (struct epoll_selector *)selector;

    self->epoll = epoll_create1(EPOLL_CLOEXEC);
    return self->epoll < 0 ? -errno : 0;
}

static void mechanism_close(struct selector *selector)
{
    struct epoll_selector *self = (struct epoll_selector *)selector;

    close(self->epoll);
}

/*
 * A descriptor that nothing is wanted of is taken out: epoll would go on
 * reporting its errors and hang-ups.
 */
static int mechanism_change(struct selector *selector, int fd, unsigned before,
                            unsigned after)
{
    struct epoll_selector *self = (struct epoll_selector *)selector;
    struct epoll_event event = {.data.fd = fd};
    int operation = EPOLL_CTL_MOD;

    if (before == 0)
        operation = EPOLL_CTL_ADD;
    else if (after == 0)
        operation = EPOLL_CTL_DEL;
    if (after & SELECT_READ)
        event.events |= EPOLLIN;
    if (after & SELECT_WRITE)
        event.events |= EPOLLOUT;
    return epoll_ctl(self->epoll, operation, fd, &event) < 0 ? -errno : 0;
}

static void mechanism_forget(struct selector *selector, int fd)
{
    /* close(2) takes it out of the set. */
    (void)selector;
    (void)fd;
}

static unsigned events_of(uint32_t ready)
{
    unsigned events = 0;

    if (ready & EPOLLIN)
        events |= SELECT_READ;
    if (ready & EPOLLOUT)
        events |= SELECT_WRITE;
    if (ready & (EPOLLERR | EPOLLHUP))
        events = SELECT_READ | SELECT_WRITE;
    return events;
}

static int mechanism_wait(struct selector *selector, struct selected *ready,
                          int max, uint64_t ns)
{
    struct epoll_selector *self = (struct epoll_selector *)selector;
    int n, count = 0;

    if (max > EVENTS_MAX)
        max = EVENTS_MAX;
    n = selector->keeps_time
            ? precise_epoll(self->epoll, self->events, max, ns)
            : epoll_wait(self->epoll, self->events, max, clock_ms_until(0, ns));
    if (n < 0)
        return -errno;
    for (int i = 0; i < n; i++) {
        const struct watch *watch = &selector->watches[self->events[i].data.fd];

        /* Forgotten, but another process still has it open. */
        if (!watch->registered)
            continue;
        ready[count].data = watch->data;
        ready[count++].events = events_of(self->events[i].events);
    }
    return count;
}

const struct selector_mechanism *selector_epoll(void)
{
    static const struct selector_mechanism mechanism = {
        .name = "epoll",
        .fine_name = "epoll (epoll_pwait2)",
        .size = sizeof(struct epoll_selector),
        .open = mechanism_open,
        .close = mechanism_close,
        .change = mechanism_change,
        .forget = mechanism_forget,
        .has_fine = precise_has_epoll,
        .wait = mechanism_wait,
    };

    return &mechanism;
}

#else

const struct selector_mechanism *selector_epoll(void)
{
    return NULL; /* not available here: epoll is Linux */
}

#endif
