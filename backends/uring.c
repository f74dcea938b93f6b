#include "uring.h"

#if HAVE_LIBURING

#include <errno.h>
#include <liburing.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "conn.h"
#include "net.h"
#include "timers.h"

/* Queue entries. When they run out in one turn, what there is is handed over
 * early. */
#define ENTRIES 1024

/* The common buffers: a power of two, and enough for what comes in a turn. */
enum { BUFFERS = 1024, BUFFER_SIZE = 4096, GROUP = 0 };

/* What an entry is for: a bit of its user_data, next to a peer's address. */
enum operation { CONNECT = 1, SEND = 2, RECEIVE = 4, CANCEL = 8 };
#define OPERATIONS UINT64_C(15)

struct peer {
    _Alignas(16) struct conn conn;
    struct timer timer;
    int fd;
    unsigned pending; /* operations whose results are to come */
    bool cancelled;   /* they have been */
    char *buffer;     /* URING_SINGLE */
};

struct loop {
    struct io_uring ring;
    struct timers timers;
    enum uring_receive receive;
    struct io_uring_buf_ring *free; /* buffers the kernel may fill */
    char *buffers;
    int left, count, error;
    struct peer peers[];
};

static struct io_uring_sqe *next_entry(struct loop *l)
{
    struct io_uring_sqe *sqe = io_uring_get_sqe(&l->ring);

    while (!sqe) {
        io_uring_submit(&l->ring);
        sqe = io_uring_get_sqe(&l->ring);
    }
    return sqe;
}

/* After the entry was prepared, which clears it. */
static void tag(struct io_uring_sqe *sqe, struct peer *p, enum operation what)
{
    io_uring_sqe_set_data64(sqe, (uint64_t)(uintptr_t)p | (unsigned)what);
    p->pending |= what;
}

static void start_connect(struct loop *l, struct peer *p)
{
    const struct net_address *a = p->conn.address;
    struct io_uring_sqe *sqe;

    /* Blocking: on a non-blocking socket the ring would not wait either. */
    p->fd = net_socket(a, NET_BLOCKING);
    if (p->fd < 0) {
        conn_opened(&p->conn, p->fd);
        return;
    }
    sqe = next_entry(l);
    io_uring_prep_connect(sqe, p->fd, (const struct sockaddr *)&a->storage,
                          a->length);
    tag(sqe, p, CONNECT);
}

static void start_receive(struct loop *l, struct peer *p)
{
    struct io_uring_sqe *sqe = next_entry(l);

    if (l->receive == URING_MULTISHOT) {
        io_uring_prep_recv_multishot(sqe, p->fd, NULL, 0, 0);
        sqe->flags |= IOSQE_BUFFER_SELECT;
        sqe->buf_group = GROUP;
    } else {
        io_uring_prep_recv(sqe, p->fd, p->buffer, JOB_BUFFER, 0);
    }
    tag(sqe, p, RECEIVE);
}

/* The kernel goes on with a short send by itself (MSG_WAITALL), so that a
 * receive can be linked behind it. A link needs both in one submission. */
static void start_send(struct loop *l, struct peer *p)
{
    struct io_uring_sqe *sqe;

    if (io_uring_sq_space_left(&l->ring) < 2)
        io_uring_submit(&l->ring);
    sqe = next_entry(l);
    io_uring_prep_send(sqe, p->fd, p->conn.out, p->conn.out_length,
                       MSG_NOSIGNAL | MSG_WAITALL);
    tag(sqe, p, SEND);
    if (!(p->pending & RECEIVE)) {
        sqe->flags |= IOSQE_IO_LINK;
        start_receive(l, p);
    }
}

static void start_cancel(struct loop *l, struct peer *p)
{
    struct io_uring_sqe *sqe = next_entry(l);

    io_uring_prep_cancel_fd(sqe, p->fd, IORING_ASYNC_CANCEL_ALL);
    tag(sqe, p, CANCEL);
    p->cancelled = true;
}

/* True: there are results to wait for first. */
static bool close_peer(struct loop *l, struct peer *p)
{
    if (p->pending && !p->cancelled)
        start_cancel(l, p);
    if (p->pending)
        return true;
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    p->cancelled = false;
    conn_closed(&p->conn);
    return false;
}

