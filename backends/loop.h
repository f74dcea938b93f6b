/*
 * loop - a small event loop: descriptors, times and callbacks.
 *
 * It waits with a selector until a descriptor is ready or a time has come,
 * and calls back. It knows neither HTTP nor connections; what stands on it
 * decides how the story is told.
 */
#ifndef MUXBENCH_LOOP_H
#define MUXBENCH_LOOP_H

#include <stdbool.h>
#include <stdint.h>

#include "selector.h"
#include "timers.h"

/* What waits: for a descriptor, for a time, or for what comes first. */
struct watcher {
    /* The descriptor is ready: a set of SELECT_READ and SELECT_WRITE. */
    void (*on_ready)(struct watcher *, unsigned events);
    /* The time has come. */
    void (*on_time)(struct watcher *);
    int fd; /* registered; -1: none */
    struct timer timer;
};

struct loop {
    struct selector *selector;
    struct timers timers;
    bool stopped;
    int error; /* -errno that ended it */
};

/* 0 or -errno. */
int loop_begin(struct loop *);
void loop_end(struct loop *);

/* Nothing to wait for yet. */
void watcher_init(struct watcher *,
                  void (*on_ready)(struct watcher *, unsigned),
                  void (*on_time)(struct watcher *));

/*
 * Wait for `fd` to be ready for `events`, from now on, again and again
 * (level-triggered). At most one system call, none when it already does. The
 * watcher stays where it is in memory. 0 or -errno.
 */
int loop_watch(struct loop *, struct watcher *, int fd, unsigned events);

/* No longer: the descriptor is about to be closed. No system call. */
void loop_unwatch(struct loop *, struct watcher *);

/* Call on_time once at `when`; CLOCK_NEVER: not at all. Moving it later costs
 * nothing. 0 or -ENOMEM. */
int loop_wake(struct loop *, struct watcher *, uint64_t when);

/* Wait and call back until loop_stop(). 0 or -errno. */
int loop_run(struct loop *);

/* End loop_run() when the callback that calls it returns; with -errno, as its
 * result. */
void loop_stop(struct loop *, int error);

#endif
