/*
 * uring_task - a coroutine that waits for results of a ring.
 *
 * What stands between coroutine.h, which knows no waiting, and uring.h, which
 * knows no coroutines. A wait is an entry in the queue, and its result is what
 * the coroutine is resumed with. A wait ends only when the kernel has let go
 * of its memory: at its deadline, or when the task is cancelled, the kernel is
 * told to give the operation up, and the wait goes on until it has. So what a
 * task waits for may lie in its frames.
 */
#ifndef MUXBENCH_URING_TASK_H
#define MUXBENCH_URING_TASK_H

#if HAVE_LIBURING

#include <sys/types.h>

#include "coroutine.h"
#include "uring.h"

struct net_address;
struct uring_task;

/* All that wait on one ring. */
struct uring_tasks {
    struct uring *uring;
    struct stack_pool *stacks;
    struct uring_task *first; /* of those that have not ended */
    int error;                /* the first that one has ended with */
};

/* Start body(task, data), which runs up to its first wait. 0, or -errno: no
 * stack for it. What its body returns below 0 ends all. */
int uring_task_start(struct uring_tasks *, const char *name,
                     int (*body)(struct uring_task *, void *), void *data);

/* Hand out results until all have ended. 0, or the -errno of one of them or of
 * the ring: then some wait still. */
int uring_task_run_all(struct uring_tasks *);

/* After the ring was ended: the waits of those that are left return
 * -ECANCELED, so that they release what they hold, and end. */
void uring_task_end_all(struct uring_tasks *);

/* The wait it is in, if what it waits for does not come first, returns
 * -ECANCELED, and every later one does so at once. */
void uring_task_cancel(struct uring_task *);

/* The waits, inside the task. They return what connect, send and recv do, or
 * -errno; -ETIME: it was `until` before; -ECANCELED: the task is to end. */

int uring_connect(struct uring_task *, int fd, const struct net_address *,
                  uint64_t until);
ssize_t uring_send(struct uring_task *, int fd, const void *bytes, size_t n,
                   uint64_t until);

/* *buffer is where the bytes are, for uring_buffers_give(); NULL when there
 * are none. fd -1: only the time. */
ssize_t uring_receive(struct uring_task *, int fd, char **buffer,
                      uint64_t until);

#endif
#endif
