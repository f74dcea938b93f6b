/*
 * task - a coroutine that waits on the loop, and is started, joined and
 * cancelled by others.
 *
 * What stands between coroutine.h, which knows no waiting, and loop.h, which
 * knows no coroutines: a task says what it waits for and yields; the loop's
 * callback resumes it. One task runs at a time, until it waits.
 *
 * Errors travel as results, >= 0 or -errno, and none is lost:
 *   - what is thrown at a task is returned by its wait, so that it can release
 *     what it holds, and return;
 *   - what its body returns, its join returns, to whoever joins it;
 *   - a task does not end before those it has started: they are cancelled
 *     when its body has returned. The error of one that nobody has joined is
 *     then its own, unless it has one already, and so on up to task_run().
 *
 *      task_run() -> "all" --.-> "connection 0"   errors go the other way
 *                            '-> "connection 1"
 */
#ifndef MUXBENCH_TASK_H
#define MUXBENCH_TASK_H

#include <stdbool.h>

#include "coroutine.h"
#include "loop.h"

struct task;

/*
 * Run body(task, data) as the first task on this loop, which nothing else
 * uses, and the loop with it, until it has ended. Its result, or the loop's
 * -errno. Once for each loop_begin().
 */
int task_run(struct loop *, struct stack_pool *, const char *name,
             int (*body)(struct task *, void *), void *data);

/* The functions below are called inside a task: `self`. */

/* Start another one, which runs when this one waits. It lasts until it is
 * joined, or `self` ends. NULL with *error = -errno: no stack for it. */
struct task *task_start(struct task *self, const char *name,
                        int (*body)(struct task *, void *), void *data,
                        int *error);

/*
 * Wait until `fd` is ready for `events`, or it is `until`. What it is ready
 * for, which after an error is everything; 0: the time has come; or the -errno
 * that was thrown. fd -1: only the time. Reading stays watched in between, so
 * that the next wait for it changes nothing in the kernel.
 */
int task_wait(struct task *self, int fd, unsigned events, uint64_t until);

/* Its descriptor is about to be closed. */
void task_forget(struct task *self);

/*
 * Wait until the other one has ended: its result, and it is gone. Or the
 * -errno that was thrown meanwhile, and the other one goes on. It was started
 * by `self`, or by one that `self` descends from. -EBUSY: somebody joins it
 * already. -EDEADLK: it is `self`.
 */
int task_join(struct task *self, struct task *other);

/* The same for all that `self` has started: 0. When one ends with an error or
 * something is thrown, the others are cancelled; then it is that error. */
int task_join_all(struct task *self);

/* Throw a -errno at one of this loop: the wait that it is in, or its next one,
 * returns it. Nothing happens when it has ended. */
void task_throw(struct task *, int error);

/* The same with -ECANCELED, and every later wait returns that too, at once.
 * One that has not run yet ends without. */
void task_cancel(struct task *);

/* It has ended, and waits to be joined. */
bool task_ended(const struct task *);

#endif
