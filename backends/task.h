/*
 * task - a coroutine that waits on the loop.
 *
 * What stands between coroutine.h, which knows no waiting, and loop.h, which
 * knows no coroutines: a task says what it waits for and yields; the loop's
 * callback resumes it.
 */
#ifndef MUXBENCH_TASK_H
#define MUXBENCH_TASK_H

#include <stdbool.h>

#include "coroutine.h"
#include "loop.h"

struct task {
    struct watcher watcher;
    struct coroutine *coroutine; /* NULL: ended, or never begun */
    struct loop *loop;
    unsigned waits_for; /* SELECT_*; 0: only for the time */
    bool ready;         /* what it waits for has come */
    void (*on_end)(struct task *);
};

/* Make a task that will run body(data) on a stack of the pool. on_end is
 * called when it has ended. 0 or -ENOMEM. */
int task_begin(struct task *, struct loop *, struct stack_pool *,
               void (*body)(void *), void *data, void (*on_end)(struct task *));

/* Run it up to its first wait. */
void task_start(struct task *);

/*
 * Inside the task: yield until `fd` is ready for `events`, or it is `until`.
 * True: it is ready; false: the time has come. fd -1: only the time. Reading
 * stays watched in between, so that the next wait for it changes nothing in
 * the kernel.
 */
bool task_wait(struct task *, int fd, unsigned events, uint64_t until);

/* Inside the task: its descriptor is about to be closed. */
void task_forget(struct task *);

/* Give up a task that has not ended. Its clean-up does not run. */
void task_discard(struct task *);

#endif
