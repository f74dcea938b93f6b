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
 * early.
 *
 * Trap: times count from when the loop woke, by a clock that steps by a
 * millisecond or four. A time-out set after long work ends early unless
 * event_base_update_cache_time() is called before.
 *
 * Heart: step, on_io, on_timer, watch.
 */
#include "backend.h"
#include "libevent_base.h"

#if !HAVE_LIBEVENT
#define raw_run NULL
#else

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>

#include "conn.h"
#include "net.h"

struct peer {
    struct conn conn;
    int fd;
    short watched;  /* EV_READ, EV_WRITE, or 0 */
    uint64_t alarm; /* when the timer goes off; CLOCK_NEVER: stopped */
    struct event io;
    struct event timer;
    struct loop *loop;
};

struct loop {
    struct libevent_base base;
    char buffer[JOB_BUFFER];
    struct peer peers[];
};

static void on_io(evutil_socket_t, short events, void *);

static void watch(struct peer *p, short events)
{
    struct loop *l = p->loop;

    if (p->watched == events)
        return;
    if (p->watched)
        event_del(&p->io);
    p->watched = events;
    if (events == 0)
        return;
    event_assign(&p->io, l->base.base, p->fd, (short)(events | EV_PERSIST),
                 on_io, p);
    if (event_add(&p->io, NULL) < 0)
        libevent_base_fail(&l->base, -ENOMEM);
}

static void set_alarm(struct peer *p, uint64_t wake)
{
    libevent_base_alarm(&p->loop->base, &p->timer, &p->alarm, wake);
}

static void open_peer(struct peer *p)
{
    int result = p->fd = net_socket(p->conn.address, NET_NONBLOCKING);

    if (result >= 0)
        result = net_connect(p->fd, p->conn.address);
    if (result == -EINPROGRESS)
        watch(p, EV_READ | EV_WRITE);
    else
        conn_opened(&p->conn, result < 0 ? result : 0);
}

static void close_peer(struct peer *p)
{
    watch(p, 0);
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    conn_closed(&p->conn);
}

/* Do what the connection wants until it has to wait. True: it waits. */
static bool step(struct peer *p)
{
    struct conn *c = &p->conn;
    ssize_t n;

    switch (c->want) {
    case CONN_OPEN:
        open_peer(p);
        return c->want == CONN_OPEN;
    case CONN_SEND:
        n = net_send(p->fd, c->out, c->out_length);
        conn_sent(c, n);
        if (n == -EAGAIN)
            watch(p, EV_READ | EV_WRITE);
        return n == -EAGAIN;
    case CONN_RECV:
        watch(p, EV_READ);
        return true;
    case CONN_CLOSE:
        close_peer(p);
        return false;
    case CONN_NOTHING:
        event_del(&p->timer);
        return true;
    case CONN_WAIT: /* a kept one may end meanwhile */
        if (p->fd >= 0)
            watch(p, EV_READ);
        break;
    }
    return true;
}

static void advance(struct peer *p)
{
    while (!step(p))
        continue;
    set_alarm(p, p->conn.wake);
}

/* A connect that failed makes it readable, too: else there is nothing to ask.
 */
static void on_io(evutil_socket_t fd, short events, void *data)
{
    struct peer *p = data;
    char *buffer = p->loop->buffer;

    if (p->conn.want == CONN_OPEN)
        conn_opened(&p->conn, events & EV_READ ? net_connected(fd) : 0);
    else if (events & EV_READ)
        conn_received(&p->conn, buffer, net_recv(fd, buffer, JOB_BUFFER));
    advance(p);
}

static void on_timer(evutil_socket_t none, short events, void *data)
{
    struct peer *p = data;

    (void)none;
    (void)events;
    p->alarm = CLOCK_NEVER;
    if (conn_woke(&p->conn))
        advance(p);
    else
        set_alarm(p, p->conn.wake); /* it has moved on since */
}

static int begin(struct loop *l, struct share *share)
{
    int result = 0;

    for (int i = 0; i < share->connections && result == 0; i++) {
        struct peer *p = &l->peers[i];

        p->fd = -1;
        p->alarm = CLOCK_NEVER;
        p->loop = l;
        evtimer_assign(&p->timer, l->base.base, on_timer, p);
        result = conn_init(&p->conn, share);
    }
    for (int i = 0; i < share->connections && result == 0; i++)
        advance(&l->peers[i]);
    return result;
}

/* The loop ends by itself when the last event is gone. */
static int serve(struct share *share)
{
    size_t peers = (size_t)share->connections * sizeof(struct peer);
    struct loop *l = calloc(1, sizeof *l + peers);
    int result = l ? libevent_base_open(&l->base) : -ENOMEM;

    if (result == 0) {
        result = begin(l, share);
        if (result == 0)
            result = libevent_base_dispatch(&l->base);
        for (int i = 0; i < share->connections; i++)
            conn_free(&l->peers[i].conn);
        libevent_base_close(&l->base);
    }
    free(l);
    return result;
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
