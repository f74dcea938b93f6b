/*
 * generators - functions without stacks, that yield at each wait.
 *
 * Promise: the story is in one function again, in the order in which it
 * happens, driven by the same loop and the same two callbacks for every wait.
 * A connection is still a struct of a few hundred bytes: there is no stack.
 *
 * Cost: the system calls of the mechanism below (epoll: send, recv, and a
 * share of one epoll_wait), an indirect call an event, and a jump to where
 * the function was.
 *
 * Trap: what looks like a function with local variables has none: all that
 * outlives a yield must lie in the struct, and the compiler does not say so.
 * And only the generator itself can yield: a function it calls cannot, unless
 * it is a generator too. That is what coroutines with stacks are for.
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
    struct generator generator;
    struct watcher watcher;
    int fd;
    int result;         /* of the connect that is under way */
    unsigned waits_for; /* SELECT_*: what was yielded last */
    bool ready;         /* it has come; else it is conn.wake */
    struct crew *crew;
};

/* All peers of one loop. */
struct crew {
    struct loop loop;
    int left; /* generators that have not ended */
    char buffer[JOB_BUFFER];
    struct peer peers[];
};

static int start_connect(struct peer *p)
{
    int result = p->fd = net_socket(p->conn.address, NET_NONBLOCKING);

    return result < 0 ? result : net_connect(p->fd, p->conn.address);
}

static int finish_connect(struct peer *p)
{
    if (p->ready)
        return net_connected(p->fd);
    conn_woke(&p->conn);
    return -EINPROGRESS;
}

static ssize_t send_some(struct peer *p)
{
    ssize_t n = net_send(p->fd, p->conn.out, p->conn.out_length);

    conn_sent(&p->conn, n);
    return n;
}

static void receive_some(struct peer *p)
{
    char *buffer = p->crew->buffer;

    if (p->ready)
        conn_received(&p->conn, buffer, net_recv(p->fd, buffer, JOB_BUFFER));
    else
        conn_woke(&p->conn);
}

static void close_peer(struct peer *p)
{
    loop_unwatch(&p->crew->loop, &p->watcher);
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    conn_closed(&p->conn);
}

/* The whole story of one connection. Yields what it waits for: readable,
 * writable, or, in any case, conn.wake. */
static unsigned fetch(struct peer *p)
{
    struct conn *c = &p->conn;

    GENERATOR_BEGIN(&p->generator);
    while (c->want != CONN_NOTHING) {
        while (c->want == CONN_WAIT) { /* a kept one may end meanwhile */
            GENERATOR_YIELD(&p->generator, SELECT_READ);
            receive_some(p);
        }
        if (c->want == CONN_OPEN) {
            p->result = start_connect(p);
            while (p->result == -EINPROGRESS && c->want == CONN_OPEN) {
                GENERATOR_YIELD(&p->generator, SELECT_WRITE);
                p->result = finish_connect(p);
            }
            if (c->want == CONN_OPEN)
                conn_opened(c, p->result);
        }
        while (c->want == CONN_SEND) {
            if (send_some(p) != -EAGAIN)
                continue;
            GENERATOR_YIELD(&p->generator, SELECT_WRITE);
            if (!p->ready)
                conn_woke(c);
        }
        while (c->want == CONN_RECV) {
            GENERATOR_YIELD(&p->generator, SELECT_READ);
            receive_some(p);
        }
        if (c->want == CONN_CLOSE)
            close_peer(p);
    }
    GENERATOR_END(&p->generator, 0);
}

/* Go on to the next yield, and have the loop wait for what it says. */
static void resume(struct peer *p, bool ready)
{
    struct loop *loop = &p->crew->loop;
    int result;

    p->ready = ready;
    p->waits_for = fetch(p);
    result = loop_wake(loop, &p->watcher, p->conn.wake);
    if (result == 0 && p->fd >= 0)
        result = loop_watch(loop, &p->watcher, p->fd, p->waits_for);
    if (generator_ended(&p->generator) && --p->crew->left == 0)
        loop_stop(loop, 0);
    if (result < 0)
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

    if (events & p->waits_for)
        resume(p, true);
}

static void on_time(struct watcher *w)
{
    resume(peer_of(w), false);
}

static int begin(struct crew *crew, struct share *share)
{
    int result = 0;

    for (int i = 0; i < share->connections && result == 0; i++) {
        struct peer *p = &crew->peers[i];

        p->fd = -1;
        p->crew = crew;
        generator_init(&p->generator);
        watcher_init(&p->watcher, on_ready, on_time);
        result = conn_init(&p->conn, share);
    }
    crew->left = share->connections;
    for (int i = 0; i < share->connections && result == 0; i++)
        resume(&crew->peers[i], true);
    return result;
}

static int serve(struct share *share)
{
    size_t peers = (size_t)share->connections * sizeof(struct peer);
    struct crew *crew = calloc(1, sizeof *crew + peers);
    int result = crew ? loop_begin(&crew->loop) : -ENOMEM;

    if (result == 0) {
        result = begin(crew, share);
        if (result == 0 && share->connections > 0)
            result = loop_run(&crew->loop);
        for (int i = 0; i < share->connections; i++)
            conn_free(&crew->peers[i].conn);
        loop_end(&crew->loop);
    }
    free(crew);
    return result;
}

static int generators_run(struct job *job)
{
    struct loop loop;
    int result = loop_begin(&loop);

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
