/*
 * libev - a thin event library: watchers and callbacks.
 *
 * Promise: one watcher for a descriptor, one for a time, a callback each.
 * Little more than the loop one would write oneself, and portable.
 *
 * Cost: the calls of epoll, and a virtual call and some bookkeeping an event.
 * A watcher changes twice in a connection's life, each an epoll_ctl(); stopping
 * and starting it around every request would be two more. Using the number of a
 * closed descriptor again in the same turn is a third: libev changes it first.
 *
 * Trap: ev_now() is the time when the loop woke, not now; a time-out set
 * after long work ends early. And the mechanism is chosen by an environment
 * variable, or is the next one when the best fails, unless it is named.
 *
 * Heart: step, on_io, on_timer, watch.
 */
#include "backend.h"

#if !HAVE_LIBEV
#define libev_run NULL
#define wanted() 0
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
    int error; /* -errno: what ended it */
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
        watch(p, EV_READ | EV_WRITE);
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
    case CONN_WAIT: /* a kept one may end meanwhile */
    case CONN_RECV:
        if (p->fd >= 0)
            watch(p, EV_READ);
        return true;
    case CONN_CLOSE:
        close_peer(p);
        return false;
    case CONN_NOTHING:
        ev_timer_stop(p->loop->ev, &p->timer);
        return true;
    }
    return true;
}

static void advance(struct peer *p)
{
    while (!step(p))
        continue;
    set_alarm(p, p->conn.wake);
}

/* A connect that failed makes it readable, too. */
static void on_io(struct ev_loop *ev, ev_io *io, int events)
{
    struct peer *p = io->data;
    char *buffer = p->loop->buffer;

    if (events & EV_ERROR) { /* epoll_ctl() failed; why, libev does not tell */
        p->loop->error = -EIO;
        ev_break(ev, EVBREAK_ALL);
        return;
    }
    if (p->conn.want == CONN_OPEN)
        conn_opened(&p->conn, events & EV_READ ? net_connected(p->fd) : 0);
    else if (events & EV_READ)
        conn_received(&p->conn, buffer, net_recv(p->fd, buffer, JOB_BUFFER));
    advance(p);
}

static void on_timer(struct ev_loop *ev, ev_timer *timer, int events)
{
    struct peer *p = timer->data;

    (void)ev, (void)events;
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
    for (int i = 0; i < share->connections && result == 0; i++)
        advance(&l->peers[i]);
    return result;
}

/* The system's best of those that libev itself recommends; that or none. */
static unsigned wanted(void)
{
    unsigned here = ev_supported_backends();

    return here & EVBACKEND_EPOLL ? EVBACKEND_EPOLL : here & EVBACKEND_KQUEUE;
}

static int make_loop(struct ev_loop **ev)
{
    errno = 0;
    *ev = ev_loop_new(wanted() | EVFLAG_NOENV);
    return *ev ? 0 : errno ? -errno : -ENOMEM;
}

/* The loop ends by itself when the last watcher is stopped. */
static int serve(struct share *share)
{
    size_t peers = (size_t)share->connections * sizeof(struct peer);
    struct loop *l = calloc(1, sizeof *l + peers);
    int result = l ? make_loop(&l->ev) : -ENOMEM;

    if (result == 0) {
        result = begin(l, share);
        if (result == 0)
            ev_run(l->ev, 0);
        for (int i = 0; i < share->connections; i++)
            conn_free(&l->peers[i].conn);
        ev_loop_destroy(l->ev);
        result = result < 0 ? result : l->error;
    }
    free(l);
    return result;
}

static int libev_run(struct job *job)
{
    struct ev_loop *ev;
    int result = make_loop(&ev);

    if (result < 0)
        return result;
    job_uses(job, "libev %d.%d (headers %d.%d) over %s", ev_version_major(),
             ev_version_minor(), EV_VERSION_MAJOR, EV_VERSION_MINOR,
             ev_backend(ev) == EVBACKEND_EPOLL ? "epoll" : "kqueue");
    ev_loop_destroy(ev);
    return job_serve(job, job->threads, 0, serve);
}

#endif

static const char *libev_unusable(void)
{
    if (!HAVE_LIBEV)
        return "libev was not found when muxbench was built";
    return wanted() ? NULL : "libev has neither epoll nor kqueue here";
}

const struct backend backend_libev = {
    .name = "libev",
    .about = "a thin event library: watchers and callbacks",
    .family = FAMILY_LIBRARY,
    .unusable = libev_unusable,
    .run = libev_run,
};
