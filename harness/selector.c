#include "selector.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "selector_mechanism.h"

/* NULL: the best that is here. */
static const struct selector_mechanism *mechanism_named(const char *name)
{
    const struct selector_mechanism *best_first[] = {
        selector_epoll(),
        selector_kqueue(),
        selector_poll(),
    };

    for (size_t i = 0; i < sizeof best_first / sizeof *best_first; i++) {
        const struct selector_mechanism *mechanism = best_first[i];

        if (mechanism != NULL &&
            (name == NULL || strcmp(name, mechanism->name) == 0))
            return mechanism;
    }
    return NULL;
}

struct selector *selector_create_named(const char *name, int *error)
{
    const struct selector_mechanism *mechanism = mechanism_named(name);
    struct selector *selector;

    *error = -ENOSYS;
    if (mechanism == NULL)
        return NULL;
    *error = -ENOMEM;
    selector = calloc(1, mechanism->size);
    if (selector == NULL)
        return NULL;
    selector->mechanism = mechanism;
    *error = mechanism->open(selector);
    if (*error < 0) {
        free(selector);
        return NULL;
    }
    return selector;
}

struct selector *selector_create(int *error)
{
    return selector_create_named(NULL, error);
}

void selector_destroy(struct selector *selector)
{
    if (selector == NULL)
        return;
    selector->mechanism->close(selector);
    free(selector->watches);
    free(selector);
}

void selector_keep_time(struct selector *selector)
{
    const struct selector_mechanism *mechanism = selector->mechanism;

    selector->keeps_time = !mechanism->has_fine || mechanism->has_fine();
}

const char *selector_name(const struct selector *selector)
{
    const struct selector_mechanism *mechanism = selector->mechanism;

    return selector->keeps_time && mechanism->fine_name ? mechanism->fine_name
                                                        : mechanism->name;
}

static int grow(struct selector *selector, int fd)
{
    int room = selector->room > 0 ? selector->room : 64;
    struct watch *watches;

    while (room <= fd)
        room += room / 2;
    watches = realloc(selector->watches, (size_t)room * sizeof *watches);
    if (watches == NULL)
        return -ENOMEM;
    memset(watches + selector->room, 0,
           (size_t)(room - selector->room) * sizeof *watches);
    selector->watches = watches;
    selector->room = room;
    return 0;
}

static struct watch *watch_of(struct selector *selector, int fd)
{
    if (fd < 0 || fd >= selector->room || !selector->watches[fd].registered)
        return NULL;
    return &selector->watches[fd];
}

static int watch_change(struct selector *selector, int fd, unsigned events)
{
    struct watch *watch = &selector->watches[fd];
    int error;

    if (events == watch->events)
        return 0;
    error = selector->mechanism->change(selector, fd, watch->events, events);
    if (error == 0)
        watch->events = (unsigned char)events;
    return error;
}

int selector_add(struct selector *selector, int fd, unsigned events, void *data)
{
    int error;

    if (fd < 0)
        return -EBADF;
    if (fd >= selector->room && (error = grow(selector, fd)) < 0)
        return error;
    if (selector->watches[fd].registered)
        return -EEXIST;
    error = watch_change(selector, fd, events);
    if (error < 0)
        return error;
    selector->watches[fd].registered = true;
    selector->watches[fd].data = data;
    return 0;
}

int selector_change(struct selector *selector, int fd, unsigned events,
                    void *data)
{
    struct watch *watch = watch_of(selector, fd);
    int error;

    if (watch == NULL)
        return -ENOENT;
    error = watch_change(selector, fd, events);
    if (error == 0)
        watch->data = data;
    return error;
}

int selector_remove(struct selector *selector, int fd)
{
    struct watch *watch = watch_of(selector, fd);

    if (watch == NULL)
        return -ENOENT;
    /* An error means that the kernel does not know it: closed already. */
    if (watch->events != 0)
        selector->mechanism->change(selector, fd, watch->events, 0);
    memset(watch, 0, sizeof *watch);
    return 0;
}

int selector_forget(struct selector *selector, int fd)
{
    struct watch *watch = watch_of(selector, fd);

    if (watch == NULL)
        return -ENOENT;
    if (watch->events != 0)
        selector->mechanism->forget(selector, fd);
    memset(watch, 0, sizeof *watch);
    return 0;
}

int selector_wait(struct selector *selector, struct selected *ready, int max,
                  uint64_t until)
{
    uint64_t ns = until;

    /* The clock is read only when there is a time to compare it with. */
    if (until != CLOCK_NEVER && until > 0)
        ns = clock_left(clock_now(), until);
    return selector->mechanism->wait(selector, ready, max, ns);
}
