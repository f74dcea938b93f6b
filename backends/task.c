#include "task.h"

#include <errno.h>
#include <stddef.h>

#include "clock.h"

static void resume(struct task *t)
{
    coroutine_resume(t->coroutine);
    if (!coroutine_ended(t->coroutine))
        return;
    task_discard(t);
    t->on_end(t);
}

static struct task *task_of(struct watcher *w)
{
    char *at = (char *)w - offsetof(struct task, watcher);

    return (struct task *)(void *)at;
}

static void on_ready(struct watcher *w, unsigned events)
{
    struct task *t = task_of(w);

    t->ready = events & t->waits_for;
    if (t->ready)
        resume(t);
}

static void on_time(struct watcher *w)
{
    resume(task_of(w));
}

int task_begin(struct task *t, struct loop *loop, struct stack_pool *stacks,
               void (*body)(void *), void *data, void (*on_end)(struct task *))
{
    t->loop = loop;
    t->on_end = on_end;
    watcher_init(&t->watcher, on_ready, on_time);
    t->coroutine = coroutine_create(stacks, body, data);
    return t->coroutine ? 0 : -ENOMEM;
}

void task_start(struct task *t)
{
    resume(t);
}

bool task_wait(struct task *t, int fd, unsigned events, uint64_t until)
{
    int result = loop_wake(t->loop, &t->watcher, until);

    if (result == 0 && fd >= 0)
        result = loop_watch(t->loop, &t->watcher, fd, events);
    if (result < 0)
        loop_stop(t->loop, result);
    t->ready = false;
    t->waits_for = events;
    coroutine_yield(t->coroutine);
    return t->ready;
}

void task_forget(struct task *t)
{
    loop_unwatch(t->loop, &t->watcher);
}

void task_discard(struct task *t)
{
    if (!t->coroutine)
        return;
    timers_remove(&t->loop->timers, &t->watcher.timer);
    coroutine_destroy(t->coroutine);
    t->coroutine = NULL;
}
