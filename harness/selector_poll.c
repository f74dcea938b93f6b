/*
 * poll, which every system has. The set is passed with every call: a change
 * costs nothing, a wait costs what is registered, not what is ready.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "clock.h"
#include "precise.h"

#include "selector_mechanism.h"

struct poll_selector {
    struct selector selector;
    struct pollfd *fds; /* only those that something is wanted of */
    int count;
    int room;
    int next; /* where the next wait begins to look */
};

static int mechanism_open(struct selector *selector)
{
    (void)selector; /* zeroed is empty */
    return 0;
}

static void mechanism_close(struct selector *selector)
{
    struct poll_selector *self = (struct poll_selector *)selector;

    free(self->fds);
}

static int append(struct poll_selector *self, int fd)
{
    if (self->count == self->room) {
        int room = self->room > 0 ? 2 * self->room : 64;
        struct pollfd *fds = realloc(self->fds, (size_t)room * sizeof *fds);

        if (fds == NULL)
            return -ENOMEM;
        self->fds = fds;
        self->room = room;
    }
    self->fds[self->count] = (struct pollfd){.fd = fd};
    self->selector.watches[fd].place = self->count++;
    return 0;
}

static void take_out(struct poll_selector *self, int place)
{
    struct pollfd last = self->fds[--self->count];

    self->fds[place] = last;
    self->selector.watches[last.fd].place = place;
}

static int mechanism_change(struct selector *selector, int fd, unsigned before,
                            unsigned after)
{
    struct poll_selector *self = (struct poll_selector *)selector;
    struct pollfd *entry;
    int error;

    if (before == 0 && (error = append(self, fd)) < 0)
        return error;
    if (after == 0) {
        take_out(self, selector->watches[fd].place);
        return 0;
    }
    entry = &self->fds[selector->watches[fd].place];
    entry->events = 0;
    if (after & SELECT_READ)
        entry->events |= POLLIN;
    if (after & SELECT_WRITE)
        entry->events |= POLLOUT;
    return 0;
}

static void mechanism_forget(struct selector *selector, int fd)
{
    mechanism_change(selector, fd, selector->watches[fd].events, 0);
}

static unsigned events_of(short ready)
{
    unsigned events = 0;

    if (ready & POLLIN)
        events |= SELECT_READ;
    if (ready & POLLOUT)
        events |= SELECT_WRITE;
    if (ready & (POLLERR | POLLHUP | POLLNVAL))
        events = SELECT_READ | SELECT_WRITE;
    return events;
}

/* One turn through the set from where the last one ended, so that the first
 * descriptors cannot keep the others out when more are ready than fit. */
static int collect(struct poll_selector *self, struct selected *ready, int max)
{
    int count = 0;

    for (int looked = 0; looked < self->count && count < max; looked++) {
        const struct pollfd *entry;

        if (self->next >= self->count)
            self->next = 0;
        entry = &self->fds[self->next++];
        if (entry->revents == 0)
            continue;
        ready[count].data = self->selector.watches[entry->fd].data;
        ready[count++].events = events_of(entry->revents);
    }
    return count;
}

static int mechanism_wait(struct selector *selector, struct selected *ready,
                          int max, uint64_t ns)
{
    struct poll_selector *self = (struct poll_selector *)selector;
    int n = selector->keeps_time
                ? precise_poll(self->fds, (unsigned long)self->count, ns)
                : poll(self->fds, (nfds_t)self->count, clock_ms_until(0, ns));

    if (n < 0)
        return -errno;
    return collect(self, ready, n < max ? n : max);
}

const struct selector_mechanism *selector_poll(void)
{
    static const struct selector_mechanism mechanism = {
        .name = "poll",
        .fine_name = "poll (ppoll)",
        .size = sizeof(struct poll_selector),
        .open = mechanism_open,
        .close = mechanism_close,
        .change = mechanism_change,
        .forget = mechanism_forget,
        .has_fine = precise_has_poll,
        .wait = mechanism_wait,
    };

    return &mechanism;
}
