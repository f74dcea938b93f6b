#include "conn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* After a failed connect a client waits before it tries again, so that a
 * refused port does not make a spinning client. The same for every backend. */
#define PAUSE_AFTER_REFUSAL (10 * CLOCK_MS)

/* How long a server may take to close a connection it said it would close. */
#define LINGER (1 * CLOCK_S)

static void want(struct conn *c, enum conn_want what, uint64_t wake)
{
    c->want = what;
    c->wake = wake;
}

/* Write the request into the connection's own copy. The text is copied only
 * when it changes; the token's digits are patched in place. */
static void write_request(struct conn *c)
{
    const struct job *job = c->share->job;
    bool last = ++c->on_connection >= job->requests_per_connection;
    const struct request_text *text =
        last ? &c->target->last : &c->target->again;

    if (text != c->text) {
        memcpy(c->request, text->bytes, text->length);
        c->text = text;
    }
    if (c->target->token)
        share_token(c->share, c->request + text->token_at);
    c->out = c->request;
    c->out_length = text->length;
    c->body_at = 0;
    http_begin(&c->reader);
}

static uint64_t deadline(const struct conn *c)
{
    return clock_add(c->sample.start, c->share->job->timeout_ns);
}

/* Start, or start again on a new connection, the request that was taken. */
static void begin(struct conn *c)
{
    if (c->open) {
        write_request(c);
        want(c, CONN_SEND, deadline(c));
    } else {
        c->address = &c->target->addresses[c->address_index];
        want(c, CONN_OPEN, deadline(c));
    }
}

static void start(struct conn *c, uint64_t now)
{
    c->sample.start = now;
    begin(c);
}

/* A kept connection serves any target at the same address. */
static void aim(struct conn *c)
{
    const struct job *job = c->share->job;
    const struct target *target =
        &job->targets[c->sample.number % (uint32_t)job->target_count];
    const struct target *before = c->target;

    if (target == before)
        return;
    c->target = target;
    if (before && strcmp(before->host, target->host) == 0 &&
        strcmp(before->port, target->port) == 0 &&
        c->address_index < target->address_count)
        return;
    c->address_index = 0;
    if (c->open)
        want(c, CONN_CLOSE, CLOCK_NEVER);
}

/* Go on with the request that was taken, at its due time. */
static void proceed(struct conn *c, uint64_t now)
{
    if (c->sample.due > now)
        want(c, CONN_WAIT, c->sample.due);
    else
        start(c, now);
}

static void take(struct conn *c, uint64_t now, uint64_t due)
{
    uint32_t number;

    c->has_request = share_take(c->share, due > now ? due : now, &number);
    if (!c->has_request) {
        want(c, c->open ? CONN_CLOSE : CONN_NOTHING, CLOCK_NEVER);
        return;
    }
    c->sample = (struct sample){.number = number, .due = due};
    c->body_at = 0;
    c->begun = c->retried = false;
    c->want = CONN_WAIT;
    aim(c);
    if (c->want != CONN_CLOSE)
        proceed(c, now);
}

/* The request has run its course. */
static void finish(struct conn *c, uint64_t done, int error)
{
    const struct observer *observer = &c->share->job->observer;

    c->sample.done = done;
    c->sample.error = (int16_t)error;
    c->sample.bytes = c->body_at;
    share_record(c->share, &c->sample);
    if (observer->on_done)
        observer->on_done(observer->data, &c->sample);
    c->has_request = false;
    c->lingering = false;
    c->served++;
}

/* The server closed a kept connection before it saw the request: that is its
 * right, and a client sends the request again (RFC 9112 section 9.3.1). */
static bool is_stale(const struct conn *c, int error)
{
    return c->on_connection > 1 && c->sample.first == 0 && !c->retried &&
           (error == EPROTO || error == ECONNRESET || error == EPIPE);
}

static void fail(struct conn *c, uint64_t now, int error)
{
    want(c, CONN_CLOSE, CLOCK_NEVER);
    if (c->open && is_stale(c, error)) {
        c->retried = true;
        c->share->totals.retried++;
        return;
    }
    if (!c->open && error != ETIMEDOUT &&
        c->address_index + 1 < c->target->address_count) {
        c->address_index++;
        return;
    }
    c->failed_open = !c->open;
    c->address_index = c->open ? c->address_index : 0;
    finish(c, now, error);
}

int conn_init(struct conn *c, struct share *share)
{
    const struct job *job = share->job;
    uint64_t now = job->now();
    size_t longest = 0;

    memset(c, 0, sizeof *c);
    for (int i = 0; i < job->target_count; i++)
        if (job->targets[i].last.length > longest)
            longest = job->targets[i].last.length;
    c->share = share;
    http_init(&c->reader);
    c->request = malloc(longest + 1);
    if (!c->request)
        return -ENOMEM;
    take(c, now, now);
    return 0;
}

void conn_free(struct conn *c)
{
    free(c->request);
    c->request = NULL;
}

void conn_opened(struct conn *c, int result)
{
    c->begun = true;
    if (result < 0) {
        fail(c, c->share->job->now(), -result);
        return;
    }
    c->open = true;
    c->on_connection = 0;
    share_connected(c->share, true);
    begin(c);
}

void conn_sent(struct conn *c, ssize_t n)
{
    if (n == -EAGAIN)
        return;
    c->begun = true;
    if (n < 0) {
        fail(c, c->share->job->now(), (int)-n);
        return;
    }
    c->out += n;
    c->out_length -= (size_t)n;
    if (c->out_length == 0)
        c->want = CONN_RECV;
}

