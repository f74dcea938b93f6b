#include "uring_scheduler.h"

#if HAVE_LIBURING

#include <errno.h>
#include <stddef.h>

#include "clock.h"

static int run(void *data)
{
    struct uring_task *t = data;

    return t->body(t, t->data);
}

static void enlist(struct uring_task *t, struct uring_tasks *all)
{
    t->all = all;
    t->next = all->first;
    t->link = &all->first;
    if (t->next)
        t->next->link = &t->next;
    all->first = t;
}

static void release(struct uring_task *t)
{
    int result = coroutine_result(t->coroutine);

    if (result < 0 && t->all->error == 0)
        t->all->error = result;
    if (t->all->uring->error == 0)
        timers_remove(&t->all->uring->timers, &t->deadline);
    *t->link = t->next;
    if (t->next)
        t->next->link = t->link;
    coroutine_destroy(t->coroutine);
}

static void resume(struct uring_task *t, int value)
{
    coroutine_resume(t->coroutine, value);
    if (coroutine_ended(t->coroutine))
        release(t);
}

int uring_task_start(struct uring_tasks *all, const char *name,
                     int (*body)(struct uring_task *, void *), void *data)
{
    int error = 0;
    struct coroutine *c =
        coroutine_create(all->stacks, name, run, NULL, &error);
    struct uring_task *t = c ? coroutine_attach(c, sizeof *t) : NULL;

    if (!t)
        return error;
    *t = (struct uring_task){.coroutine = c, .body = body, .data = data};
    timer_init(&t->deadline);
    enlist(t, all);
    resume(t, 0);
    return 0;
}

/* A cancel that has found the operation ends it, and needs no other. One that
 * comes while it moves between queues or threads finds nothing. */
static void on_cancel(struct uring_task *t, int found)
{
    if (found < 0 && t->pending & OPERATION)
        uring_set_deadline(t, clock_now() + t->pause);
}

static void expire(struct uring *u)
{
    uint64_t now = timers_next(&u->timers) == CLOCK_NEVER ? 0 : clock_now();
    struct timer *timer;

    while ((timer = timers_expire(&u->timers, now))) {
        char *at = (char *)timer - offsetof(struct uring_task, deadline);

        uring_give_up((struct uring_task *)(void *)at, -ETIME);
    }
}

static inline void on_result(const struct io_uring_cqe *cqe)
{
    uint64_t at = cqe->user_data & ~ORDERS;
    enum order what = (enum order)(cqe->user_data & ORDERS);
    struct uring_task *t = (struct uring_task *)(uintptr_t)at;

    t->pending &= ~(unsigned)what;
    if (what == CANCEL) {
        on_cancel(t, cqe->res);
    } else {
        t->result = cqe->res;
        t->flags = cqe->flags;
    }
    if (!t->pending)
        resume(t, t->result);
}

/* Those whose receive found no buffer come first: they ask before those that
 * had one ask for more. */
static void hand_out(struct io_uring *ring)
{
    struct io_uring_cqe *cqe;
    unsigned head, count = io_uring_cq_ready(ring);

    for (int rest = 0; rest <= 1; rest++) {
        unsigned seen = 0;

        io_uring_for_each_cqe(ring, head, cqe)
        {
            if (seen++ == count)
                break;
            if ((cqe->res != -ENOBUFS) == rest)
                on_result(cqe);
        }
    }
    io_uring_cq_advance(ring, count);
}

int uring_task_run_all(struct uring_tasks *all)
{
    int result = 0;

    while (all->first && all->error == 0 && result == 0) {
        result = uring_wait(all->uring);
        if (result == 0)
            hand_out(&all->uring->ring);
        if (result == 0 && all->uring->error == 0)
            expire(all->uring);
    }
    return result < 0 ? result : all->error;
}

void uring_task_end_all(struct uring_tasks *all)
{
    all->uring->error = -ECANCELED;
    while (all->first) {
        all->first->flags = 0;
        resume(all->first, -ECANCELED);
    }
}

#endif
