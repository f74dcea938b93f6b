#include "uring_task.h"

#if HAVE_LIBURING

#include <errno.h>

#include "clock.h"
#include "net.h"
#include "uring_scheduler.h"

/* Until a cancel that found nothing is repeated; then twice as long each time,
 * so that a kernel which is late is not given more and more to do. */
#define REPEAT (10 * CLOCK_MS)

static uint64_t name_of(const struct uring_task *t, enum order what)
{
    return (uint64_t)(uintptr_t)t | what;
}

/* After the entry was prepared, which clears it. */
static void tag(struct io_uring_sqe *sqe, struct uring_task *t, enum order what)
{
    io_uring_sqe_set_data64(sqe, name_of(t, what));
    t->pending |= what;
}

void uring_set_deadline(struct uring_task *t, uint64_t due)
{
    struct uring *u = t->all->uring;

    if (timers_set(&u->timers, &t->deadline, due) < 0)
        u->error = -ENOMEM;
}

void uring_give_up(struct uring_task *t, int why)
{
    struct io_uring_sqe *sqe = uring_entry(t->all->uring, 1);

    io_uring_prep_cancel64(sqe, name_of(t, OPERATION), 0);
    tag(sqe, t, CANCEL);
    uring_set_deadline(t, CLOCK_NEVER);
    t->pause = t->given_up ? 2 * t->pause : REPEAT;
    if (t->given_up == 0)
        t->given_up = why;
}

void uring_task_cancel(struct uring_task *t)
{
    t->cancelled = true;
    if (t->pending && t->given_up == 0)
        uring_give_up(t, -ECANCELED);
}

/* What a thread of the kernel's waits in is interrupted rather than
 * cancelled. */
int uring_await(struct uring_task *t, struct io_uring_sqe *sqe, uint64_t until)
{
    int result;

    tag(sqe, t, OPERATION);
    uring_set_deadline(t, until);
    t->given_up = 0;
    result = coroutine_yield(t->coroutine);
    t->pending = 0;
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
    return uring_await(t, sqe, until);
}

ssize_t uring_send(struct uring_task *t, int fd, const void *bytes, size_t n,
                   uint64_t until)
{
    struct io_uring_sqe *sqe;

    if (!may_wait(t))
        return -ECANCELED;
    sqe = uring_entry(t->all->uring, 1);
    io_uring_prep_send(sqe, fd, bytes, n, MSG_NOSIGNAL);
    return uring_await(t, sqe, until);
}

static int sleep_until(struct uring_task *t, uint64_t until)
{
    struct __kernel_timespec time = {.tv_sec = (long long)(until / CLOCK_S),
                                     .tv_nsec = (long long)(until % CLOCK_S)};
    struct io_uring_sqe *sqe = uring_entry(t->all->uring, 1);

    io_uring_prep_timeout(sqe, &time, 0, IORING_TIMEOUT_ABS);
    return uring_await(t, sqe, CLOCK_NEVER);
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
        n = uring_await(t, sqe, until);
        *buffer = uring_buffers_of(&t->all->uring->buffers, t->flags);
    }
    return n == -ENOBUFS ? -ECANCELED : n;
}

#endif
