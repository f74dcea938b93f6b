/*
 * loop - a small event loop: descriptors, times and callbacks.
 *
 * Four things are all there is to it: register a callback for a descriptor
 * (loop_watch), unregister it (loop_unwatch), have one called at a time
 * (loop_wake), and wait with a selector for whatever comes first, again and
 * again (loop_run). It knows neither HTTP nor connections; what stands on it
 * decides how the story is told: in callbacks, generators or coroutines.
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
    int fd;          /* registered; -1: none */
    unsigned events; /* for which it is */
    struct timer timer;
};

struct job;

struct loop {
    struct selector *selector;
    struct timers timers;
    struct selected *ready, *ready_end; /* not called back yet */
    bool stopped;
    int error; /* -errno that ended it */
};

/* 0 or -errno. */
int loop_begin(struct loop *);
void loop_end(struct loop *);

/* The same for a job: where requests have due times, on_time is called as soon
 * as the system allows, not up to a ms late. */
int loop_begin_for(struct loop *, const struct job *);

/* Nothing to wait for yet. */
void watcher_init(struct watcher *,
                  void (*on_ready)(struct watcher *, unsigned),
                  void (*on_time)(struct watcher *));

/* loop_watch() when something changes. */
int loop_change(struct loop *, struct watcher *, int fd, unsigned events);

/*
 * Register: call on_ready when `fd` is ready for `events` (not 0), again and
 * again (level-triggered), until loop_unwatch(). At most one system call,
 * none when it already is so, which is the rule: hence inline. The watcher
 * stays where it is in memory. 0 or -errno.
 */
static inline int loop_watch(struct loop *l, struct watcher *w, int fd,
                             unsigned events)
{
    return w->fd == fd && w->events == events ? 0
                                              : loop_change(l, w, fd, events);
}

/* Unregister: the descriptor is about to be closed. No system call. What was
 * ready and not called back yet will not be. */
void loop_unwatch(struct loop *, struct watcher *);

/* Nothing calls it back any more: its memory is about to go. A descriptor that
 * is still registered is open. */
void loop_release(struct loop *, struct watcher *);

/* Call on_time once at `when`; CLOCK_NEVER: not at all. Moving it later costs
 * nothing. 0 or -ENOMEM. */
int loop_wake(struct loop *, struct watcher *, uint64_t when);

/* Wait and call back until loop_stop(). 0 or -errno. */
int loop_run(struct loop *);

/* End loop_run() when the callback that calls it returns; with -errno, as its
 * result. */
void loop_stop(struct loop *, int error);

#endif
