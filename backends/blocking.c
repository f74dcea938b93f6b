#include "blocking.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "net.h"

/* On Linux SO_SNDTIMEO bounds connect(2) too; elsewhere a connect with a
 * deadline is a non-blocking one and poll(2). */
#if defined(__linux__)
#define OPEN_MODE NET_BLOCKING
#else
#define OPEN_MODE NET_NONBLOCKING
#endif

/* Let calls on the socket wait until the deadline, within a hundredth of what
 * the socket was told: every correction is two system calls. */
static void set_bound(struct peer *p, uint64_t bound)
{
    uint64_t told = p->bound;
    uint64_t apart = bound < told ? told - bound : bound - told;

    if (apart <= told / 100)
        return;
    p->bound = bound;
    net_set_timeout(p->fd, bound);
}

static uint64_t time_left(const struct conn *c)
{
    uint64_t now = clock_now();

    if (c->wake == CLOCK_NEVER)
        return CLOCK_NEVER;
    return c->wake > now ? c->wake - now : 1;
}

/* A connect that was interrupted, or is not allowed to block. */
static int finish_connect(struct peer *p)
{
    struct pollfd poller = {.fd = p->fd, .events = POLLOUT};
    int n = poll(&poller, 1, clock_ms_until(clock_now(), p->conn.wake));

    if (n == 0 || (n < 0 && errno == EINTR))
        return -EINPROGRESS;
    return n < 0 ? -errno : net_connected(p->fd);
}

static void open_peer(struct peer *p)
{
    struct conn *c = &p->conn;
    int result = p->fd = net_socket(c->address, OPEN_MODE);

    p->bound = CLOCK_NEVER;
    if (p->fd >= 0) {
        set_bound(p, time_left(c));
        result = net_connect(p->fd, c->address);
    }
    while (result == -EINPROGRESS && c->want == CONN_OPEN) {
        result = finish_connect(p);
        if (result == -EINPROGRESS)
            conn_woke(c);
    }
    if (result == 0 && OPEN_MODE == NET_NONBLOCKING)
        result = net_set_mode(p->fd, NET_BLOCKING);
    if (c->want == CONN_OPEN)
        conn_opened(c, result);
}

static void send_some(struct peer *p)
{
    struct conn *c = &p->conn;
    ssize_t n = net_send(p->fd, c->out, c->out_length);

    conn_sent(c, n);
    if (n == -EAGAIN)
        conn_woke(c);
    if (c->want == CONN_SEND)
        set_bound(p, time_left(c));
}

static void receive_some(struct peer *p, char *buffer)
{
    struct conn *c = &p->conn;
    ssize_t n = net_recv(p->fd, buffer, JOB_BUFFER);

    conn_received(c, buffer, n);
    if (n == -EAGAIN)
        conn_woke(c);
    if (c->want == CONN_RECV)
        set_bound(p, time_left(c));
}

static void close_peer(struct peer *p)
{
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    conn_closed(&p->conn);
}

void blocking_fetch(struct peer *p, char *buffer)
{
    struct conn *c = &p->conn;

    if (c->want == CONN_WAIT) {
        clock_sleep_until(c->wake);
        conn_woke(c);
    }
    if (c->want == CONN_OPEN)
        open_peer(p);
    else if (p->bound != c->share->job->timeout_ns)
        set_bound(p, time_left(c));
    while (c->want == CONN_SEND)
        send_some(p);
    while (c->want == CONN_RECV)
        receive_some(p, buffer);
    if (c->want == CONN_CLOSE)
        close_peer(p);
}

int blocking_begin(struct peer *p, struct share *share)
{
    p->fd = -1;
    return conn_init(&p->conn, share);
}

void blocking_end(struct peer *p)
{
    if (p->fd >= 0)
        net_close(p->fd);
    p->fd = -1;
    conn_free(&p->conn);
}

/* True while one of them wants more. What a connection wants waits for its
 * turn, when there are several. */
static bool visit(struct peer *peers, int count, char *buffer)
{
    bool more = false;

    for (int i = 0; i < count; i++) {
        if (count > 1)
            conn_reached(&peers[i].conn);
        if (peers[i].conn.want != CONN_NOTHING)
            blocking_fetch(&peers[i], buffer);
        more |= peers[i].conn.want != CONN_NOTHING;
    }
    return more;
}

int blocking_serve(struct share *share)
{
    struct peer *peers = calloc((size_t)share->connections + 1, sizeof *peers);
    char *buffer = malloc(JOB_BUFFER);
    int made = 0, result = peers && buffer ? 0 : -ENOMEM;

    while (result == 0 && made < share->connections)
        result = blocking_begin(&peers[made++], share);
    while (result == 0 && visit(peers, made, buffer))
        continue;
    for (int i = 0; i < made; i++)
        blocking_end(&peers[i]);
    free(peers);
    free(buffer);
    return result;
}
