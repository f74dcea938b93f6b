/*
 * selector - portable readiness, in the way of Python's selectors.
 *
 * One interface over epoll (Linux), kqueue (BSD, macOS) and poll (elsewhere),
 * level-triggered. It is the base of everything of the suite that waits for
 * descriptors and is not itself what is compared: the small event loop, the
 * coroutines, the server. The backends epoll, poll, select and kqueue call
 * the system themselves.
 */
#ifndef MUXBENCH_SELECTOR_H
#define MUXBENCH_SELECTOR_H

#include <stdint.h>

struct selector;

enum { SELECT_READ = 1, SELECT_WRITE = 2 };

/* What was ready: `events` is a set of SELECT_*; an error or hang-up of the
 * descriptor reads as both, so that the next call on it reports it. */
struct selected {
    void *data;
    unsigned events;
};

/* NULL with *error = -errno when it cannot be made. A child process cannot use
 * its parent's: a kqueue is not inherited, an epoll set would be shared. */
struct selector *selector_create(int *error);

/* The same with the mechanism of that name; -ENOSYS where there is none. */
struct selector *selector_create_named(const char *name, int *error);

void selector_destroy(struct selector *);

/* From now on a wait ends as near to its time as the system allows, which may
 * cost other system calls than one that may end a ms late. */
void selector_keep_time(struct selector *);

/* The mechanism: "epoll", "kqueue" or "poll"; after selector_keep_time() also
 * the call it waits by. */
const char *selector_name(const struct selector *);

/*
 * Register fd for `events` (may be 0: registered, nothing wanted), with a
 * pointer that comes back when it is ready. 0 or -errno (-EEXIST).
 */
int selector_add(struct selector *, int fd, unsigned events, void *data);

/*
 * Change what is wanted. 0 or -errno (-ENOENT). One system call at most, none
 * when `events` is what is wanted already; the pointer is changed for free.
 */
int selector_change(struct selector *, int fd, unsigned events, void *data);

/*
 * Unregister; it must be done before the descriptor is closed, or the next
 * one with that number cannot be added (-EEXIST). 0 or -errno (-ENOENT).
 */
int selector_remove(struct selector *, int fd);

/*
 * The same for a descriptor that is closed next: leaves the kernel's part to
 * close(2), which saves a system call. Not when the descriptor was
 * duplicated. 0 or -errno (-ENOENT).
 */
int selector_forget(struct selector *, int fd);

/*
 * Wait until something is ready or clock_now() reaches `until` (CLOCK_NEVER:
 * no limit; 0: do not wait). Fills at most `max` entries, one a descriptor. An
 * entry stays in the array when its descriptor is removed while the ones before
 * it are served: who removes another's descriptor has to look out for that.
 * Level-triggered: what did not fit comes again. The number, 0 when the time
 * came (or a time more than 24 days away has not come yet), or -errno (-EINTR
 * when a signal came).
 */
int selector_wait(struct selector *, struct selected *, int max,
                  uint64_t until);

#endif
