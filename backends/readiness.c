#include "readiness.h"

#include <errno.h>
#include <stdlib.h>

#include "net.h"

static void watch(struct readiness *r, struct peer *p, unsigned events)
{
    int result;

    if (p->watched == events)
        return;
    result = r->watch(r, p, events);
    if (result < 0)
        r->error = result;
    p->watched = events;
}

static void open_peer(struct readiness *r, struct peer *p)
{
    int result = p->fd = net_socket(p->conn.address, NET_NONBLOCKING);

    if (result >= 0)
        result = net_connect(p->fd, p->conn.address);
    if (result == -EINPROGRESS)
        watch(r, p, READY_WRITE);
    else
        conn_opened(&p->conn, result < 0 ? result : 0);
}

static void close_peer(struct readiness *r, struct peer *p)
{
    watch(r, p, 0);
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    conn_closed(&p->conn);
}

/* Send at once: a socket is nearly always writable, and if it is not, that
 * is the time to watch it. True: it is not. */
static bool send_some(struct readiness *r, struct peer *p)
{
    struct conn *c = &p->conn;
    ssize_t n = net_send(p->fd, c->out, c->out_length);

    conn_sent(c, n);
    if (n == -EAGAIN)
        watch(r, p, READY_READ | READY_WRITE);
    return n == -EAGAIN;
}

/* Do what the connection wants, up to where it has to wait. True: it waits. */
static bool step(struct readiness *r, struct peer *p)
{
    switch (p->conn.want) {
    case CONN_OPEN:
        open_peer(r, p);
        return p->conn.want == CONN_OPEN;
    case CONN_SEND:
        return send_some(r, p);
    case CONN_RECV:
        watch(r, p, READY_READ);
        return true;
    case CONN_CLOSE:
        close_peer(r, p);
        return false;
    case CONN_NOTHING:
        r->left--;
        return true;
    case CONN_WAIT: /* a kept one may end meanwhile */
        if (p->fd >= 0)
            watch(r, p, READY_READ);
        break;
    }
    return true;
}

static void advance(struct readiness *r, struct peer *p)
{
    while (!step(r, p))
        continue;
    if (timers_set(&r->timers, &p->timer, p->conn.wake) < 0)
        r->error = -ENOMEM;
}

static void receive_some(struct readiness *r, struct peer *p)
{
    ssize_t n = net_recv(p->fd, r->buffer, JOB_BUFFER);

    r->full = n == JOB_BUFFER;
    conn_received(&p->conn, r->buffer, n);
}

void readiness_ready(struct readiness *r, struct peer *p, unsigned events)
{
    struct conn *c = &p->conn;

    r->full = false;
    if (c->want == CONN_OPEN)
        conn_opened(c, events & READY_ERROR ? net_connected(p->fd) : 0);
    else if (events & (READY_READ | READY_ERROR))
        receive_some(r, p);
    advance(r, p);
}

void readiness_failed(struct readiness *r, struct peer *p, int error)
{
    struct conn *c = &p->conn;
    ssize_t n = 0;

    if (c->want == CONN_OPEN)
        conn_opened(c, error);
    while (c->want == CONN_SEND || c->want == CONN_RECV ||
           c->want == CONN_WAIT) {
        n = net_recv(p->fd, r->buffer, JOB_BUFFER);
        conn_received(c, r->buffer, n > 0 ? n : error);
    }
    advance(r, p);
}

void readiness_expire(struct readiness *r)
{
    uint64_t now = timers_next(&r->timers) == CLOCK_NEVER ? 0 : clock_now();
    struct timer *t;

    while ((t = timers_expire(&r->timers, now))) {
        size_t at = offsetof(struct peer, timer);
        struct peer *p = (struct peer *)(void *)((char *)t - at);

        conn_woke(&p->conn);
        advance(r, p);
    }
}

uint64_t readiness_left(const struct readiness *r)
{
    uint64_t next = timers_next(&r->timers);

    return next == CLOCK_NEVER ? next : clock_left(clock_now(), next);
}

int readiness_timeout(const struct readiness *r)
{
    return clock_ms_until(0, readiness_left(r));
}

bool readiness_goes_on(const struct readiness *r)
{
    return r->left > 0 && r->error == 0;
}

int readiness_begin(struct readiness *r, struct share *share)
{
    int result;

    timers_init(&r->timers);
    r->keeps_time = job_keeps_time(share->job);
    r->peers = calloc((size_t)share->connections + 1, sizeof *r->peers);
    result = r->peers ? 0 : -ENOMEM;
    while (result == 0 && r->count < share->connections) {
        struct peer *p = &r->peers[r->count++];

        p->fd = -1;
        timer_init(&p->timer);
        result = conn_init(&p->conn, share);
    }
    r->left = r->count;
    for (int i = 0; i < r->count && result == 0; i++)
        advance(r, &r->peers[i]);
    return result;
}

void readiness_end(struct readiness *r)
{
    for (int i = 0; i < r->count; i++) {
        if (r->peers[i].fd >= 0)
            net_close(r->peers[i].fd);
        conn_free(&r->peers[i].conn);
    }
    timers_free(&r->timers);
    free(r->peers);
}
