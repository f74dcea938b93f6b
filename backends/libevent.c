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
 * time-outs begin anew with each byte: a deadline is an event, of
 * libevent_base.c, where the loop around `step` is as well.
 *
 * Trap: bufferevent_free() in a callback takes the descriptor out of the set
 * only afterwards. Who closes it and opens the next one of that number must
 * disable it first. An error is an errno that the next call overwrites.
 *
 * Heart: step, begin_to_connect, on_event, begin_to_send, on_written, on_read.
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

#include "net.h"

struct stream_peer {
    struct peer peer;
    struct bufferevent *stream;
};

static size_t unsent(const struct stream_peer *p)
{
    return evbuffer_get_length(bufferevent_get_output(p->stream));
}

static void report_sent(struct stream_peer *p)
{
    struct conn *c = &p->peer.conn;

    if (c->want == CONN_SEND && unsent(p) < c->out_length)
        conn_sent(c, (ssize_t)(c->out_length - unsent(p)));
}

/* What is there is one piece as a rule, and made one else. */
static void on_read(struct bufferevent *stream, void *data)
{
    struct evbuffer *input = bufferevent_get_input(stream);
    size_t n = evbuffer_get_length(input);
    struct stream_peer *p = data;

    report_sent(p);
    conn_received(&p->peer.conn, (const char *)evbuffer_pullup(input, -1),
                  (ssize_t)n);
    evbuffer_drain(input, n);
    libevent_base_advance(&p->peer);
}

/* The output buffer is empty. */
static void on_written(struct bufferevent *stream, void *data)
{
    struct stream_peer *p = data;

    (void)stream;
    report_sent(p);
    libevent_base_advance(&p->peer);
}

static void on_event(struct bufferevent *stream, short events, void *data)
{
    int error = EVUTIL_SOCKET_ERROR();
    struct stream_peer *p = data;
    struct conn *c = &p->peer.conn;

    if (events & BEV_EVENT_CONNECTED)
        error = bufferevent_enable(stream, EV_READ) < 0 ? ENOMEM : 0;
    if (c->want == CONN_OPEN)
        conn_opened(c, -error);
    else if (events & BEV_EVENT_EOF)
        conn_received(c, NULL, 0);
    else if (events & BEV_EVENT_WRITING)
        conn_sent(c, -error);
    else
        conn_received(c, NULL, -error);
    libevent_base_advance(&p->peer);
}

/* The socket is made as for every other row. 0: it is under way, or -errno. */
static int begin_to_connect(struct stream_peer *p)
{
    const struct net_address *address = p->peer.conn.address;
    int fd = net_socket(address, NET_NONBLOCKING);

    if (fd < 0)
        return fd;
    p->stream = bufferevent_socket_new(p->peer.base->base, fd, 0);
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
static bool begin_to_send(struct stream_peer *p)
{
    struct conn *c = &p->peer.conn;

    if (unsent(p) > 0 ||
        bufferevent_write(p->stream, c->out, c->out_length) == 0)
        return true;
    conn_sent(c, -ENOMEM);
    return false;
}

static void close_stream(struct stream_peer *p)
{
    if (p->stream) {
        int fd = bufferevent_getfd(p->stream);

        bufferevent_disable(p->stream, EV_READ | EV_WRITE);
        bufferevent_free(p->stream);
        net_close(fd);
    }
    p->stream = NULL;
    conn_closed(&p->peer.conn);
}

static bool step(struct peer *peer)
{
    struct stream_peer *p = (struct stream_peer *)peer;
    struct conn *c = &peer->conn;
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
        close_stream(p);
        return false;
    case CONN_WAIT:
    case CONN_RECV:
    case CONN_NOTHING:
        break;
    }
    return true;
}

static int serve(struct share *share)
{
    static const struct libevent_row streams = {sizeof(struct stream_peer),
                                                step};

    return libevent_base_serve(share, &streams);
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