/* Do what the connection wants until a result has to come. True: it has. */
static bool step(struct loop *l, struct peer *p)
{
    enum conn_want want = p->conn.want;

    switch (want) {
    case CONN_OPEN:
        if (!(p->pending & CONNECT))
            start_connect(l, p);
        return p->conn.want == want;
    case CONN_SEND:
        if (!(p->pending & SEND))
            start_send(l, p);
        return true;
    case CONN_RECV:
        if (!(p->pending & RECEIVE))
            start_receive(l, p);
        return true;
    case CONN_CLOSE:
        return close_peer(l, p);
    case CONN_NOTHING:
        l->left--;
        return true;
    case CONN_WAIT:
        break;
    }
    return true;
}

static void advance(struct loop *l, struct peer *p)
{
    while (!step(l, p))
        continue;
    if (timers_set(&l->timers, &p->timer, p->conn.wake) < 0)
        l->error = -ENOMEM;
}

/* Give a buffer of the common ring back to the kernel. */
static void give_back(struct loop *l, char *buffer)
{
    unsigned short id = (unsigned short)((buffer - l->buffers) / BUFFER_SIZE);

    io_uring_buf_ring_add(l->free, buffer, BUFFER_SIZE, id,
                          io_uring_buf_ring_mask(BUFFERS), 0);
    io_uring_buf_ring_advance(l->free, 1);
}

/* A receive that found no buffer, or was cancelled, is no news to the
 * connection: it is asked for again, or the descriptor is being closed. */
static void on_received(struct loop *l, struct peer *p,
                        const struct io_uring_cqe *cqe)
{
    bool chosen = cqe->flags & IORING_CQE_F_BUFFER;
    unsigned id = cqe->flags >> IORING_CQE_BUFFER_SHIFT;
    char *buffer = chosen ? l->buffers + id * BUFFER_SIZE : p->buffer;
    bool news = cqe->res != -ENOBUFS && cqe->res != -ECANCELED;

    if (news && p->conn.want != CONN_CLOSE)
        conn_received(&p->conn, buffer, cqe->res);
    if (chosen)
        give_back(l, buffer);
}

static void on_result(struct loop *l, const struct io_uring_cqe *cqe)
{
    struct peer *p = (struct peer *)(uintptr_t)(cqe->user_data & ~OPERATIONS);
    enum operation what = (enum operation)(cqe->user_data & OPERATIONS);

    if (!(cqe->flags & IORING_CQE_F_MORE))
        p->pending &= ~(unsigned)what;
    p->cancelled &= what != CANCEL || cqe->res > 0; /* too early: again */
    if (what == CONNECT && p->conn.want == CONN_OPEN)
        conn_opened(&p->conn, cqe->res);
    else if (what == SEND && p->conn.want == CONN_SEND)
        conn_sent(&p->conn, cqe->res);
    else if (what == RECEIVE)
        on_received(l, p, cqe);
    advance(l, p);
}

static void expire(struct loop *l)
{
    uint64_t now = timers_next(&l->timers) == CLOCK_NEVER ? 0 : clock_now();
    struct timer *t;

    while ((t = timers_expire(&l->timers, now))) {
        char *at = (char *)t - offsetof(struct peer, timer);
        struct peer *p = (struct peer *)(void *)at;

        conn_woke(&p->conn);
        advance(l, p);
    }
}

/* Hand over what is queued, and wait for a result or the next timer. */
static int submit_and_wait(struct loop *l)
{
    uint64_t next = timers_next(&l->timers), now;
    struct __kernel_timespec t;
    struct io_uring_cqe *cqe;

    if (next == CLOCK_NEVER)
        return io_uring_submit_and_wait(&l->ring, 1);
    now = clock_now();
    next = next > now ? next - now : 0;
    t.tv_sec = (long long)(next / CLOCK_S);
    t.tv_nsec = (long long)(next % CLOCK_S);
    return io_uring_submit_and_wait_timeout(&l->ring, &cqe, 1, &t, NULL);
}

static int loop(struct loop *l)
{
    while (l->left > 0 && l->error == 0) {
        int n = submit_and_wait(l);
        struct io_uring_cqe *cqe;
        unsigned head, seen = 0;

        if (n < 0 && n != -EINTR && n != -ETIME)
            return n;
        io_uring_for_each_cqe(&l->ring, head, cqe)
        {
            on_result(l, cqe);
            seen++;
        }
        io_uring_cq_advance(&l->ring, seen);
        expire(l);
    }
    return l->error;
}

