/*
 * libevent-raw - the events below libevent's buffers.
 *
 * Promise: an event is a descriptor, what it should be ready for, and a
 * callback; a time is one as well. The program does the calls itself, on any
 * mechanism libevent knows.
 *
 * Cost: send and recv a request, a share of one epoll_wait(), and libevent's
 * bookkeeping an event: a table by descriptor, a queue of what is active, and
 * a heap of times. The event for reading is persistent, so that a kept
 * connection changes nothing. Three epoll_ctl() a connection: one when it is
 * connected, as changes are collected up to the next wait; and two when the
 * number of a closed descriptor is used again in the same turn, since the
 * base changes it first, which fails, and then adds it. A deadline is an event
 * of its own: the time-out of a persistent event begins anew with each byte,
 * and costs work in the heap each time. It is moved only when it goes off too
 * early (libevent_base.c, where the loop around `step` is as well).
 *
 * Trap: times count from when the loop woke, by a clock that steps by a
 * millisecond or four. A time-out set after long work ends early unless
 * event_base_update_cache_time() is called before.
 *
 * Heart: step, on_io, watch.
 */
#include "backend.h"
#include "libevent_base.h"

#if !HAVE_LIBEVENT
#define raw_run NULL
#else

#include <errno.h>
#include <event2/event.h>

#include "net.h"

struct raw_peer {
    struct peer peer;
    struct event io;
    int fd;
    bool open;     /* there is such a descriptor */
    short watched; /* EV_READ, EV_WRITE, or 0 */
};

static void on_io(evutil_socket_t, short events, void *);

static void watch(struct raw_peer *p, short events)
{
    struct libevent_base *b = p->peer.base;

    if (p->watched == events)
        return;
    if (p->watched)
        event_del(&p->io);
    p->watched = events;
    if (events == 0)
        return;
    event_assign(&p->io, b->base, p->fd, (short)(events | EV_PERSIST), on_io,
                 p);
    if (event_add(&p->io, NULL) < 0)
        libevent_base_fail(b, -ENOMEM);
}

static void open_socket(struct raw_peer *p)
{
    struct conn *c = &p->peer.conn;
    int result = p->fd = net_socket(c->address, NET_NONBLOCKING);

    p->open = result >= 0;
    if (result >= 0)
        result = net_connect(p->fd, c->address);
    if (result == -EINPROGRESS)
        watch(p, EV_READ | EV_WRITE);
    else
        conn_opened(c, result < 0 ? result : 0);
}

static void close_socket(struct raw_peer *p)
{
    watch(p, 0);
    if (p->open)
        net_close(p->fd);
    p->open = false;
    conn_closed(&p->peer.conn);
}

static bool step(struct peer *peer)
{
    struct raw_peer *p = (struct raw_peer *)peer;
    struct conn *c = &peer->conn;
    ssize_t n;

    switch (c->want) {
    case CONN_OPEN:
        open_socket(p);
        return c->want == CONN_OPEN;
    case CONN_SEND:
        n = net_send(p->fd, c->out, c->out_length);
        conn_sent(c, n);
        if (n == -EAGAIN)
            watch(p, EV_READ | EV_WRITE);
        return n == -EAGAIN;
    case CONN_CLOSE:
        close_socket(p);
        return false;
    case CONN_WAIT: /* a kept one may end meanwhile */
    case CONN_RECV:
        if (p->open)
            watch(p, EV_READ);
        break;
    case CONN_NOTHING:
        break;
    }
    return true;
}

/* A connect that failed makes it readable, too: else there is nothing to ask.
 */
static void on_io(evutil_socket_t fd, short events, void *data)
{
    struct raw_peer *p = data;
    struct conn *c = &p->peer.conn;
    char *buffer = p->peer.base->buffer;

    if (c->want == CONN_OPEN)
        conn_opened(c, events & EV_READ ? net_connected(fd) : 0);
    else if (events & EV_READ)
        conn_received(c, buffer, net_recv(fd, buffer, JOB_BUFFER));
    libevent_base_advance(&p->peer);
}

static int serve(struct share *share)
{
    static const struct libevent_row raw = {sizeof(struct raw_peer), step};

    return libevent_base_serve(share, &raw);
}

static int raw_run(struct job *job)
{
    return libevent_base_run(job, "events", serve);
}

#endif

const struct backend backend_libevent_raw = {
    .name = "libevent-raw",
    .about = "the events below libevent's buffers",
    .family = FAMILY_LIBRARY,
    .unusable = libevent_base_unusable,
    .run = raw_run,
};
