#include "scheduler.h"

#include <stddef.h>

void scheduler_init(struct scheduler *s, struct loop *loop,
                    struct stack_pool *stacks, void (*on_end)(struct task *))
{
    *s = (struct scheduler){
        .loop = loop, .stacks = stacks, .last = &s->first, .on_end = on_end};
}

void scheduler_enqueue(struct task *t)
{
    struct scheduler *s = t->scheduler;

    if (t->state == TASK_QUEUED)
        return;
    t->state = TASK_QUEUED;
    t->queued = NULL;
    *s->last = t;
    s->last = &t->queued;
}

static inline void resume(struct task *t, int value)
{
    t->state = TASK_RUNS;
    coroutine_resume(t->coroutine, value);
    if (t->state != TASK_ENDED)
        return;
    loop_release(t->scheduler->loop, &t->watcher);
    t->scheduler->on_end(t);
}

void scheduler_run(struct scheduler *s)
{
    struct task *t;

    while ((t = s->first)) {
        s->first = t->queued;
        if (!s->first)
            s->last = &s->first;
        resume(t, 0);
    }
}

static struct task *task_of(struct watcher *w)
{
    char *at = (char *)w - offsetof(struct task, watcher);

    return (struct task *)(void *)at;
}

/* An event that nobody waits for would come again and again. */
static void ignore(struct task *t)
{
    unsigned wanted = t->state == TASK_WAITS ? t->waits_for & ~WAITS_TIME : 0;
    int result = 0;

    if (t->watcher.fd >= 0)
        result =
            loop_watch(t->scheduler->loop, &t->watcher, t->watcher.fd, wanted);
    if (result < 0)
        loop_stop(t->scheduler->loop, result);
}

static void on_ready(struct watcher *w, unsigned events)
{
    struct task *t = task_of(w);
    struct scheduler *s = t->scheduler;

    if (events & t->waits_for && t->state == TASK_WAITS)
        resume(t, (int)events);
    else
        ignore(t);
    if (s->first)
        scheduler_run(s);
}

static void on_time(struct watcher *w)
{
    struct task *t = task_of(w);
    struct scheduler *s = t->scheduler;

    if (t->state == TASK_WAITS && t->waits_for & WAITS_TIME)
        resume(t, 0);
    if (s->first)
        scheduler_run(s);
}

int scheduler_wait(struct task *t, unsigned waits_for)
{
    int value;

    t->waits_for = waits_for;
    t->state = TASK_WAITS;
    value = coroutine_yield(t->coroutine);
    return value > 0 ? value : scheduler_thrown(t);
}

int task_wait(struct task *t, int fd, unsigned events, uint64_t until)
{
    struct loop *loop = t->scheduler->loop;
    int result = scheduler_thrown(t);

    if (result == 0)
        result = loop_wake(loop, &t->watcher, until);
    if (result == 0 && fd >= 0)
        result = loop_watch(loop, &t->watcher, fd, events);
    return result < 0 ? result : scheduler_wait(t, events | WAITS_TIME);
}

void task_forget(struct task *t)
{
    loop_unwatch(t->scheduler->loop, &t->watcher);
}

struct task *scheduler_make(struct scheduler *s, const char *name,
                            int (*body)(void *), int *error)
{
    struct coroutine *c = coroutine_create(s->stacks, name, body, NULL, error);
    struct task *t = c ? coroutine_attach(c, sizeof *t) : NULL;

    if (t) {
        t->coroutine = c;
        t->scheduler = s;
        watcher_init(&t->watcher, on_ready, on_time);
    }
    return t;
}
