/*
 * coroutines, coroutines-ucontext - functions with stacks of their own, that
 * pause at each wait.
 *
 * Promise: the story of sequential, nearly word for word, and many of them at
 * once in one thread. Where a blocking call would put the thread to sleep,
 * the coroutine says what it waits for and yields; the loop resumes it when
 * that has come. What outlives a wait lies on its stack, in local variables.
 * Errors come as from a call: a wait returns what was thrown at it, a join
 * what the other one has returned. It is switched away only where it yields.
 *
 * Rows: `coroutines` switches by some lines of assembly, `coroutines-ucontext`
 * by libc's swapcontext(3). All else is the same.
 *
 * Heart: fetch, open_peer, send_some, receive_some, close_peer.
 *
 * Cost: the system calls of the mechanism below (epoll: send, recv, and a
 * share of one epoll_wait), and two switches a wait, a few nanoseconds each;
 * with ucontext two system calls each. A descriptor is watched for reading
 * all its life: a wait changes nothing in the kernel. Each connection holds a
 * stack, of which it touches a page or two.
 *
 * Trap: a stack has an end, and it is met without warning: hence the guard
 * page. And a coroutine that computes for long, or calls something that
 * blocks, holds up all the others. Where the kernel lacks MADV_GUARD_INSTALL
 * (Linux before 6.13), guards are mappings, and vm.max_map_count ends it at
 * 32,700 stacks.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "backend.h"
#include "conn.h"
#include "guard_limit.h"
#include "net.h"
#include "task.h"

struct crew { /* what the coroutines of one loop share */
    struct share *share;
    struct loop loop;
    struct stack_pool stacks;
    char buffer[JOB_BUFFER]; /* nobody waits while it is in use */
};

struct peer {
    struct conn conn;
    struct task *self;
    int fd;
    int error; /* thrown in at a wait */
    char *buffer;
};

/* What the descriptor has become ready for; 0: nothing before conn.wake, or an
 * error was thrown in, and the connection has been told. */
static int wait_for(struct peer *p, unsigned events)
{
    int result = task_wait(p->self, p->fd, events, p->conn.wake);

    if (result == 0)
        conn_woke(&p->conn);
    if (result < 0) {
        p->error = result;
        conn_abandon(&p->conn);
    }
    return result > 0 ? result : 0;
}

static void open_peer(struct peer *p)
{
    struct conn *c = &p->conn;
    int result = p->fd = net_socket(c->address, NET_NONBLOCKING), ready = 0;

    if (result >= 0)
        result = net_connect(p->fd, c->address);
    while (result == -EINPROGRESS && c->want == CONN_OPEN && !ready)
        ready = wait_for(p, SELECT_WRITE);
    /* Only an error makes it readable, too, before it is used. */
    if (ready)
        result = ready & SELECT_READ ? net_connected(p->fd) : 0;
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
    if (wait_for(p, SELECT_READ))
        conn_received(&p->conn, p->buffer,
                      net_recv(p->fd, p->buffer, JOB_BUFFER));
}

static void close_peer(struct peer *p)
{
    task_forget(p->self);
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    conn_closed(&p->conn);
}

/* The whole story of one connection. When an error is thrown in at one of its
 * waits, it ends there, and closes what is open. */
static int fetch(struct task *self, void *data)
{
    struct crew *crew = data;
    struct peer p = {.self = self, .fd = -1, .buffer = crew->buffer};
    struct conn *c = &p.conn;

    p.error = conn_init(c, crew->share);
    if (p.error < 0)
        conn_abandon(c);
    while (c->want != CONN_NOTHING) {
        while (c->want == CONN_WAIT) /* a kept connection may end meanwhile */
            receive_some(&p);
        if (c->want == CONN_OPEN)
            open_peer(&p);
        while (c->want == CONN_SEND)
            send_some(&p);
        while (c->want == CONN_RECV)
            receive_some(&p);
        if (c->want == CONN_CLOSE)
            close_peer(&p);
    }
    task_forget(self);
    if (p.fd >= 0)
        net_close(p.fd);
    conn_free(c);
    return p.error;
}

/* The first coroutine starts one for each connection, and joins them. */
static int fetch_all(struct task *self, void *data)
{
    struct crew *crew = data;
    char name[COROUTINE_NAME];
    int result = 0;

    for (int i = 0; i < crew->share->connections && result == 0; i++) {
        snprintf(name, sizeof name, "connection %d", i);
        task_start(self, name, fetch, crew, &result);
    }
    return result < 0 ? result : task_join_all(self);
}

static int serve_by(struct share *share, const struct switcher *switcher)
{
    struct crew *crew = calloc(1, sizeof *crew);
    int result;

    if (!crew)
        return -ENOMEM;
    crew->share = share;
    result = loop_begin_for(&crew->loop, share->job);
    if (result == 0)
        result =
            stack_pool_init(&crew->stacks, switcher, share->job->stack_size);
    if (result == 0) {
        result = task_run(&crew->loop, &crew->stacks, "all", fetch_all, crew);
        if (result == -ENOMEM)
            guard_explain(crew->stacks.guard, share->job);
        stack_pool_free(&crew->stacks);
    }
    loop_end(&crew->loop);
    free(crew);
    return result;
}

static int serve(struct share *share)
{
    return serve_by(share, switcher_own());
}

static int serve_ucontext(struct share *share)
{
    return serve_by(share, switcher_ucontext());
}

static int run(struct job *job, const struct switcher *switcher,
               int (*how)(struct share *))
{
    struct loop loop;
    struct stack_pool stacks;
    int result = loop_begin_for(&loop, job);

    if (result < 0)
        return result;
    result = stack_pool_init(&stacks, switcher, job->stack_size);
    if (result == 0)
        job_uses(job, "%s, stacks of %zu KiB, %s, %s", switcher->name,
                 stacks.size / 1024, guard_name(stacks.guard),
                 selector_name(loop.selector));
    loop_end(&loop);
    return result < 0 ? result : job_serve(job, job->threads, 0, how);
}

static int coroutines_run(struct job *job)
{
    return run(job, switcher_own(), serve);
}

static int ucontext_run(struct job *job)
{
    return run(job, switcher_ucontext(), serve_ucontext);
}

static const char *coroutines_unusable(void)
{
    return switcher_own()
               ? NULL
               : "no own switch for this processor, or with a shadow stack";
}

static const char *ucontext_unusable(void)
{
    return switcher_ucontext() ? NULL : "this libc has no swapcontext";
}

const struct backend backend_coroutines = {
    .name = "coroutines",
    .about = "functions with stacks of their own, that pause at each wait",
    .family = FAMILY_COROUTINE,
    .mappings = guard_mappings,
    .unusable = coroutines_unusable,
    .run = coroutines_run,
};

const struct backend backend_coroutines_ucontext = {
    .name = "coroutines-ucontext",
    .about = "as coroutines, but switched by libc's swapcontext",
    .family = FAMILY_COROUTINE,
    .mappings = guard_mappings,
    .unusable = ucontext_unusable,
    .run = ucontext_run,
};
