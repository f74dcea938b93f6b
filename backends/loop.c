#include "loop.h"

#include <errno.h>
#include <stddef.h>

#include "clock.h"
#include "job.h"

#define EVENTS 256

int loop_begin(struct loop *l)
{
    int error = 0;

    timers_init(&l->timers);
    l->ready = l->ready_end = NULL;
    l->stopped = false;
    l->error = 0;
    l->selector = selector_create(&error);
    return l->selector ? 0 : error;
}

void loop_end(struct loop *l)
{
    timers_free(&l->timers);
    selector_destroy(l->selector);
    l->selector = NULL;
}

int loop_begin_for(struct loop *l, const struct job *job)
{
    int result = loop_begin(l);

    if (result == 0 && job_keeps_time(job))
        selector_keep_time(l->selector);
    return result;
}

void watcher_init(struct watcher *w,
                  void (*on_ready)(struct watcher *, unsigned),
                  void (*on_time)(struct watcher *))
{
    w->on_ready = on_ready;
    w->on_time = on_time;
    w->fd = -1;
    w->events = 0;
    timer_init(&w->timer);
}

int loop_change(struct loop *l, struct watcher *w, int fd, unsigned events)
{
    int result = w->fd < 0 ? selector_add(l->selector, fd, events, w)
                           : selector_change(l->selector, fd, events, w);

    if (result < 0)
        return result;
    w->fd = fd;
    w->events = events;
    return 0;
}

void loop_unwatch(struct loop *l, struct watcher *w)
{
    if (w->fd >= 0)
        selector_forget(l->selector, w->fd);
    w->fd = -1;
    w->events = 0;
}

void loop_release(struct loop *l, struct watcher *w)
{
    timers_remove(&l->timers, &w->timer);
    if (w->fd >= 0)
        selector_remove(l->selector, w->fd);
    w->fd = -1;
    w->events = 0;
    for (struct selected *due = l->ready; due < l->ready_end; due++)
        if (due->data == w)
            due->data = NULL;
}

int loop_wake(struct loop *l, struct watcher *w, uint64_t when)
{
    return timers_set(&l->timers, &w->timer, when);
}

static void call_ready(struct loop *l)
{
    struct selected ready[EVENTS];
    int n = selector_wait(l->selector, ready, EVENTS, timers_next(&l->timers));

    if (n < 0 && n != -EINTR)
        loop_stop(l, n);
    l->ready = ready;
    l->ready_end = ready + (n > 0 ? n : 0);
    while (l->ready < l->ready_end && !l->stopped) {
        struct selected *next = l->ready++;
        struct watcher *w = next->data;

        /* A callback before it may have changed what this one waits for. */
        if (w && next->events & w->events)
            w->on_ready(w, next->events);
    }
    l->ready = l->ready_end = NULL;
}

static void call_woken(struct loop *l)
{
    uint64_t now = timers_next(&l->timers) == CLOCK_NEVER ? 0 : clock_now();
    struct timer *t;

    while (!l->stopped && (t = timers_expire(&l->timers, now))) {
        char *at = (char *)t - offsetof(struct watcher, timer);
        struct watcher *w = (struct watcher *)(void *)at;

        w->on_time(w);
    }
}

int loop_run(struct loop *l)
{
    while (!l->stopped) {
        call_ready(l);
        call_woken(l);
    }
    return l->error;
}

void loop_stop(struct loop *l, int error)
{
    l->stopped = true;
    if (l->error == 0)
        l->error = error;
}
