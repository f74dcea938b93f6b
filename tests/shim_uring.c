/*
 * The functions of liburing that hand orders over. Orders that wait in the
 * submission queue are changed before that; see shim.h.
 */
#include "tests/shim_roll.h"

#if HAVE_LIBURING

#include <errno.h>
#include <liburing.h>
#include <sys/socket.h>

/* No ring of ours has such a group of buffers. */
#define NO_GROUP 0xfffd

static unsigned may_happen(const struct io_uring_sqe *sqe)
{
    bool chooses = sqe->flags & IOSQE_BUFFER_SELECT;
    bool receives = sqe->opcode == IORING_OP_RECV;
    unsigned may = 0;

    if (!receives && sqe->opcode != IORING_OP_SEND)
        return 0;
    if (sqe->len > 1 && !chooses && !(sqe->msg_flags & MSG_WAITALL))
        may |= SHIM_MAY(SHIM_SHORT);
    if (receives)
        may |= SHIM_MAY(chooses ? SHIM_NOBUFFER : SHIM_ENOBUFS);
    return may | SHIM_MAY(SHIM_RESET);
}

static void change_order(struct io_uring_sqe *sqe)
{
    uint64_t luck;
    unsigned may = may_happen(sqe);

    /* A registered descriptor is an index, and none that can be reset. */
    if (sqe->flags & IOSQE_FIXED_FILE)
        may &= ~SHIM_MAY(SHIM_RESET);
    if (may == 0)
        return;
    switch (shim_roll(may, &luck)) {
    case SHIM_SHORT:
        sqe->len = 1 + (unsigned)luck % (sqe->len < 200 ? sqe->len - 1 : 199);
        break;
    case SHIM_NOBUFFER:
    case SHIM_ENOBUFS:
        sqe->flags |= IOSQE_BUFFER_SELECT;
        sqe->buf_group = NO_GROUP;
        break;
    case SHIM_RESET:
        shim_reset(sqe->fd);
        break;
    case SHIM_EINTR:
    case SHIM_EAGAIN:
    case SHIM_FEWER:
    case SHIM_NONE:
        break;
    }
}

/* An order of 128 bytes is two entries. */
static void change_orders(struct io_uring *ring)
{
    struct io_uring_sq *sq = &ring->sq;
    unsigned mask = *sq->kring_mask;
    unsigned shift = ring->flags & IORING_SETUP_SQE128 ? 1 : 0;

    if (!shim_active())
        return;
    for (unsigned i = sq->sqe_head; i != sq->sqe_tail; i++)
        change_order(&sq->sqes[(i & mask) << shift]);
}

/* A wait that a signal ends at once. */
static bool is_interrupted(void)
{
    uint64_t luck;

    return shim_active() &&
           shim_roll(SHIM_MAY(SHIM_EINTR), &luck) == SHIM_EINTR;
}

static int really_submit(struct io_uring *ring)
{
    SHIM_NEXT(io_uring_submit);
    return next(ring);
}

/* What the kernel says: how many it took, else that it was interrupted. */
static int submit_without_wait(struct io_uring *ring)
{
    int taken = really_submit(ring);

    return taken == 0 ? -EINTR : taken;
}

int io_uring_submit(struct io_uring *ring)
{
    change_orders(ring);
    return really_submit(ring);
}

int io_uring_submit_and_wait(struct io_uring *ring, unsigned count)
{
    SHIM_NEXT(io_uring_submit_and_wait);
    change_orders(ring);
    if (count > 0 && is_interrupted())
        return submit_without_wait(ring);
    return next(ring, count);
}

int io_uring_submit_and_wait_timeout(struct io_uring *ring,
                                     struct io_uring_cqe **cqe, unsigned count,
                                     struct __kernel_timespec *time,
                                     sigset_t *mask)
{
    SHIM_NEXT(io_uring_submit_and_wait_timeout);
    change_orders(ring);
    if (count > 0 && is_interrupted()) {
        *cqe = NULL;
        return submit_without_wait(ring);
    }
    return next(ring, cqe, count, time, mask);
}

int io_uring_submit_and_get_events(struct io_uring *ring)
{
    SHIM_NEXT(io_uring_submit_and_get_events);
    change_orders(ring);
    return next(ring);
}

int io_uring_wait_cqes(struct io_uring *ring, struct io_uring_cqe **cqe,
                       unsigned count, struct __kernel_timespec *time,
                       sigset_t *mask)
{
    SHIM_NEXT(io_uring_wait_cqes);
    change_orders(ring);
    if (count > 0 && is_interrupted()) {
        *cqe = NULL;
        return -EINTR;
    }
    return next(ring, cqe, count, time, mask);
}

#endif
