/*
 * libevent - an event library of buffers: what is put into one gets sent.
 *
 * Promise: a bufferevent connects, sends what is put into its output buffer,
 * and calls back when something is in its input buffer.
 *
 * Cost: five system calls a request. A bufferevent never writes at once but
 * asks to be told when it may, and stops asking when its buffer is empty: two
 * epoll_ctl(). An ioctl(FIONREAD) before each read, which takes 4 KiB at most
 * (up to 2.1). A connection: as in libevent_raw.c, and a getsockopt(). Its own
 * time-outs begin anew with each byte: a deadline is an event.
 *
 * Trap: bufferevent_free() in a callback takes the descriptor out of the set
 * only afterwards. Who closes it and opens the next one of that number must
 * disable it first. An error is an errno that the next call overwrites.
 *
 * Heart: step, begin_to_connect, on_event, begin_to_send, on_written, on_read,
 * on_timer.
 */
#include "backend.h"
#include "libevent_base.h"

#if !HAVE_LIBEVENT
#define libevent_run NULL
#else

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>

#include "conn.h"
#include "net.h"

struct peer {
    struct conn conn;
    uint64_t alarm; /* when the timer goes off; CLOCK_NEVER: stopped */
    struct bufferevent *stream;
    struct event timer;
    struct loop *loop;
};

struct loop {
    struct libevent_base base;
    struct peer peers[];
};

static void advance(struct peer *);

static void set_alarm(struct peer *p, uint64_t wake)
{
    libevent_base_alarm(&p->loop->base, &p->timer, &p->alarm, wake);
}

static void on_timer(evutil_socket_t none, short events, void *data)
{
    struct peer *p = data;

    (void)none;
    (void)events;
    p->alarm = CLOCK_NEVER;
    if (conn_woke(&p->conn))
        advance(p);
    else
        set_alarm(p, p->conn.wake); /* it has moved on since */
}

static size_t unsent(const struct peer *p)
{
    return evbuffer_get_length(bufferevent_get_output(p->stream));
}

static void report_sent(struct peer *p)
{
    if (p->conn.want == CONN_SEND && unsent(p) < p->conn.out_length)
        conn_sent(&p->conn, (ssize_t)(p->conn.out_length - unsent(p)));
}

/* What is there is one piece as a rule, and made one else. */
static void on_read(struct bufferevent *stream, void *data)
{
    struct evbuffer *input = bufferevent_get_input(stream);
    size_t n = evbuffer_get_length(input);
    struct peer *p = data;

    report_sent(p);
    conn_received(&p->conn, (const char *)evbuffer_pullup(input, -1),
                  (ssize_t)n);
    evbuffer_drain(input, n);
    advance(p);
}

/* The output buffer is empty. */
static void on_written(struct bufferevent *stream, void *data)
{
    (void)stream;
    report_sent(data);
    advance(data);
}

static void on_event(struct bufferevent *stream, short events, void *data)
{
    int error = EVUTIL_SOCKET_ERROR();
    struct peer *p = data;

    if (events & BEV_EVENT_CONNECTED)
        error = bufferevent_enable(stream, EV_READ) < 0 ? ENOMEM : 0;
    if (p->conn.want == CONN_OPEN)
        conn_opened(&p->conn, -error);
    else if (events & BEV_EVENT_EOF)
        conn_received(&p->conn, NULL, 0);
    else if (events & BEV_EVENT_WRITING)
        conn_sent(&p->conn, -error);
    else
        conn_received(&p->conn, NULL, -error);
    advance(p);
}

/* The socket is made as for every other row. 0: it is under way, or -errno. */
static int begin_to_connect(struct peer *p)
{
    const struct net_address *address = p->conn.address;
    int fd = net_socket(address, NET_NONBLOCKING);

    if (fd < 0)
        return fd;
    p->stream = bufferevent_socket_new(p->loop->base.base, fd, 0);
    if (!p->stream) {
        net_close(fd);
        return -ENOMEM;
    }
    bufferevent_setcb(p->stream, on_read, on_written, on_event, p);
    if (bufferevent_socket_connect(p->stream,
                                   (const struct sockaddr *)&address->storage,
                                   (int)address->length) < 0)
        return -EVUTIL_SOCKET_ERROR();
    return 0;
}

/* True: it is under way. */
static bool begin_to_send(struct peer *p)
{
    struct conn *c = &p->conn;

    if (unsent(p) > 0 ||
        bufferevent_write(p->stream, c->out, c->out_length) == 0)
        return true;
    conn_sent(c, -ENOMEM);
    return false;
}

static void close_peer(struct peer *p)
{
    if (p->stream) {
        int fd = bufferevent_getfd(p->stream);

        bufferevent_disable(p->stream, EV_READ | EV_WRITE);
        bufferevent_free(p->stream);
        net_close(fd);
    }
    p->stream = NULL;
    conn_closed(&p->conn);
}

/* Do what the connection wants until it has to wait. True: it waits. */
static bool step(struct peer *p)
{
    struct conn *c = &p->conn;
    int result;

    switch (c->want) {
    case CONN_OPEN:
        result = begin_to_connect(p);
        if (result < 0)
            conn_opened(c, result);
        return result == 0;
    case CONN_SEND:
        return begin_to_send(p);
    case CONN_CLOSE:
        close_peer(p);
        return false;
    case CONN_NOTHING:
        event_del(&p->timer);
        return true;
    case CONN_WAIT:
    case CONN_RECV:
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

static int begin(struct loop *l, struct share *share)
{
    int result = 0;

    for (int i = 0; i < share->connections && result == 0; i++) {
        struct peer *p = &l->peers[i];

        p->alarm = CLOCK_NEVER;
        p->loop = l;
        evtimer_assign(&p->timer, l->base.base, on_timer, p);
        result = conn_init(&p->conn, share);
    }
    for (int i = 0; i < share->connections && result == 0; i++)
        advance(&l->peers[i]);
    return result;
}

/* The loop ends by itself when the last stream and the last timer are gone. */
static int serve(struct share *share)
{
    size_t peers = (size_t)share->connections * sizeof(struct peer);
    struct loop *l = calloc(1, sizeof *l + peers);
    int result = l ? libevent_base_open(&l->base) : -ENOMEM;

    if (result == 0) {
        result = begin(l, share);
        if (result == 0)
            result = libevent_base_dispatch(&l->base);
        for (int i = 0; i < share->connections; i++)
            conn_free(&l->peers[i].conn);
        libevent_base_close(&l->base);
    }
    free(l);
    return result;
}

static int libevent_run(struct job *job)
{
    return libevent_base_run(job, "bufferevents", serve);
}

#endif

const struct backend backend_libevent = {
    .name = "libevent",
    .about = "an event library of buffers: callbacks when they fill",
    .family = FAMILY_LIBRARY,
    .unusable = libevent_base_unusable,
    .run = libevent_run,
};
