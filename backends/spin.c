/*
 * spin - no waiting at all: every socket is tried in turn, again and again.
 *
 * Promise: nothing but non-blocking sockets. No call says which of them is
 * ready, and none waits: a call that cannot be done yet fails with EAGAIN, and
 * is made again in the next turn. An answer is found as soon as its turn comes,
 * without the time it takes to wake a thread that sleeps.
 *
 * Cost: a CPU, all of it, whether or not there is anything to do, and one
 * fruitless receive for each connection in each turn. So an answer waits for
 * all the others to be tried: with many connections that are idle the loop that
 * never sleeps is late. Where the server is in need of the same CPU, what it
 * takes is time in which no answer comes.
 *
 * Trap: EAGAIN is no error, and no answer either. There is none for a connect
 * that is under way: SO_ERROR is 0 as long as nothing has gone wrong, and only
 * whether the socket has a peer tells that it is open.
 *
 * Heart: loop, try, try_open.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "backend.h"
#include "net.h"
#include "readiness.h"

/* What is to be tried, p->watched says; nobody else is told. */
static int watch(struct readiness *r, struct peer *p, unsigned events)
{
    (void)r;
    (void)p;
    (void)events;
    return 0;
}

/* 0: open; -ENOTCONN: not yet; else why it failed. */
static int try_open(const struct peer *p)
{
    struct sockaddr_storage other;
    socklen_t length = sizeof other;
    int result = net_connected(p->fd);

    if (result == 0 &&
        getpeername(p->fd, (struct sockaddr *)&other, &length) < 0)
        result = -errno;
    return result;
}

static void try(struct readiness *r, struct peer *p)
{
    bool opens = p->conn.want == CONN_OPEN;
    int result = opens ? try_open(p) : 0;

    if (result == -ENOTCONN)
        return;
    if (result < 0)
        readiness_failed(r, p, result);
    else
        readiness_ready(r, p, opens ? READY_WRITE : READY_READ);
}

static int loop(struct readiness *r)
{
    while (readiness_goes_on(r)) {
        for (int i = 0; i < r->count; i++)
            if (r->peers[i].watched)
                try(r, &r->peers[i]);
        readiness_expire(r);
    }
    return r->error;
}

static int serve(struct share *share)
{
    struct readiness *r = calloc(1, sizeof *r);
    int result;

    if (!r)
        return -ENOMEM;
    r->watch = watch;
    result = readiness_begin(r, share);
    if (result == 0)
        result = loop(r);
    readiness_end(r);
    free(r);
    return result;
}

static int spin_run(struct job *job)
{
    job_uses(job, "non-blocking calls, without waiting");
    return job_serve(job, job->threads, 0, serve);
}

static const char *spin_unusable(void)
{
    return NULL;
}

const struct backend backend_spin = {
    .name = "spin",
    .about = "non-blocking calls, tried in turn: nothing waits",
    .family = FAMILY_READINESS,
    .unusable = spin_unusable,
    .run = spin_run,
    .spins = 1,
};