static int check_body(struct conn *c, const struct http_piece *piece)
{
    const struct body_pattern *e = &c->target->expected;
    const char *bytes = piece->bytes;
    size_t left = piece->length;

    if (e->bytes && (left > e->length || c->body_at > e->length - left))
        return -EILSEQ;
    while (e->bytes && left > 0) {
        uint64_t at = (c->body_at + piece->length - left) % e->period;
        uint64_t run = e->length > e->period ? e->period : e->period - at;
        size_t n = left < run ? left : (size_t)run;

        if (memcmp(bytes, e->bytes + at, n) != 0)
            return -EILSEQ;
        bytes += n;
        left -= n;
    }
    c->body_at += piece->length;
    return 0;
}

/* What can be checked only when the answer is whole. */
static int check_whole(struct conn *c)
{
    const struct http_reader *r = &c->reader;
    const struct target *t = c->target;

    if (t->token &&
        (!r->has_token || memcmp(r->token, c->request + c->text->token_at,
                                 ANSWER_TOKEN_LENGTH) != 0))
        return -EILSEQ;
    if (c->share->job->ok_only && r->status / 100 != 2)
        return -ENOMSG;
    if (t->expected.bytes && c->body_at != t->expected.length)
        return -EILSEQ;
    return 0;
}

/* The whole answer is here. A connection that is not kept is closed by the
 * server first: the client reads on to the end, so that no client port is
 * left in TIME_WAIT. `ended`: it is of no use any more, since the server has
 * closed it, or has answered before it had the whole request. */
static void answered(struct conn *c, uint64_t now, bool ended)
{
    int result = check_whole(c);
    const struct job *job = c->share->job;

    if (result < 0 || ended) {
        want(c, CONN_CLOSE, CLOCK_NEVER);
        finish(c, now, -result);
    } else if (c->reader.keep_alive && c->text == &c->target->again) {
        finish(c, now, 0);
        take(c, now, clock_add(now, job->think_ns));
    } else {
        c->sample.done = now;
        c->lingering = true;
        if (c->wake > now + LINGER)
            c->wake = now + LINGER;
    }
}

static int feed(struct conn *c, const char *bytes, size_t n)
{
    const struct observer *o = &c->share->job->observer;
    struct http_piece piece;

    while (n > 0 && c->reader.state != HTTP_DONE) {
        ssize_t used = http_feed(&c->reader, bytes, n, &piece);
        int result = used < 0 ? (int)used : check_body(c, &piece);

        if (result < 0)
            return result;
        if (o->on_body && piece.length > 0)
            o->on_body(o->data, c->sample.number, piece.bytes, piece.length);
        bytes += used;
        n -= (size_t)used;
    }
    return n > 0 ? -EBADMSG : 0;
}

/* After the answer: only the end may come. */
static void linger(struct conn *c, ssize_t n)
{
    want(c, CONN_CLOSE, CLOCK_NEVER);
    finish(c, c->sample.done, n > 0 ? EBADMSG : 0);
}

/* Between requests: the server has closed the connection, or says something
 * it was not asked for. The next request counts as sent again, or as wrong,
 * as it does with a model that hears of it only when it sends. */
static void overheard(struct conn *c, ssize_t n)
{
    want(c, CONN_CLOSE, CLOCK_NEVER);
    if (n > 0) {
        uint64_t now = c->share->job->now();

        /* It fails before its time: no stamp may lie after a later one. */
        if (c->sample.start == 0)
            c->sample.start = now;
        if (c->sample.due > now)
            c->sample.due = now;
        finish(c, now, EBADMSG);
    } else {
        c->retried = true;
        c->share->totals.retried++;
    }
}

void conn_received(struct conn *c, const char *bytes, ssize_t n)
{
    uint64_t now;
    int result;

    if (n == -EAGAIN)
        return;
    if (c->lingering) {
        linger(c, n);
        return;
    }
    if (c->want == CONN_WAIT ||
        (c->want == CONN_SEND && n > 0 && c->out == c->request)) {
        overheard(c, n);
        return;
    }
    now = c->share->job->now();
    if (n > 0 && c->sample.first == 0)
        c->sample.first = now;
    if (n < 0)
        result = (int)n;
    else if (n == 0)
        result = http_end(&c->reader);
    else
        result = feed(c, bytes, (size_t)n);
    if (c->reader.state != HTTP_STATUS_LINE && c->reader.status >= 200)
        c->sample.status = (int16_t)c->reader.status;
    if (result < 0)
        fail(c, now, -result);
    else if (c->reader.state == HTTP_DONE)
        answered(c, now, n == 0 || c->want == CONN_SEND);
    else if (now >= c->wake)
        fail(c, now, ETIMEDOUT);
}

/* Whether and when to try again after a connection that failed to open. */
static uint64_t next_due(const struct conn *c, uint64_t now)
{
    uint64_t think = c->share->job->think_ns;
    uint64_t pause = c->failed_open ? PAUSE_AFTER_REFUSAL : 0;

    return clock_add(now, think > pause ? think : pause);
}

void conn_closed(struct conn *c)
{
    uint64_t now = c->share->job->now();

    if (c->open)
        share_connected(c->share, false);
    c->open = false;
    if (!c->has_request)
        take(c, now, next_due(c, now));
    else if (c->sample.start > 0)
        begin(c);
    else
        proceed(c, now);
    c->failed_open = false;
}

bool conn_woke(struct conn *c)
{
    uint64_t now = c->share->job->now();

    if (now < c->wake)
        return false;
    if (c->want == CONN_WAIT)
        start(c, now);
    else if (c->lingering)
        linger(c, 0);
    else
        fail(c, now, ETIMEDOUT);
    return true;
}

void conn_reached(struct conn *c)
{
    if (c->begun || (c->want != CONN_OPEN && c->want != CONN_SEND))
        return;
    c->sample.start = c->share->job->now();
    c->wake = deadline(c);
}
