/*
 * generators - functions without stacks, that yield at each wait.
 *
 * Promise: the story is in one function again, in the order in which it
 * happens, driven by the same loop and the same two callbacks for every wait.
 * What goes wrong while it waits, a deadline or its being given up, is thrown
 * in where it waits, and caught in one place. A connection is still a struct
 * of a few hundred bytes: there is no stack.
 *
 * Cost: the system calls of the mechanism below (epoll: send, recv, and a
 * share of one epoll_wait), an indirect call an event, and a jump to where
 * the function was.
 *
 * Trap: what looks like a function with local variables has none: all that
 * outlives a yield must lie in the struct, and the compiler does not say so.
 * And only the generator itself can yield: a function it calls cannot, unless
 * it is a generator too, as open_peer() is, and every caller up to the loop
 * with it. That is what coroutines with stacks are for.
 *
 * Heart: fetch, open_peer, send_some, receive_some.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "backend.h"
#include "conn.h"
#include "generator.h"
#include "loop.h"
#include "net.h"

struct peer {
    struct conn conn;
    struct generator fetching, opening; /* the outer, the inner one */
    struct watcher watcher;
    int fd;
    int result;     /* of the connect */
    unsigned ready; /* SELECT_*: what the last wait brought */
    struct crew *crew;
};

/* All peers of one loop. */
struct crew {
    struct loop loop;
    int count, left; /* peers; those that have not ended */
    char buffer[JOB_BUFFER];
    struct peer peers[];
};

static ssize_t send_some(struct peer *p)
{
    ssize_t n = net_send(p->fd, p->conn.out, p->conn.out_length);

    conn_sent(&p->conn, n);
    return n;
}

static void receive_some(struct peer *p)
{
    char *buffer = p->crew->buffer;

    conn_received(&p->conn, buffer, net_recv(p->fd, buffer, JOB_BUFFER));
}

static void close_socket(struct peer *p)
{
    loop_unwatch(&p->crew->loop, &p->watcher);
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
}

/* A generator of its own, since it has to wait. Returns how the connect went;
 * what is thrown in passes through to fetch(), which closes the socket. */
static int open_peer(struct peer *p)
{
    struct generator *g = &p->opening;

    GENERATOR_BEGIN(g);
    p->result = p->fd = net_socket(p->conn.address, NET_NONBLOCKING);
    if (p->result >= 0)
        p->result = net_connect(p->fd, p->conn.address);
    if (p->result == -EINPROGRESS) {
        GENERATOR_YIELD(g, SELECT_WRITE);
        /* Only an error makes it readable, too, before it is used. */
        p->result = p->ready & SELECT_READ ? net_connected(p->fd) : 0;
    }
    GENERATOR_CATCH(g);
    GENERATOR_END(g, p->result);
}

/* The whole story of one connection. Yields SELECT_*, what it waits for; it
 * is resumed when that has come, or -ETIMEDOUT is thrown in when it is
 * conn.wake. Anything else that is thrown in ends it. */
static int fetch(struct peer *p)
{
    struct generator *g = &p->fetching;
    struct conn *c = &p->conn;
    int result;

    GENERATOR_BEGIN(g);
    while (c->want != CONN_NOTHING) {
        while (c->want == CONN_WAIT) { /* a kept one may end meanwhile */
            GENERATOR_YIELD(g, SELECT_READ);
            receive_some(p);
        }
        if (c->want == CONN_OPEN) {
            GENERATOR_YIELD_FROM(g, &p->opening, result, open_peer(p));
            conn_opened(c, result);
        }
        while (c->want == CONN_SEND)
            if (send_some(p) == -EAGAIN)
                GENERATOR_YIELD(g, SELECT_WRITE);
        while (c->want == CONN_RECV) {
            GENERATOR_YIELD(g, SELECT_READ);
            receive_some(p);
        }
        if (c->want == CONN_CLOSE) {
            close_socket(p);
            conn_closed(c);
        }
        continue;

        GENERATOR_CATCH(g); /* from any of these waits */
        if (g->thrown != -ETIMEDOUT)
            break;
        generator_caught(g);
        conn_woke(c);
    }
    close_socket(p);
    GENERATOR_END(g, 0);
}

/* Go on to the next yield, and have the loop wait for what it says. */
static void resume(struct peer *p)
{
    struct loop *loop = &p->crew->loop;
    int events = fetch(p);
    bool ended = generator_ended(&p->fetching);
    uint64_t wake = ended ? CLOCK_NEVER : p->conn.wake;
    int result = loop_wake(loop, &p->watcher, wake);

    if (result == 0 && p->fd >= 0)
        result = loop_watch(loop, &p->watcher, p->fd, (unsigned)events);
    if (result < 0 || (ended && --p->crew->left == 0))
        loop_stop(loop, result);
}

static struct peer *peer_of(struct watcher *w)
{
    char *at = (char *)w - offsetof(struct peer, watcher);

    return (struct peer *)(void *)at;
}

static void on_ready(struct watcher *w, unsigned events)
{
    struct peer *p = peer_of(w);

    p->ready = events;
    resume(p);
}

static void throw_in(struct peer *p, int error)
{
    generator_throw(&p->fetching, error);
    resume(p);
}

static void on_time(struct watcher *w)
{
    throw_in(peer_of(w), -ETIMEDOUT);
}

static int begin(struct crew *crew, struct share *share)
{
    int result = 0;

    while (result == 0 && crew->count < share->connections) {
        struct peer *p = &crew->peers[crew->count++];

        p->fd = -1;
        p->crew = crew;
        generator_init(&p->fetching);
        watcher_init(&p->watcher, on_ready, on_time);
        result = conn_init(&p->conn, share);
    }
    crew->left = crew->count;
    for (int i = 0; i < crew->count && result == 0; i++)
        resume(&crew->peers[i]);
    return result;
}

/* After an error some wait still: each cleans up after itself. */
static void end(struct crew *crew)
{
    for (int i = 0; i < crew->count; i++) {
        struct peer *p = &crew->peers[i];

        if (!generator_ended(&p->fetching))
            throw_in(p, -ECANCELED);
        conn_free(&p->conn);
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

static int generators_run(struct job *job)
{
    struct loop loop;
    int result = loop_begin_for(&loop, job);

    if (result < 0)
        return result;
    job_uses(job, "switch-based generators, %s", selector_name(loop.selector));
    loop_end(&loop);
    return job_serve(job, job->threads, 0, serve);
}

static const char *generators_unusable(void)
{
    return NULL;
}

const struct backend backend_generators = {
    .name = "generators",
    .about = "functions without stacks, that yield at each wait",
    .family = FAMILY_COROUTINE,
    .unusable = generators_unusable,
    .run = generators_run,
};
