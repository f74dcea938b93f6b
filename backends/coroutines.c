/*
 * coroutines - functions with stacks of their own, that pause at each wait.
 *
 * Promise: the story of sequential, nearly word for word, and many of them at
 * once in one thread. Where a blocking call would put the thread to sleep,
 * the coroutine says what it waits for and yields; the loop resumes it when
 * that has come. Nothing is shared by accident: it is switched away from only
 * where it yields.
 *
 * Heart: fetch, open_peer, send_some, receive_some, close_peer.
 *
 * Cost: the system calls of the mechanism below (epoll: send, recv, and a
 * share of one epoll_wait), and two switches a wait, a few nanoseconds each.
 * A descriptor is watched for reading all its life, so that a wait changes
 * nothing in the kernel. Each connection holds a stack, of which it touches a
 * page or two.
 *
 * Trap: a stack has an end, and it is met without warning: hence the guard
 * page. And a coroutine that computes for long, or calls something that
 * blocks, holds up all the others.
 */
#include <errno.h>
#include <stdlib.h>

#include "backend.h"
#include "conn.h"
#include "net.h"
#include "task.h"

struct peer {
    struct conn conn;
    struct task task;
    int fd;
    struct crew *crew;
};

/* All peers of one loop. */
struct crew {
    struct loop loop;
    struct stack_pool stacks;
    struct peer *peers;
    int count, left;
    char buffer[JOB_BUFFER]; /* shared: nobody waits while it is in use */
};

/* Wait until the descriptor is ready, or it is conn.wake. False: the time has
 * come, and the connection has been told. */
static bool wait_for(struct peer *p, unsigned events)
{
    bool ready = task_wait(&p->task, p->fd, events, p->conn.wake);

    if (!ready)
        conn_woke(&p->conn);
    return ready;
}

static void open_peer(struct peer *p)
{
    struct conn *c = &p->conn;
    int result = p->fd = net_socket(c->address, NET_NONBLOCKING);

    if (result >= 0)
        result = net_connect(p->fd, c->address);
    while (result == -EINPROGRESS && c->want == CONN_OPEN)
        if (wait_for(p, SELECT_WRITE))
            result = net_connected(p->fd);
    if (c->want == CONN_OPEN)
        conn_opened(c, result);
}

static void send_some(struct peer *p)
{
    struct conn *c = &p->conn;
    ssize_t n = net_send(p->fd, c->out, c->out_length);

    conn_sent(c, n);
    if (n == -EAGAIN)
        wait_for(p, SELECT_WRITE);
}

static void receive_some(struct peer *p)
{
    char *buffer = p->crew->buffer;

    if (wait_for(p, SELECT_READ))
        conn_received(&p->conn, buffer, net_recv(p->fd, buffer, JOB_BUFFER));
}

static void close_peer(struct peer *p)
{
    task_forget(&p->task);
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    conn_closed(&p->conn);
}

/* The whole story of one connection. */
static void fetch(void *data)
{
    struct peer *p = data;
    struct conn *c = &p->conn;

    while (c->want != CONN_NOTHING) {
        while (c->want == CONN_WAIT) /* a kept connection may end meanwhile */
            receive_some(p);
        if (c->want == CONN_OPEN)
            open_peer(p);
        while (c->want == CONN_SEND)
            send_some(p);
        while (c->want == CONN_RECV)
            receive_some(p);
        if (c->want == CONN_CLOSE)
            close_peer(p);
    }
}

static void on_end(struct task *t)
{
    char *at = (char *)t - offsetof(struct peer, task);
    struct crew *crew = ((struct peer *)(void *)at)->crew;

    if (--crew->left == 0)
        loop_stop(&crew->loop, 0);
}

static int begin(struct crew *crew, struct share *share)
{
    int result = 0;

    while (result == 0 && crew->count < share->connections) {
        struct peer *p = &crew->peers[crew->count++];

        p->fd = -1;
        p->crew = crew;
        result = conn_init(&p->conn, share);
        if (result == 0)
            result = task_begin(&p->task, &crew->loop, &crew->stacks, fetch, p,
                                on_end);
    }
    return result;
}

static int run_all(struct crew *crew, struct share *share)
{
    int result = begin(crew, share);

    crew->left = crew->count;
    for (int i = 0; i < crew->count && result == 0; i++)
        task_start(&crew->peers[i].task);
    if (result == 0 && crew->count > 0)
        result = loop_run(&crew->loop);
    return result;
}

static void end(struct crew *crew)
{
    for (int i = 0; i < crew->count; i++) {
        struct peer *p = &crew->peers[i];

        task_discard(&p->task); /* after an error some wait still */
        if (p->fd >= 0)
            net_close(p->fd);
        conn_free(&p->conn);
    }
    stack_pool_free(&crew->stacks);
    loop_end(&crew->loop);
    free(crew->peers);
    free(crew);
}

static int serve(struct share *share)
{
    struct crew *crew = calloc(1, sizeof *crew);
    int result;

    if (!crew)
        return -ENOMEM;
    result = loop_begin(&crew->loop);
    if (result == 0)
        result = stack_pool_init(&crew->stacks, share->job->stack_size);
    crew->peers = calloc((size_t)share->connections + 1, sizeof *crew->peers);
    if (!crew->peers)
        result = -ENOMEM;
    if (result == 0)
        result = run_all(crew, share);
    end(crew);
    return result;
}

static int coroutines_run(struct job *job)
{
    struct loop loop;
    struct stack_pool stacks;
    int result = loop_begin(&loop);

    if (result == 0)
        result = stack_pool_init(&stacks, job->stack_size);
    if (result == 0)
        job_uses(job, "%s, stacks of %zu KiB, %s", coroutine_switch_name(),
                 stacks.size / 1024, selector_name(loop.selector));
    loop_end(&loop);
    return result < 0 ? result : job_serve(job, job->threads, 0, serve);
}

static const char *coroutines_unusable(void)
{
    return NULL;
}

const struct backend backend_coroutines = {
    .name = "coroutines",
    .about = "functions with stacks of their own, that pause at each wait",
    .family = FAMILY_COROUTINE,
    .unusable = coroutines_unusable,
    .run = coroutines_run,
};
