#include "task.h"

#include <errno.h>

#include "overflow.h"
#include "scheduler.h"

static void enlist(struct task *t, struct task *starter)
{
    t->starter = starter;
    t->next = starter->children;
    t->link = &starter->children;
    if (t->next)
        t->next->link = &t->next;
    starter->children = t;
    starter->alive++;
}

/* Somebody knows how it has ended. */
static void release(struct task *t)
{
    if (t->link)
        *t->link = t->next;
    if (t->link && t->next)
        t->next->link = t->link;
    coroutine_destroy(t->coroutine);
}

/* Its result, where that is an error. That it was told to end is none. */
static int error_of(const struct task *t)
{
    int result = coroutine_result(t->coroutine);

    return result >= 0 || (t->cancelled && result == -ECANCELED) ? 0 : result;
}

/* Wake who waits for its end. */
static void tell(struct task *t)
{
    struct task *up = t->starter;
    bool unheard = !t->joiner && error_of(t) < 0;

    if (t->joiner)
        scheduler_enqueue(t->joiner);
    if (!up)
        loop_stop(t->scheduler->loop, 0);
    else if ((--up->alive == 0 || unheard) && up->joins_all)
        scheduler_enqueue(up);
}

/* The error of a child that nobody has joined; 0: there is none. */
static int error_unheard(const struct task *t)
{
    int error = 0;

    for (struct task *c = t->children; c && error == 0; c = c->next)
        if (c->state == TASK_ENDED)
            error = error_of(c);
    return error;
}

/* After this there is no child. */
static int end_children(struct task *t)
{
    int error = error_unheard(t);

    for (struct task *c = t->children; c; c = c->next)
        task_cancel(c);
    t->joins_all = true;
    while (t->alive > 0) {
        t->state = TASK_ENDS;
        coroutine_yield(t->coroutine);
    }
    t->joins_all = false;
    if (error == 0)
        error = error_unheard(t);
    while (t->children)
        release(t->children);
    return error;
}

int task_join(struct task *t, struct task *other)
{
    int result = scheduler_thrown(t);

    if (result == 0 && other == t)
        result = -EDEADLK;
    if (result == 0 && other->joiner)
        result = -EBUSY;
    if (result == 0 && other->state != TASK_ENDED) {
        other->joiner = t;
        result = scheduler_wait(t, 0);
        other->joiner = NULL;
    }
    if (result < 0)
        return result;
    result = coroutine_result(other->coroutine);
    release(other);
    return result;
}

int task_join_all(struct task *t)
{
    int result = scheduler_thrown(t), error;

    t->joins_all = true;
    while (result == 0 && t->alive > 0 && error_unheard(t) == 0)
        result = scheduler_wait(t, 0);
    t->joins_all = false;
    error = end_children(t);
    return result < 0 ? result : error;
}

/* The body of a task's coroutine. */
static int run(void *data)
{
    struct task *t = data;
    int result = t->cancelled ? -ECANCELED : t->body(t, t->data);
    int unheard = end_children(t);

    t->state = TASK_ENDED;
    return result < 0 || unheard == 0 ? result : unheard;
}

static struct task *begin(struct scheduler *s, const char *name,
                          int (*body)(struct task *, void *), void *data,
                          int *error)
{
    struct task *t = scheduler_make(s, name, run, error);

    if (t) {
        t->body = body;
        t->data = data;
        scheduler_enqueue(t);
    }
    return t;
}

struct task *task_start(struct task *t, const char *name,
                        int (*body)(struct task *, void *), void *data,
                        int *error)
{
    struct task *child = begin(t->scheduler, name, body, data, error);

    if (child)
        enlist(child, t);
    return child;
}

void task_throw(struct task *t, int error)
{
    if (t->thrown == 0)
        t->thrown = error;
    if (t->state == TASK_WAITS)
        scheduler_enqueue(t);
}

void task_cancel(struct task *t)
{
    if (t->state == TASK_ENDED)
        return;
    t->cancelled = true;
    t->thrown = -ECANCELED;
    task_throw(t, -ECANCELED);
}

bool task_ended(const struct task *t)
{
    return t->state == TASK_ENDED;
}

/* When the loop fails, all that wait are told to end, which needs no loop. */
static int run_to_end(struct scheduler *s, struct task *first)
{
    int error, result;

    scheduler_run(s);
    error = loop_run(s->loop);
    if (first->state != TASK_ENDED) {
        task_cancel(first);
        scheduler_run(s);
    }
    result = coroutine_result(first->coroutine);
    release(first);
    return error < 0 ? error : result;
}

int task_run(struct loop *loop, struct stack_pool *stacks, const char *name,
             int (*body)(struct task *, void *), void *data)
{
    struct scheduler s;
    struct overflow_watch watch;
    /* -EBUSY: a fault is another's business; all else works without. */
    int result, watched = overflow_watch(&watch, stacks);
    struct task *first;

    scheduler_init(&s, loop, stacks, tell);
    first = begin(&s, name, body, data, &result);
    if (first)
        result = run_to_end(&s, first);
    if (watched == 0)
        overflow_unwatch(&watch);
    return result;
}
