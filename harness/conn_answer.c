#include "conn_answer.h"

#include <errno.h>
#include <string.h>

#include "conn.h"

/* Are these the `n` bytes of a body after its first `at`? */
static inline bool is_expected(const struct body_pattern *body, uint64_t at,
                               const char *bytes, size_t n)
{
    const char *right;

    if (n > body->length - at)
        return false;
    /* Most bodies are no longer than a period, and a division is slow. */
    right = body->bytes + (at < body->period ? at : at % body->period);
    /* A longer run is a period, and from there on what it was before. */
    if (n > body->period) {
        if (memcmp(bytes + body->period, bytes, n - body->period) != 0)
            return false;
        n = body->period;
    }
    return memcmp(bytes, right, n) == 0;
}

/* The next bytes of a body. 0 or -EILSEQ. */
static inline int take_body(struct conn *c, const char *bytes, size_t n)
{
    const struct observer *o = &c->share->job->observer;
    const struct body_pattern *body = &c->target->expected;

    if (body->bytes && !is_expected(body, c->sample.bytes, bytes, n))
        return -EILSEQ;
    if (o->on_body)
        o->on_body(o->data, c->sample.number, bytes, n);
    c->sample.bytes += n;
    return 0;
}

/* What can be told only when the answer is whole. */
static inline int check_whole(const struct conn *c)
{
    const struct http_reader *r = &c->reader;
    const struct target *t = c->target;

    if (t->token && !r->echoes)
        return -EILSEQ;
    /* A push that was sent after it was read has a stamp of another clock. */
    if (c->share->job->pushed &&
        (r->stamps != HTTP_STAMPS ||
         (c->sample.first > 0 && r->sent > c->sample.first)))
        return -EILSEQ;
    if (c->share->job->ok_only && (r->status < 200 || r->status > 299))
        return -ENOMSG;
    if (t->expected.bytes && c->sample.bytes != t->expected.length)
        return -EILSEQ;
    return 0;
}

/* However the bytes are cut. Out of line, so that it costs the usual way
 * below nothing. */
__attribute__((noinline)) static int feed_parts(struct conn *c,
                                                const char *bytes, size_t n)
{
    struct http_piece body;
    int result = 0;

    while (result == 0 && n > 0 && c->reader.state != HTTP_DONE) {
        ssize_t used = http_feed(&c->reader, bytes, n, &body);

        if (used < 0)
            return (int)used;
        if (body.length > 0)
            result = take_body(c, body.bytes, body.length);
        bytes += used;
        n -= (size_t)used;
    }
    return result == 0 && n > 0 ? -EBADMSG : result;
}

/* Most answers come whole, and with the head of the one before. */
int conn_feed(struct conn *c, const char *bytes, size_t n)
{
    size_t head = http_recall(&c->reader, bytes, n);
    int result;

    if (http_rest(&c->reader, n - head))
        result = take_body(c, bytes + head, n - head);
    else
        result = feed_parts(c, bytes + head, n - head);
    if (result == 0 && c->reader.state == HTTP_DONE)
        result = check_whole(c);
    return result;
}

int conn_feed_end(struct conn *c)
{
    int result = http_end(&c->reader);

    return result < 0 ? result : check_whole(c);
}

int conn_fault_outcome(const struct conn *c, int error)
{
    bool asked = c->open && c->out_length == 0;

    if (error == 0)
        return EILSEQ;
    return asked && error == c->target->fault ? -error : error;
}

bool conn_is_stale(const struct conn *c, int error)
{
    return c->on_connection > 1 && c->sample.first == 0 && !c->retried &&
           (error == EPROTO || error == ECONNRESET || error == EPIPE);
}

void conn_note_status(struct conn *c)
{
    if (c->open && c->reader.state != HTTP_STATUS_LINE &&
        c->reader.status >= 200)
        c->sample.status = (int16_t)c->reader.status;
}

void conn_note_push(struct conn *c)
{
    c->sample.due = c->reader.due;
    c->sample.taken = c->reader.due > 0 ? c->reader.sent : 0;
    if (c->reader.due == 0)
        job_stop(c->share->job, JOB_ASKED);
}
