#include "uring_task.h"

#if HAVE_LIBURING

#include <errno.h>
#include <stddef.h>

#include "clock.h"
#include "net.h"

#define NOBODY 0               /* user_data of an entry that nobody waits for */
#define REPEAT (10 * CLOCK_MS) /* of a cancel, when it had no effect */

/* It lies on its own stack. */
struct uring_task {
    struct coroutine *coroutine;
    struct uring_tasks *all;
    struct uring_task *next, **link; /* in the list of all */
    int (*body)(struct uring_task *, void *);
    void *data;
    struct timer deadline;
    unsigned flags; /* of the result */
    int given_up;   /* why the kernel was told to give it up; 0: it was not */
    bool waits, cancelled;
};

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

/* Its own result tells when the kernel has done so; the cancel's is not waited
 * for. One that comes while the operation moves between queues or threads finds
 * nothing: it is repeated until the result is there. */
static void give_up(struct uring_task *t, int why)
{
    struct io_uring_sqe *sqe = uring_entry(t->all->uring, 1);

    io_uring_prep_cancel64(sqe, (uint64_t)(uintptr_t)t, 0);
    io_uring_sqe_set_data64(sqe, NOBODY);
    if (t->given_up == 0)
        t->given_up = why;
    if (timers_set(&t->all->uring->timers, &t->deadline, clock_now() + REPEAT) <
        0)
        t->all->uring->error = -ENOMEM;
}

void uring_task_cancel(struct uring_task *t)
{
    t->cancelled = true;
    if (t->waits)
        give_up(t, -ECANCELED);
}

/* Yield until the result of the entry is there. What a thread of the kernel's
 * waits in is interrupted rather than cancelled. */
static int await(struct uring_task *t, struct io_uring_sqe *sqe, uint64_t until)
{
    struct uring *u = t->all->uring;
    int result;

    io_uring_sqe_set_data64(sqe, (uint64_t)(uintptr_t)t);
    if (timers_set(&u->timers, &t->deadline, until) < 0)
        u->error = -ENOMEM;
    t->given_up = 0;
    t->waits = true;
    result = coroutine_yield(t->coroutine);
    t->waits = false;
    if (t->given_up && (result == -ECANCELED || result == -EINTR))
        return t->given_up;
    return result;
}

/* False: its waits return -ECANCELED at once. */
static bool may_wait(const struct uring_task *t)
{
    return !t->cancelled && t->all->uring->error == 0;
}

int uring_connect(struct uring_task *t, int fd, const struct net_address *a,
                  uint64_t until)
{
    struct io_uring_sqe *sqe;

    if (!may_wait(t))
        return -ECANCELED;
    sqe = uring_entry(t->all->uring, 1);
    io_uring_prep_connect(sqe, fd, (const struct sockaddr *)&a->storage,
                          a->length);
    return await(t, sqe, until);
}

ssize_t uring_send(struct uring_task *t, int fd, const void *bytes, size_t n,
                   uint64_t until)
{
    struct io_uring_sqe *sqe;

    if (!may_wait(t))
        return -ECANCELED;
    sqe = uring_entry(t->all->uring, 1);
    io_uring_prep_send(sqe, fd, bytes, n, MSG_NOSIGNAL);
    return await(t, sqe, until);
}

static int sleep_until(struct uring_task *t, uint64_t until)
{
    struct __kernel_timespec time = {.tv_sec = (long long)(until / CLOCK_S),
                                     .tv_nsec = (long long)(until % CLOCK_S)};
    struct io_uring_sqe *sqe = uring_entry(t->all->uring, 1);

    io_uring_prep_timeout(sqe, &time, 0, IORING_TIMEOUT_ABS);
    return await(t, sqe, CLOCK_NEVER);
}

/* Without a buffer left it asks again: others have given theirs back since. */
ssize_t uring_receive(struct uring_task *t, int fd, char **buffer,
                      uint64_t until)
{
    ssize_t n = -ENOBUFS;

    *buffer = NULL;
    while (n == -ENOBUFS && may_wait(t)) {
        struct io_uring_sqe *sqe;

        if (fd < 0)
            return sleep_until(t, until);
        sqe = uring_entry(t->all->uring, 1);
        io_uring_prep_recv(sqe, fd, NULL, URING_BUFFER, 0);
        sqe->flags |= IOSQE_BUFFER_SELECT;
        sqe->buf_group = URING_GROUP;
        sqe->ioprio |= IORING_RECVSEND_POLL_FIRST;
        n = await(t, sqe, until);
        *buffer = uring_buffers_of(&t->all->uring->buffers, t->flags);
    }
    return n == -ENOBUFS ? -ECANCELED : n;
}

static void expire(struct uring *u)
{
    uint64_t now = timers_next(&u->timers) == CLOCK_NEVER ? 0 : clock_now();
    struct timer *timer;

    while ((timer = timers_expire(&u->timers, now))) {
        char *at = (char *)timer - offsetof(struct uring_task, deadline);

        give_up((struct uring_task *)(void *)at, -ETIME);
    }
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
            struct uring_task *t =
                (struct uring_task *)(uintptr_t)cqe->user_data;

            if (seen++ == count)
                break;
            if (cqe->user_data == NOBODY || (cqe->res != -ENOBUFS) != rest)
                continue;
            t->flags = cqe->flags;
            resume(t, cqe->res);
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
