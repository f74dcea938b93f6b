#include "completion.h"

#if HAVE_LIBURING

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "completion_entries.h"
#include "net.h"

/* True: there are results to wait for first. */
static bool close_peer(struct loop *l, struct peer *p)
{
    bool queued = p->quick && !uring_taken(&l->uring, p->place);

    if ((p->pending || queued) && !p->cancelled && !(p->pending & CANCEL))
        start_cancel(l, p);
    if (p->pending)
        return true;
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    p->cancelled = p->quick = p->crowded = false;
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
        if (!(p->pending & SEND) && !p->quick)
            start_send(l, p);
        return true;
    case CONN_WAIT: /* a kept one may end meanwhile */
    case CONN_RECV:
        if (p->fd >= 0 && !(p->pending & RECEIVE))
            start_receive(l, p);
        return true;
    case CONN_CLOSE:
        return close_peer(l, p);
    case CONN_NOTHING:
        l->left--;
        return true;
    }
    return true;
}

static void advance(struct loop *l, struct peer *p)
{
    while (!step(l, p))
        continue;
    if (timers_set(&l->uring.timers, &p->timer, p->conn.wake) < 0)
        l->uring.error = -ENOMEM;
}

/* A send came back that should have gone at once, or one that waited. */
static void on_sent(struct peer *p, int n)
{
    if (p->conn.want != CONN_SEND)
        return;
    p->crowded = true;
    p->quick = false;
    conn_sent(&p->conn, n);
    if (p->conn.want != CONN_SEND)
        p->crowded = false;
}

/* Until the end of the turn; it still counts as pending. */
static void starve(struct loop *l, struct peer *p)
{
    p->pending |= RECEIVE;
    p->starved = NULL;
    *l->starved_last = p;
    l->starved_last = &p->starved;
}

/*
 * Receives that found no buffer are asked for again, those that have received
 * something in this turn after those that have not: a connection whose bytes
 * never end would have all buffers each time.
 */
static void feed_starved(struct loop *l)
{
    struct peer *list = l->starved, *p, *next;

    l->starved = NULL;
    l->starved_last = &l->starved;
    for (int fed = 0; fed <= 1; fed++)
        for (p = list; p; p = next) {
            next = p->starved;
            if ((p->fed == l->turn) != fed)
                continue;
            p->pending &= ~(unsigned)RECEIVE;
            if (p->conn.want == CONN_SEND)
                start_receive(l, p);
            advance(l, p);
        }
}

/* The answer to a request says that it was sent. A receive that was cancelled
 * is no news to the connection: the descriptor is being closed. */
static void on_received(struct loop *l, struct peer *p,
                        const struct io_uring_cqe *cqe)
{
    char *buffer = uring_buffers_of(&l->uring.buffers, cqe->flags);

    note_sent(l, p);
    if (cqe->res == -ENOBUFS) {
        starve(l, p);
        return;
    }
    p->fed = l->turn;
    if (cqe->res != -ECANCELED && p->conn.want != CONN_CLOSE)
        conn_received(&p->conn, buffer ? buffer : p->buffer, cqe->res);
    if (buffer)
        uring_buffers_give(&l->uring.buffers, buffer);
}

static void on_result(struct loop *l, const struct io_uring_cqe *cqe)
{
    struct peer *p = (struct peer *)(uintptr_t)(cqe->user_data & ~OPERATIONS);
    enum operation what = (enum operation)(cqe->user_data & OPERATIONS);

    if (!(cqe->flags & IORING_CQE_F_MORE))
        p->pending &= ~(unsigned)what;
    /* What a cancel has found will end; then comes the next. Nothing found: a
     * linked receive begins after all that came over with it, and it did too.
     */
    if (what != CANCEL || cqe->res < 0)
        p->cancelled = false;
    if (what == CONNECT && p->conn.want == CONN_OPEN)
        conn_opened(&p->conn, cqe->res);
    else if (what == SEND)
        on_sent(p, cqe->res);
    else if (what == RECEIVE)
        on_received(l, p, cqe);
    advance(l, p);
}

static void expire(struct loop *l)
{
    struct timers *timers = &l->uring.timers;
    uint64_t now = timers_next(timers) == CLOCK_NEVER ? 0 : clock_now();
    struct timer *t;

    while ((t = timers_expire(timers, now))) {
        char *at = (char *)t - offsetof(struct peer, timer);
        struct peer *p = (struct peer *)(void *)at;

        note_sent(l, p);
        conn_woke(&p->conn);
        advance(l, p);
    }
}

static int loop(struct loop *l)
{
    int result = 0;

    while (l->left > 0 && result == 0) {
        struct io_uring_cqe *cqe;
        unsigned head, seen = 0;

        result = uring_wait(&l->uring);
        io_uring_for_each_cqe(&l->uring.ring, head, cqe)
        {
            on_result(l, cqe);
            seen++;
        }
        io_uring_cq_advance(&l->uring.ring, seen);
        feed_starved(l);
        expire(l);
        l->turn++;
    }
    return result;
}

static int begin(struct loop *l, struct share *share)
{
    int result = 0;

    while (result == 0 && l->count < share->connections) {
        struct peer *p = &l->peers[l->count++];

        p->fd = -1;
        timer_init(&p->timer);
        result = conn_init(&p->conn, share);
        if (l->kind->receive != URING_OWN_BUFFER)
            continue;
        p->buffer = malloc(JOB_BUFFER);
        if (!p->buffer)
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
    uring_end(&l->uring);
    for (int i = 0; i < l->count; i++) {
        if (l->peers[i].fd >= 0)
            net_close(l->peers[i].fd);
        conn_free(&l->peers[i].conn);
        free(l->peers[i].buffer);
    }
}

int completion_serve(struct share *share, const struct uring_kind *kind)
{
    size_t peers = (size_t)share->connections * sizeof(struct peer);
    void *memory;
    struct loop *l;
    int result;

    if (posix_memalign(&memory, _Alignof(struct loop),
                       sizeof(struct loop) + peers) != 0)
        return -ENOMEM;
    l = memset(memory, 0, sizeof *l + peers);
    l->kind = kind;
    l->turn = 1;
    l->starved_last = &l->starved;
    result = uring_begin(&l->uring, kind, (unsigned)share->connections);
    if (result == 0) {
        result = begin(l, share);
        if (result == 0)
            result = loop(l);
        end(l);
    }
    free(l);
    return result;
}

#endif
