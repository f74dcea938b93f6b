#include "uring_trial.h"

#if HAVE_LIBURING

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* What an entry is for, in its user_data. */
enum { NOTHING, SEND, RECEIVE, CANCEL };

/* A result that does not come within this time does not come. */
#define PATIENCE_S 2

/* More than a socket of a pair takes at once. */
#define MUCH (4 << 20)

/* All memory the kernel is given outlives the ring. */
struct trial {
    const struct uring_kind *kind;
    struct uring uring;
    int pair[2]; /* from the first to the second */
    char *bytes, byte;
};

struct result {
    unsigned what, flags;
    int res;
};

static void start_send(struct trial *t, size_t n)
{
    struct io_uring_sqe *sqe = uring_entry(&t->uring, 1);

    io_uring_prep_send(sqe, t->pair[0], t->bytes, n,
                       MSG_NOSIGNAL | MSG_WAITALL | MSG_DONTWAIT);
    sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
    io_uring_sqe_set_data64(sqe, SEND);
}

static void start_receive(struct trial *t)
{
    struct io_uring_sqe *sqe = uring_entry(&t->uring, 1);

    if (t->kind->receive == URING_OWN_BUFFER) {
        io_uring_prep_recv(sqe, t->pair[1], &t->byte, 1, 0);
    } else {
        if (t->kind->receive == URING_MULTISHOT)
            io_uring_prep_recv_multishot(sqe, t->pair[1], NULL, 0, 0);
        else
            io_uring_prep_recv(sqe, t->pair[1], NULL, URING_BUFFER, 0);
        sqe->flags |= IOSQE_BUFFER_SELECT;
        sqe->buf_group = URING_GROUP;
    }
    sqe->ioprio |= IORING_RECVSEND_POLL_FIRST;
    io_uring_sqe_set_data64(sqe, RECEIVE);
}

static void start_cancel(struct trial *t)
{
    struct io_uring_sqe *sqe = uring_entry(&t->uring, 1);

    io_uring_prep_cancel64(sqe, RECEIVE, 0);
    io_uring_sqe_set_data64(sqe, CANCEL);
}

static struct result next_result(struct trial *t)
{
    struct __kernel_timespec time = {.tv_sec = PATIENCE_S};
    struct result result = {NOTHING, 0, -ETIME};
    struct io_uring_cqe *cqe;

    if (io_uring_submit_and_wait_timeout(&t->uring.ring, &cqe, 1, &time, NULL) <
        0)
        return result;
    result.what = (unsigned)cqe->user_data;
    result.flags = cqe->flags;
    result.res = cqe->res;
    io_uring_cqe_seen(&t->uring.ring, cqe);
    return result;
}

/* A byte goes over, and only its arrival gives a result. */
static bool passes(struct trial *t)
{
    enum uring_receive how = t->kind->receive;
    unsigned wanted = how == URING_OWN_BUFFER ? 0 : IORING_CQE_F_BUFFER;
    struct result r;
    char *buffer;

    if (how == URING_MULTISHOT)
        wanted |= IORING_CQE_F_MORE;
    start_send(t, 1);
    r = next_result(t);
    buffer = uring_buffers_of(&t->uring.buffers, r.flags);
    if (buffer)
        uring_buffers_give(&t->uring.buffers, buffer);
    return r.what == RECEIVE && r.res == 1 && (r.flags & wanted) == wanted;
}

static const char *try_receive(struct trial *t)
{
    start_receive(t);
    if (!passes(t))
        return "this io_uring does not receive as the row needs it: Linux 6.0 "
               "does";
    if (t->kind->receive != URING_MULTISHOT)
        start_receive(t);
    return passes(t) ? NULL
                     : "this io_uring ends a multishot receive early: Linux "
                       "6.0 goes on";
}

/* A receive that waits comes back; its own result and the cancel's come in
 * either order. */
static const char *try_cancel(struct trial *t)
{
    struct result a, b;

    if (t->kind->receive != URING_MULTISHOT)
        start_receive(t);
    start_cancel(t);
    a = next_result(t);
    b = next_result(t);
    if (a.what == CANCEL) {
        struct result swap = a;

        a = b;
        b = swap;
    }
    return a.what == RECEIVE && a.res == -ECANCELED && b.what == CANCEL &&
                   b.res >= 0
               ? NULL
               : "this io_uring does not cancel what waits: Linux 5.7 does";
}

/* What does not go at once comes back at once, with what has gone. */
static const char *try_send(struct trial *t)
{
    struct result first, second;

    start_send(t, MUCH);
    first = next_result(t);
    start_send(t, MUCH);
    second = next_result(t);
    return first.what == SEND && first.res > 0 && first.res < MUCH &&
                   second.what == SEND && second.res == -EAGAIN
               ? NULL
               : "this io_uring does not tell how much a send has sent: Linux "
                 "6.1 does";
}

static const char *try_all(struct trial *t)
{
    const char *reason = try_receive(t);

    if (!reason)
        reason = try_cancel(t);
    return reason ? reason : try_send(t);
}

const char *uring_trial(const struct uring_kind *kind)
{
    struct trial t = {.kind = kind, .bytes = calloc(1, MUCH)};
    const char *reason = "no descriptor is left for a ring";

    if (!t.bytes)
        return "no memory to try io_uring with";
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, t.pair) == 0) {
        if (uring_begin(&t.uring, kind, 1) == 0) {
            reason = try_all(&t);
            uring_end(&t.uring);
        }
        close(t.pair[0]);
        close(t.pair[1]);
    }
    free(t.bytes);
    return reason;
}

#endif
