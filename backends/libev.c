/*
 * libev - a thin event library: watchers and callbacks.
 *
 * Promise: one watcher for a descriptor, one for a time, a callback each, and
 * the best mechanism of the system below (epoll here). Little more than the
 * loop one would write oneself, and portable.
 *
 * Cost: the calls of epoll, and a virtual call and some bookkeeping an event.
 * A watcher's interest changes twice in a connection's life, which libev
 * turns into one epoll_ctl() each; stopping and starting it around every
 * request would cost two more a request. Its timers sit in a heap: a deadline
 * that is moved at every request stays where it is, and is looked at only
 * when the old time comes, as libev's manual advises.
 *
 * Trap: ev_now() is the time when the loop woke, not now; a time-out set
 * after long work ends early. And the mechanism is chosen by an environment
 * variable unless EVFLAG_NOENV says no.
 *
 * Heart: step, on_io, on_timer, watch.
 */
#include "backend.h"

#if !HAVE_LIBEV
#define libev_run NULL
#else

#include <errno.h>
#include <ev.h>
#include <stdlib.h>

#include "conn.h"
#include "net.h"

struct peer {
    struct conn conn;
    int fd;
    int watched;    /* EV_READ, EV_WRITE, or 0 */
    uint64_t alarm; /* when the timer goes off; CLOCK_NEVER: stopped */
    ev_io io;
    ev_timer timer;
    struct loop *loop;
};

struct loop {
    struct ev_loop *ev;
    int left; /* peers that still want something */
    char buffer[JOB_BUFFER];
    struct peer peers[];
};

static void watch(struct peer *p, int events)
{
    if (p->watched == events)
        return;
    ev_io_stop(p->loop->ev, &p->io);
    ev_io_set(&p->io, p->fd, events);
    ev_io_start(p->loop->ev, &p->io);
    p->watched = events;
}

/* Only an earlier time moves the timer; a later one waits for the old. */
static void set_alarm(struct peer *p, uint64_t wake)
{
    struct ev_loop *ev = p->loop->ev;
    uint64_t now;

    if (wake >= p->alarm)
        return;
    now = clock_now();
    ev_timer_stop(ev, &p->timer);
    ev_now_update(ev);
    ev_timer_set(&p->timer, wake > now ? (double)(wake - now) / CLOCK_S : 0.,
                 0.);
    ev_timer_start(ev, &p->timer);
    p->alarm = wake;
}

static void open_peer(struct peer *p)
{
    int result = p->fd = net_socket(p->conn.address, NET_NONBLOCKING);

    if (result >= 0)
        result = net_connect(p->fd, p->conn.address);
    if (result == -EINPROGRESS)
        watch(p, EV_WRITE);
    else
        conn_opened(&p->conn, result < 0 ? result : 0);
}

static void close_peer(struct peer *p)
{
    ev_io_stop(p->loop->ev, &p->io);
    p->watched = 0;
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
        ev_timer_stop(p->loop->ev, &p->timer);
        if (--p->loop->left == 0)
            ev_break(p->loop->ev, EVBREAK_ALL);
        return true;
    case CONN_WAIT:
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

static void on_io(struct ev_loop *ev, ev_io *io, int events)
{
    struct peer *p = io->data;
    char *buffer = p->loop->buffer;

    (void)ev;
    if (p->conn.want == CONN_OPEN)
        conn_opened(&p->conn, net_connected(p->fd));
    else if (events & EV_READ)
        conn_received(&p->conn, buffer, net_recv(p->fd, buffer, JOB_BUFFER));
    advance(p);
}

static void on_timer(struct ev_loop *ev, ev_timer *timer, int events)
{
    struct peer *p = timer->data;

    (void)ev;
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
        ev_io_init(&p->io, on_io, -1, 0);
        ev_timer_init(&p->timer, on_timer, 0., 0.);
        p->io.data = p->timer.data = p;
        result = conn_init(&p->conn, share);
    }
    l->left = share->connections;
    for (int i = 0; i < share->connections && result == 0; i++)
        advance(&l->peers[i]);
    return result;
}

static int serve(struct share *share)
{
    size_t peers = (size_t)share->connections * sizeof(struct peer);
    struct loop *l = calloc(1, sizeof *l + peers);
    int result = -ENOMEM;

    if (l)
        l->ev = ev_loop_new(EVFLAG_AUTO | EVFLAG_NOENV);
    if (l && l->ev) {
        result = begin(l, share);
        if (result == 0 && l->left > 0)
            ev_run(l->ev, 0);
        for (int i = 0; i < share->connections; i++)
            conn_free(&l->peers[i].conn);
        ev_loop_destroy(l->ev);
    }
    free(l);
    return result;
}

static const char *mechanism(struct ev_loop *ev)
{
    unsigned is = ev_backend(ev);

    return is == EVBACKEND_EPOLL    ? "epoll"
           : is == EVBACKEND_KQUEUE ? "kqueue"
           : is == EVBACKEND_POLL   ? "poll"
           : is == EVBACKEND_SELECT ? "select"
                                    : "a mechanism that has no name here";
}

static int libev_run(struct job *job)
{
    struct ev_loop *ev = ev_loop_new(EVFLAG_AUTO | EVFLAG_NOENV);

    if (!ev)
        return -ENOMEM;
    job_uses(job, "libev %d.%d over %s", ev_version_major(), ev_version_minor(),
             mechanism(ev));
    ev_loop_destroy(ev);
    return job_serve(job, job->threads, 0, serve);
}

#endif

static const char *libev_unusable(void)
{
    return HAVE_LIBEV ? NULL : "libev was not found when muxbench was built";
}

const struct backend backend_libev = {
    .name = "libev",
    .about = "a thin event library: watchers and callbacks",
    .family = FAMILY_LIBRARY,
    .unusable = libev_unusable,
    .run = libev_run,
};
