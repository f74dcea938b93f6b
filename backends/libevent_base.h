/*
 * libevent_base - what libevent's rows share: the base, and its promises.
 *
 * A base is libevent's loop. It takes the first mechanism that comes up
 * unless it is told which; here it is told, and gets that one or none.
 */
#ifndef MUXBENCH_LIBEVENT_BASE_H
#define MUXBENCH_LIBEVENT_BASE_H

#include <stdint.h>

struct event;
struct event_base;
struct job;
struct share;

struct libevent_base {
    struct event_base *base;
    int error; /* -errno: what ended the dispatch */
};

/* A base over the one mechanism that is wanted. 0 or -errno. */
int libevent_base_open(struct libevent_base *);
void libevent_base_close(struct libevent_base *);

/* Dispatch until no event is left, or one failed. 0 or -errno. */
int libevent_base_dispatch(struct libevent_base *);

/* End the dispatch with this -errno. */
void libevent_base_fail(struct libevent_base *, int error);

/*
 * Have a timer that goes off at *alarm (ns; CLOCK_NEVER: not at all) go off at
 * `wake`, if that is earlier: a later time waits for the earlier one. Counts
 * from now, and not from when the loop woke.
 */
void libevent_base_alarm(struct libevent_base *, struct event *,
                         uint64_t *alarm, uint64_t wake);

/* Why there is no such base here; NULL: there is. Makes one to find out. */
const char *libevent_base_unusable(void);

/* Note what is used, of which `interface` is the row's part, and serve the job
 * by a loop a thread. 0 or -errno. */
int libevent_base_run(struct job *, const char *interface,
                      int (*serve)(struct share *));

#endif
