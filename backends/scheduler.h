/*
 * scheduler - which task runs next. Private to task.c and scheduler.c.
 *
 * A task is resumed from here only: by the loop, when what it waits for has
 * come, or from a queue, when another task has something for it. So no task
 * ever runs on top of another one.
 */
#ifndef MUXBENCH_SCHEDULER_H
#define MUXBENCH_SCHEDULER_H

#include <errno.h>
#include <stdbool.h>

#include "coroutine.h"
#include "loop.h"
#include "task.h"

enum task_state {
    TASK_RUNS,
    TASK_QUEUED, /* it runs as soon as the one that runs now waits */
    TASK_WAITS,
    TASK_ENDS, /* it waits for those it has started, come what may */
    TASK_ENDED
};

/* It lies on its own stack. */
struct task {
    struct watcher watcher;
    struct coroutine *coroutine;
    struct scheduler *scheduler;
    int (*body)(struct task *, void *);
    void *data;
    struct task *starter;      /* NULL: the first one */
    struct task *children;     /* that are not joined yet */
    struct task *next, **link; /* in the starter's list of children */
    struct task *queued;       /* the next in the scheduler's queue */
    struct task *joiner;
    int alive; /* children that have not ended */
    int thrown;
    enum task_state state;
    unsigned waits_for; /* SELECT_*, WAITS_TIME; 0: only for the queue */
    bool cancelled, joins_all;
};

/* What all tasks of a loop share. */
struct scheduler {
    struct loop *loop;
    struct stack_pool *stacks;
    struct task *first, **last;    /* the queue */
    void (*on_end)(struct task *); /* its body has returned */
};

/* A bit beside SELECT_*. */
#define WAITS_TIME 4u

/* Nothing can run yet. */
void scheduler_init(struct scheduler *, struct loop *, struct stack_pool *,
                    void (*on_end)(struct task *));

/* A task that is to run body(task) once it was enqueued. NULL with *error =
 * -errno. */
struct task *scheduler_make(struct scheduler *, const char *name,
                            int (*body)(void *), int *error);

/* It runs when no other one does. Nothing changes when it is in the queue. */
void scheduler_enqueue(struct task *);

/* Run what is in the queue, until that is empty. */
void scheduler_run(struct scheduler *);

/* Inside the task: yield until what it waits for has come (SELECT_*), the time
 * has come (0), or it was enqueued: 0, or what was thrown. */
int scheduler_wait(struct task *, unsigned waits_for);

/* What was thrown, once, or 0. */
static inline int scheduler_thrown(struct task *t)
{
    int thrown = t->thrown;

    if (thrown < 0)
        t->thrown = t->cancelled ? -ECANCELED : 0;
    return thrown;
}

#endif