/* The common ring of buffers, and the buffers behind it. */
static int offer_buffers(struct loop *l)
{
    struct io_uring_buf_reg reg = {.ring_entries = BUFFERS, .bgid = GROUP};
    size_t size = BUFFERS * sizeof(struct io_uring_buf);
    void *ring;
    int result;

    if (posix_memalign(&ring, 4096, size) != 0)
        return -ENOMEM;
    l->free = ring;
    l->buffers = malloc((size_t)BUFFERS * BUFFER_SIZE);
    if (!l->buffers)
        return -ENOMEM;
    io_uring_buf_ring_init(l->free);
    reg.ring_addr = (uint64_t)(uintptr_t)ring;
    result = io_uring_register_buf_ring(&l->ring, &reg, 0);
    for (int i = 0; result == 0 && i < BUFFERS; i++)
        give_back(l, l->buffers + (size_t)i * BUFFER_SIZE);
    return result;
}

static int begin(struct loop *l, struct share *share)
{
    int result = l->receive == URING_MULTISHOT ? offer_buffers(l) : 0;

    while (result == 0 && l->count < share->connections) {
        struct peer *p = &l->peers[l->count++];

        p->fd = -1;
        timer_init(&p->timer);
        result = conn_init(&p->conn, share);
        p->buffer = l->receive == URING_SINGLE ? malloc(JOB_BUFFER) : NULL;
        if (l->receive == URING_SINGLE && !p->buffer)
            result = -ENOMEM;
    }
    l->left = l->count;
    for (int i = 0; i < l->count && result == 0; i++)
        advance(l, &l->peers[i]);
    return result;
}

/* The ring goes first: after that the kernel has nothing of ours. */
static void end(struct loop *l)
{
    io_uring_queue_exit(&l->ring);
    for (int i = 0; i < l->count; i++) {
        if (l->peers[i].fd >= 0)
            net_close(l->peers[i].fd);
        conn_free(&l->peers[i].conn);
        free(l->peers[i].buffer);
    }
    timers_free(&l->timers);
    free(l->free);
    free(l->buffers);
}

/* Room for all results that can be pending: two a connection and a cancel. */
static int make_ring(struct io_uring *ring, unsigned flags, unsigned peers)
{
    struct io_uring_params params = {
        .flags = flags | IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP,
        .cq_entries = 3 * peers > 4 * ENTRIES ? 3 * peers : 4 * ENTRIES};
    int result = io_uring_queue_init_params(ENTRIES, ring, &params);

    if (result == 0 && (params.flags & flags) != flags) {
        io_uring_queue_exit(ring);
        return -EINVAL;
    }
    return result;
}

int uring_serve(struct share *share, const struct uring_row *row)
{
    size_t size =
        sizeof(struct loop) + (size_t)share->connections * sizeof(struct peer);
    void *memory;
    struct loop *l;
    int result;

    if (posix_memalign(&memory, _Alignof(struct loop), size) != 0)
        return -ENOMEM;
    l = memset(memory, 0, size);
    l->receive = row->receive;
    timers_init(&l->timers);
    result = make_ring(&l->ring, row->flags, (unsigned)share->connections);
    if (result == 0) {
        result = begin(l, share);
        if (result == 0)
            result = loop(l);
        end(l);
    }
    free(l);
    return result;
}

/* The kernel's answer to setting up such a ring, with one buffer ring more if
 * the row needs it. */
static int try_row(const struct uring_row *row)
{
    struct io_uring_buf_reg reg = {.ring_entries = 1, .bgid = GROUP};
    struct io_uring ring;
    void *memory;
    int result = make_ring(&ring, row->flags, 1);

    if (result < 0)
        return result;
    if (row->receive == URING_MULTISHOT) {
        result = posix_memalign(&memory, 4096, 4096) == 0 ? 0 : -ENOMEM;
        reg.ring_addr = (uint64_t)(uintptr_t)memory;
        if (result == 0)
            result = io_uring_register_buf_ring(&ring, &reg, 0);
    }
    io_uring_queue_exit(&ring);
    if (row->receive == URING_MULTISHOT && result != -ENOMEM)
        free(memory);
    return result;
}

const char *uring_unusable(const struct uring_row *row)
{
    switch (try_row(row)) {
    case 0:
        return NULL;
    case -ENOSYS:
        return "this kernel has no io_uring";
    case -EPERM:
    case -EACCES:
        return "io_uring is not allowed here";
    default:
        return "this kernel's io_uring lacks a feature this row needs";
    }
}

#endif
