/*
 * coroutines-uring - coroutines whose every wait is an entry of io_uring.
 *
 * Promise: the story of coroutines, word for word, and what runtimes now build
 * on: a coroutine does not wait until it could call, it has the kernel call
 * and is resumed with the result. The trap of io_uring, memory that belongs to
 * the kernel, goes: a wait ends when the kernel has let go, so that what the
 * coroutine holds is safe as long as it waits.
 *
 * Cost: two entries, two results and four switches a request, since a send is
 * waited for as any other call; and one io_uring_enter(2) for all coroutines
 * that wait: two turns of it a request, as a send's result comes at once. Each
 * connection holds a stack; buffers only hold what has come.
 *
 * Trap: a deadline does not end a wait, it asks for its end. Until the kernel
 * has answered the coroutine stays where it is, and the result may still be
 * the call's own.
 *
 * Heart: fetch, open_peer, send_some, receive_some, close_peer.
 */
#include "backend.h"
#include "guard_limit.h"

#if !HAVE_LIBURING

#define coroutines_uring_run NULL

static const char *coroutines_uring_unusable(void)
{
    return "liburing was not found when muxbench was built";
}

#else

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "conn.h"
#include "net.h"
#include "overflow.h"
#include "uring_check.h"
#include "uring_task.h"
#include "uring_uses.h"

static const struct uring_kind kind = {
    .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
    .receive = URING_COMMON_BUFFERS,
};

/* All that the coroutines of one ring share. */
struct crew {
    struct share *share;
    struct uring uring;
    struct stack_pool stacks;
    struct uring_tasks tasks;
};

struct peer {
    struct conn conn;
    struct uring_task *self;
    int fd;
    int error; /* the coroutine is to end */
    struct uring_buffers *buffers;
};

/* True: the wait has the call's result. Else the connection has been told of
 * the time, or there is an error. */
static bool has_come(struct peer *p, ssize_t n)
{
    if (n == -ETIME)
        conn_woke(&p->conn);
    else if (n == -ECANCELED)
        p->error = -ECANCELED;
    return n != -ETIME && n != -ECANCELED;
}

static bool wants(const struct peer *p, enum conn_want want)
{
    return p->conn.want == want && p->error == 0;
}

static void open_peer(struct peer *p)
{
    struct conn *c = &p->conn;
    int result = p->fd = net_socket(c->address, NET_BLOCKING);

    if (result >= 0)
        result = uring_connect(p->self, p->fd, c->address, c->wake);
    if (has_come(p, result))
        conn_opened(c, result);
}

static void send_some(struct peer *p)
{
    struct conn *c = &p->conn;
    ssize_t n = uring_send(p->self, p->fd, c->out, c->out_length, c->wake);

    if (has_come(p, n))
        conn_sent(c, n);
}

static void receive_some(struct peer *p)
{
    struct conn *c = &p->conn;
    char *buffer;
    ssize_t n = uring_receive(p->self, p->fd, &buffer, c->wake);

    if (has_come(p, n))
        conn_received(c, buffer, n);
    if (buffer)
        uring_buffers_give(p->buffers, buffer);
}

static void close_peer(struct peer *p)
{
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    conn_closed(&p->conn);
}

/* The whole story of one connection. When it is told to end at one of its
 * waits, it ends there, and closes what is open. */
static int fetch(struct uring_task *self, void *data)
{
    struct crew *crew = data;
    struct peer p = {.self = self, .fd = -1, .buffers = &crew->uring.buffers};
    struct conn *c = &p.conn;

    p.error = conn_init(c, crew->share);
    while (c->want != CONN_NOTHING && p.error == 0) {
        while (wants(&p, CONN_WAIT)) /* a kept connection may end meanwhile */
            receive_some(&p);
        if (wants(&p, CONN_OPEN))
            open_peer(&p);
        while (wants(&p, CONN_SEND))
            send_some(&p);
        while (wants(&p, CONN_RECV))
            receive_some(&p);
        if (wants(&p, CONN_CLOSE))
            close_peer(&p);
    }
    if (p.fd >= 0)
        net_close(p.fd);
    conn_free(c);
    return p.error;
}

static int fetch_all(struct crew *crew)
{
    char name[COROUTINE_NAME];
    int result = 0;

    for (int i = 0; i < crew->share->connections && result == 0; i++) {
        snprintf(name, sizeof name, "connection %d", i);
        result = uring_task_start(&crew->tasks, name, fetch, crew);
    }
    if (result == -ENOMEM)
        guard_explain(crew->stacks.guard, crew->share->job);
    return result < 0 ? result : uring_task_run_all(&crew->tasks);
}

/* The ring goes first: then the kernel has nothing of those that wait. */
static int run_crew(struct crew *crew)
{
    struct overflow_watch watch;
    int result = stack_pool_init(&crew->stacks, switcher_own(),
                                 crew->share->job->stack_size);
    /* -EBUSY: a fault is another's business; all else works without. */
    int watched = result < 0 ? result : overflow_watch(&watch, &crew->stacks);

    if (result == 0)
        result = fetch_all(crew);
    uring_end(&crew->uring);
    uring_task_end_all(&crew->tasks);
    if (watched == 0)
        overflow_unwatch(&watch);
    stack_pool_free(&crew->stacks);
    return result;
}

static int serve(struct share *share)
{
    struct crew *crew = calloc(1, sizeof *crew);
    int result;

    if (!crew)
        return -ENOMEM;
    crew->share = share;
    crew->tasks.uring = &crew->uring;
    crew->tasks.stacks = &crew->stacks;
    result = uring_begin(&crew->uring, &kind, (unsigned)share->connections);
    if (result == 0)
        result = run_crew(crew);
    free(crew);
    return result;
}

static int coroutines_uring_run(struct job *job)
{
    struct stack_pool stacks;
    char how[80];
    int result = stack_pool_init(&stacks, switcher_own(), job->stack_size);

    if (result < 0)
        return result;
    snprintf(how, sizeof how, "%s, stacks of %zu KiB, %s, ",
             switcher_own()->name, stacks.size / 1024,
             guard_name(stacks.guard));
    return uring_run(job, &kind, how, serve);
}

static const char *coroutines_uring_unusable(void)
{
    return switcher_own()
               ? uring_unusable(&kind)
               : "no own switch for this processor, or with a shadow stack";
}

#endif

const struct backend backend_coroutines_uring = {
    .name = "coroutines-uring",
    .about = "coroutines, each of whose waits is an operation of io_uring",
    .family = FAMILY_COROUTINE,
    .mappings = guard_mappings,
    .unusable = coroutines_uring_unusable,
    .run = coroutines_uring_run,
};
