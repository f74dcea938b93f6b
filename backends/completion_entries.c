#include "completion_entries.h"

#if HAVE_LIBURING

#include <sys/socket.h>

#include "net.h"

/* A request of at most so many bytes is expected to go at once. */
#define SHORT 4096

/* After the entry was prepared, which clears it. */
static void tag(struct io_uring_sqe *sqe, struct peer *p, enum operation what)
{
    io_uring_sqe_set_data64(sqe, (uint64_t)(uintptr_t)p | (unsigned)what);
    p->pending |= what;
}

void start_connect(struct loop *l, struct peer *p)
{
    const struct net_address *a = p->conn.address;
    struct io_uring_sqe *sqe;

    /* Blocking: on a non-blocking socket the ring would not wait either. */
    p->fd = net_socket(a, NET_BLOCKING);
    if (p->fd < 0) {
        conn_opened(&p->conn, p->fd);
        return;
    }
    sqe = uring_entry(&l->uring, 1);
    io_uring_prep_connect(sqe, p->fd, (const struct sockaddr *)&a->storage,
                          a->length);
    tag(sqe, p, CONNECT);
}

/* Of the first piece of an answer nothing can be there yet, so the kernel need
 * not look (POLL_FIRST). */
void start_receive(struct loop *l, struct peer *p)
{
    struct io_uring_sqe *sqe = uring_entry(&l->uring, 1);

    if (l->kind->receive == URING_MULTISHOT) {
        io_uring_prep_recv_multishot(sqe, p->fd, NULL, 0, 0);
        sqe->flags |= IOSQE_BUFFER_SELECT;
        sqe->buf_group = URING_GROUP;
    } else {
        io_uring_prep_recv(sqe, p->fd, p->buffer, JOB_BUFFER, 0);
    }
    if (p->conn.want != CONN_RECV)
        sqe->ioprio |= IORING_RECVSEND_POLL_FIRST;
    tag(sqe, p, RECEIVE);
}

/*
 * Sent at once or not at all: with MSG_DONTWAIT the send has ended when its
 * entry was taken, and with MSG_WAITALL a part is a failure. So no result is
 * asked for but of a failure, and no turn of the loop is spent on it.
 */
static void send_quickly(struct loop *l, struct peer *p)
{
    struct io_uring_sqe *sqe = uring_entry(&l->uring, 1);

    io_uring_prep_send(sqe, p->fd, p->conn.out, p->conn.out_length,
                       MSG_NOSIGNAL | MSG_WAITALL | MSG_DONTWAIT);
    tag(sqe, p, SEND);
    sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
    p->pending &= ~(unsigned)SEND;
    p->quick = true;
    p->place = uring_place(&l->uring);
    if (!(p->pending & RECEIVE))
        start_receive(l, p);
}

/* The kernel waits for room and goes on with a short send by itself
 * (MSG_WAITALL), so that a receive can be linked behind it. */
static void send_patiently(struct loop *l, struct peer *p)
{
    struct io_uring_sqe *sqe = uring_entry(&l->uring, 2);

    io_uring_prep_send(sqe, p->fd, p->conn.out, p->conn.out_length,
                       MSG_NOSIGNAL | MSG_WAITALL);
    tag(sqe, p, SEND);
    if (!(p->pending & RECEIVE)) {
        sqe->flags |= IOSQE_IO_LINK;
        start_receive(l, p);
    }
}

/* SQPOLL's thread takes an entry and tells of results while we run, so that an
 * answer could be seen before it is seen that its request was sent. */
void start_send(struct loop *l, struct peer *p)
{
    if (p->crowded || p->conn.out_length > SHORT ||
        (l->kind->flags & IORING_SETUP_SQPOLL))
        send_patiently(l, p);
    else
        send_quickly(l, p);
}

/* The entry that holds the peer up. A send that was not asked to report is
 * none of `pending`; one that was comes before the receive that waits with it.
 */
static unsigned waits_for(unsigned pending)
{
    if (pending & CONNECT)
        return CONNECT;
    return (pending & (SEND | RECEIVE)) == RECEIVE ? RECEIVE : SEND;
}

/* By its user_data: to find it by descriptor, the kernel would look through all
 * that is pending on the ring. */
void start_cancel(struct loop *l, struct peer *p)
{
    struct io_uring_sqe *sqe = uring_entry(&l->uring, 1);
    uint64_t under_way = (uint64_t)(uintptr_t)p | waits_for(p->pending);

    io_uring_prep_cancel64(sqe, under_way, 0);
    tag(sqe, p, CANCEL);
    p->cancelled = true;
}

#endif
