/*
 * uring_scheduler - which task runs next. Private to uring_task.c and
 * uring_scheduler.c.
 *
 * Between a wait and its result: a task is resumed from here only, when all
 * that it has ordered from the kernel has its results. Those are the
 * operation's, and the cancel's, if it was to be given up: a cancel names a
 * task, which must not have ended by then, nor wait for something else.
 */
#ifndef MUXBENCH_URING_SCHEDULER_H
#define MUXBENCH_URING_SCHEDULER_H

#if HAVE_LIBURING

#include <stdbool.h>
#include <stdint.h>

#include "uring_task.h"

/* What an entry is for: a bit of its user_data, next to a task's address. */
enum order { OPERATION = 1, CANCEL = 2 };
#define ORDERS UINT64_C(3)

/* It lies on its own stack. */
struct uring_task {
    struct coroutine *coroutine;
    struct uring_tasks *all;
    struct uring_task *next, **link; /* in the list of all */
    int (*body)(struct uring_task *, void *);
    void *data;
    struct timer deadline; /* when to give up, or to try that again */
    uint64_t pause;        /* before it is tried again */
    unsigned pending;      /* orders whose results are to come */
    unsigned flags;        /* of the operation's result */
    int result;
    int given_up; /* why the kernel was told to give it up; 0: it was not */
    bool cancelled;
};

/* When it is to be tried to end the wait, or to end it once more. */
void uring_set_deadline(struct uring_task *, uint64_t due);

/* Tell the kernel to give up what the task waits for, which then returns
 * `why`, unless a result has come. */
void uring_give_up(struct uring_task *, int why);

/* Inside the task: yield until the result of the entry, which was prepared, is
 * there. It; -ETIME: it was `until` before; -ECANCELED: it is to end. */
int uring_await(struct uring_task *, struct io_uring_sqe *, uint64_t until);

#endif
#endif
