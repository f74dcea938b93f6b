/*
 * callbacks - one thread, an event loop, and a callback for each thing that
 * may come next.
 *
 * Promise: nothing waits. Whoever would have to, registers a callback and
 * returns; the loop calls it when the descriptor is ready or the time has
 * come. Many fetches go on at once in one thread, and all of them together
 * take about the time of the slowest.
 *
 * Cost: the system calls of the mechanism below (epoll: send, recv, and a
 * share of one epoll_wait), and an indirect call an event. A descriptor is
 * registered once to be written to, while it connects, and once to be read
 * from; a kept connection changes nothing more. No stack, no switch: a
 * connection is a struct.
 *
 * Trap: the story is scattered: no function can be read from its start to its
 * end. Its local variables live in a struct, and "what comes next" is wherever
 * the last callback left it. There is no caller to return an error to: it goes
 * into the struct as well, or it is lost. And nothing is cleaned up "on the way
 * out", since there is no way out: whoever gives up has to know what every
 * callback left behind, as end() does.
 *
 * Heart: next, start_connect, on_connected, start_send, on_writable,
 * on_readable, on_time, close_peer.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "backend.h"
#include "conn.h"
#include "loop.h"
#include "net.h"

struct peer {
    struct conn conn;
    struct watcher watcher;
    int fd;
    struct crew *crew;
};

/* All peers of one loop. */
struct crew {
    struct loop loop;
    int count, left; /* peers; those that still want something */
    char buffer[JOB_BUFFER];
    struct peer peers[];
};

static void next(struct peer *);

static struct peer *peer_of(struct watcher *w)
{
    char *at = (char *)w - offsetof(struct peer, watcher);

    return (struct peer *)(void *)at;
}

/* Register: on_ready is called when the descriptor is ready for `events`,
 * on_time when it is conn.wake, whichever comes first. Then return, all the
 * way to the loop: what happens meanwhile is up to others. */
static void wait_for(struct peer *p, unsigned events,
                     void (*on_ready)(struct watcher *, unsigned))
{
    struct loop *loop = &p->crew->loop;
    int result = loop_wake(loop, &p->watcher, p->conn.wake);

    p->watcher.on_ready = on_ready;
    if (result == 0 && p->fd >= 0)
        result = loop_watch(loop, &p->watcher, p->fd, events);
    if (result < 0)
        loop_stop(loop, result);
}

static void on_connected(struct watcher *w, unsigned events)
{
    struct peer *p = peer_of(w);

    /* Only an error makes it readable, too, before it is used. */
    conn_opened(&p->conn, events & SELECT_READ ? net_connected(p->fd) : 0);
    next(p);
}

static void start_connect(struct peer *p)
{
    int result = p->fd = net_socket(p->conn.address, NET_NONBLOCKING);

    if (result >= 0)
        result = net_connect(p->fd, p->conn.address);
    if (result == -EINPROGRESS) {
        wait_for(p, SELECT_WRITE, on_connected);
        return;
    }
    conn_opened(&p->conn, result);
    next(p);
}

static void on_writable(struct watcher *w, unsigned events)
{
    (void)events;
    next(peer_of(w)); /* which tries again to send */
}

static void start_send(struct peer *p)
{
    struct conn *c = &p->conn;
    ssize_t n = net_send(p->fd, c->out, c->out_length);

    conn_sent(c, n);
    if (n == -EAGAIN)
        wait_for(p, SELECT_WRITE, on_writable);
    else
        next(p);
}

static void on_readable(struct watcher *w, unsigned events)
{
    struct peer *p = peer_of(w);
    char *buffer = p->crew->buffer;

    (void)events;
    conn_received(&p->conn, buffer, net_recv(p->fd, buffer, JOB_BUFFER));
    next(p);
}

static void close_peer(struct peer *p)
{
    loop_unwatch(&p->crew->loop, &p->watcher);
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    conn_closed(&p->conn);
    next(p);
}

static void on_time(struct watcher *w)
{
    struct peer *p = peer_of(w);

    conn_woke(&p->conn);
    next(p);
}

static void end_peer(struct peer *p)
{
    struct loop *loop = &p->crew->loop;

    loop_wake(loop, &p->watcher, CLOCK_NEVER);
    if (--p->crew->left == 0)
        loop_stop(loop, 0);
}

/* Start what comes next; a callback goes on from there. */
static void next(struct peer *p)
{
    switch (p->conn.want) {
    case CONN_WAIT: /* until on_time; a kept one may end meanwhile */
    case CONN_RECV:
        wait_for(p, SELECT_READ, on_readable);
        break;
    case CONN_OPEN:
        start_connect(p);
        break;
    case CONN_SEND:
        start_send(p);
        break;
    case CONN_CLOSE:
        close_peer(p);
        break;
    case CONN_NOTHING:
        end_peer(p);
        break;
    }
}

static int begin(struct crew *crew, struct share *share)
{
    int result = 0;

    while (result == 0 && crew->count < share->connections) {
        struct peer *p = &crew->peers[crew->count++];

        p->fd = -1;
        p->crew = crew;
        watcher_init(&p->watcher, NULL, on_time);
        result = conn_init(&p->conn, share);
    }
    crew->left = crew->count;
    for (int i = 0; i < crew->count && result == 0; i++)
        next(&crew->peers[i]);
    return result;
}

/* After an error some connections are open still. */
static void end(struct crew *crew)
{
    for (int i = 0; i < crew->count; i++) {
        if (crew->peers[i].fd >= 0)
            net_close(crew->peers[i].fd);
        conn_free(&crew->peers[i].conn);
    }
    loop_end(&crew->loop);
}

static int serve(struct share *share)
{
    size_t peers = (size_t)share->connections * sizeof(struct peer);
    struct crew *crew = calloc(1, sizeof *crew + peers);
    int result = crew ? loop_begin_for(&crew->loop, share->job) : -ENOMEM;

    if (result == 0) {
        result = begin(crew, share);
        if (result == 0 && crew->count > 0)
            result = loop_run(&crew->loop);
        end(crew);
    }
    free(crew);
    return result;
}

static int callbacks_run(struct job *job)
{
    struct loop loop;
    int result = loop_begin_for(&loop, job);

    if (result < 0)
        return result;
    job_uses(job, "callbacks on the suite's own loop, %s",
             selector_name(loop.selector));
    loop_end(&loop);
    return job_serve(job, job->threads, 0, serve);
}

static const char *callbacks_unusable(void)
{
    return NULL;
}

const struct backend backend_callbacks = {
    .name = "callbacks",
    .about = "an event loop, and a callback for each thing that may come",
    .family = FAMILY_LOOP,
    .unusable = callbacks_unusable,
    .run = callbacks_run,
};
