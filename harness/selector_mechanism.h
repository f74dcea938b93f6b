/*
 * selector_mechanism - what a system's call has to do to be a selector.
 *
 * Inside the selector only. selector.c remembers per descriptor what is wanted
 * and asks a mechanism for changes alone, so that nothing is asked of the
 * kernel twice. Each mechanism is one file with the same functions in the same
 * order; a struct selector is the first member of its own.
 */
#ifndef MUXBENCH_SELECTOR_MECHANISM_H
#define MUXBENCH_SELECTOR_MECHANISM_H

#include <stdbool.h>
#include <stddef.h>

#include "selector.h"

/* What is known of one descriptor; the table's index is the descriptor. */
struct watch {
    void *data;
    int place; /* poll: in its array; kqueue: among the ready; else unused */
    unsigned char events;
    bool registered;
};

struct selector {
    const struct selector_mechanism *mechanism;
    struct watch *watches;
    int room;        /* descriptors below this have a watch */
    bool keeps_time; /* waits are limited to the ns */
};

struct selector_mechanism {
    const char *name;
    const char *fine_name; /* when it waits to the ns; NULL: as `name` */
    size_t size;           /* of its struct, zeroed before open() */

    /* 0 or -errno. */
    int (*open)(struct selector *);
    void (*close)(struct selector *);

    /*
     * From `before` to `after`, sets of SELECT_* that differ; 0 is not known
     * to the kernel at all. One system call at most. 0 or -errno.
     */
    int (*change)(struct selector *, int fd, unsigned before, unsigned after);

    /*
     * Forget a descriptor that is closed next: what change(fd, before, 0)
     * does, except for what close(2) does as well.
     */
    void (*forget)(struct selector *, int fd);

    /* There is a call that waits to the ns; NULL: the usual one does. */
    bool (*has_fine)(void);

    /* Up to `max` ready descriptors within `ns` (CLOCK_NEVER: no limit),
     * rounded up to ms unless it keeps time. */
    int (*wait)(struct selector *, struct selected *, int max, uint64_t ns);
};

/* NULL where the system does not have it. */
const struct selector_mechanism *selector_epoll(void);
const struct selector_mechanism *selector_kqueue(void);
const struct selector_mechanism *selector_poll(void);

#endif
