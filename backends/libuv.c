/*
 * libuv - an event library of streams: the loop does the reading and writing.
 *
 * Promise: one asks for a connect, a write, a read, and is called back with
 * the result: the same shape on every system, completion ports included.
 *
 * Cost: write and read a request, and a share of epoll_wait(). A connection:
 * getsockopt(), three epoll_ctl(), and one in vain if reading is started only
 * when it is there. From 1.45 on io_uring does those; that for files is off.
 *
 * Trap: closing takes a turn of the loop, and handle and requests are libuv's
 * until then: what is under way comes back with UV_ECANCELED. SIGPIPE may come.
 *
 * Heart: step, open_peer, on_connected, send_some, on_read, on_timer, on_closed
 */
#include "backend.h"

#if !HAVE_LIBUV
#define libuv_run NULL
#else

#include <errno.h>
#include <stdlib.h>
#include <uv.h>

#include "conn.h"
#include "library.h"

struct peer {
    struct conn conn;
    uint64_t alarm; /* when the timer goes off; CLOCK_NEVER: stopped */
    uv_tcp_t tcp;
    uv_timer_t timer;
    uv_connect_t connecting;
    uv_write_t writing;
    bool has_tcp;    /* the handle is initialised and not closed */
    bool is_writing; /* libuv has `writing`, which it may have once */
    struct loop *loop;
};

struct loop {
    uv_loop_t uv;
    char buffer[JOB_BUFFER];
    struct peer peers[];
};

static void advance(struct peer *);
static void set_alarm(struct peer *, uint64_t wake);

static void on_timer(uv_timer_t *timer)
{
    struct peer *p = timer->data;

    p->alarm = CLOCK_NEVER;
    if (conn_woke(&p->conn))
        advance(p);
    else
        set_alarm(p, p->conn.wake); /* it has moved on since */
}

/* Only an earlier time moves the timer; a later one waits for the old. */
static void set_alarm(struct peer *p, uint64_t wake)
{
    if (wake >= p->alarm)
        return;
    uv_update_time(&p->loop->uv);
    uv_timer_start(&p->timer, on_timer,
                   (uint64_t)clock_ms_until(clock_now(), wake), 0);
    p->alarm = wake;
}

static void on_alloc(uv_handle_t *handle, size_t size, uv_buf_t *buffer)
{
    (void)size;
    buffer->base = ((struct peer *)handle->data)->loop->buffer;
    buffer->len = JOB_BUFFER;
}

static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct peer *p = stream->data;

    if (n == 0 || p->conn.want == CONN_CLOSE)
        return; /* EAGAIN, in libuv's terms */
    conn_received(&p->conn, buffer->base, n == UV_EOF ? 0 : n);
    advance(p);
}

static void on_written(uv_write_t *writing, int status)
{
    struct peer *p = writing->data;

    p->is_writing = false;
    if (p->conn.want != CONN_SEND)
        return;
    conn_sent(&p->conn, status < 0 ? status : (ssize_t)p->conn.out_length);
    advance(p);
}

static void on_connected(uv_connect_t *connecting, int status)
{
    struct peer *p = connecting->data;

    if (p->conn.want != CONN_OPEN)
        return; /* given up */
    conn_opened(&p->conn, status);
    advance(p);
}

static void on_closed(uv_handle_t *handle)
{
    struct peer *p = handle->data;

    p->has_tcp = false;
    conn_closed(&p->conn);
    advance(p);
}

/* True: it is under way. */
static bool open_peer(struct peer *p)
{
    const void *address = &p->conn.address->storage;
    int result = uv_tcp_init(&p->loop->uv, &p->tcp);

    p->tcp.data = p->connecting.data = p->writing.data = p;
    p->has_tcp = result == 0;
    if (result == 0)
        result = uv_tcp_connect(&p->connecting, &p->tcp, address, on_connected);
    if (result == 0)
        result = uv_tcp_nodelay(&p->tcp, 1);
    if (result == 0)
        result = uv_read_start((uv_stream_t *)&p->tcp, on_alloc, on_read);
    if (result < 0)
        conn_opened(&p->conn, result);
    return result == 0;
}

/* True: the rest is under way. */
static bool send_some(struct peer *p)
{
    struct conn *c = &p->conn;
    uv_buf_t rest = {.base = (char *)c->out, .len = c->out_length};
    int n = uv_try_write((uv_stream_t *)&p->tcp, &rest, 1);

    conn_sent(c, n);
    if (n != UV_EAGAIN)
        return false;
    n = uv_write(&p->writing, (uv_stream_t *)&p->tcp, &rest, 1, on_written);
    p->is_writing = n == 0;
    if (n < 0)
        conn_sent(c, n);
    return p->is_writing;
}

/* Do what the connection wants until it has to wait. True: it waits. */
static bool step(struct peer *p)
{
    switch (p->conn.want) {
    case CONN_OPEN:
        return open_peer(p);
    case CONN_SEND:
        return p->is_writing || send_some(p);
    case CONN_CLOSE:
        if (p->has_tcp)
            uv_close((uv_handle_t *)&p->tcp, on_closed);
        else
            conn_closed(&p->conn);
        return p->has_tcp;
    case CONN_NOTHING:
        uv_close((uv_handle_t *)&p->timer, NULL);
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
        uv_timer_init(&l->uv, &p->timer); /* always 0 */
        p->timer.data = p;
        result = conn_init(&p->conn, share);
    }
    for (int i = 0; i < share->connections && result == 0; i++)
        advance(&l->peers[i]);
    return result;
}

/* The loop ends by itself when the last handle is closed. */
static int serve(struct share *share)
{
    size_t peers = (size_t)share->connections * sizeof(struct peer);
    struct loop *l = calloc(1, sizeof *l + peers);
    int result = l ? uv_loop_init(&l->uv) : -ENOMEM;

    if (result == 0) {
        result = begin(l, share);
        if (result == 0)
            result = uv_run(&l->uv, UV_RUN_DEFAULT);
        for (int i = 0; i < share->connections; i++)
            conn_free(&l->peers[i].conn);
        uv_loop_close(&l->uv);
    }
    free(l);
    return result;
}

static int libuv_run(struct job *job)
{
    uv_loop_t uv;
    int result = uv_loop_init(&uv);

    if (result < 0)
        return result;
    job_uses(job, "libuv %s (headers %d.%d.%d) over %s", uv_version_string(),
             UV_VERSION_MAJOR, UV_VERSION_MINOR, UV_VERSION_PATCH,
             library_mechanism(uv_backend_fd(&uv)));
    uv_loop_close(&uv);
    return library_serve(job, serve);
}

#endif

static const char *libuv_unusable(void)
{
    return HAVE_LIBUV ? NULL : "libuv was not found when muxbench was built";
}

const struct backend backend_libuv = {
    .name = "libuv",
    .about = "an event library of streams: callbacks with results",
    .family = FAMILY_LIBRARY,
    .unusable = libuv_unusable,
    .run = libuv_run,
};
