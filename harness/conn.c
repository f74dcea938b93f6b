#include "conn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "conn_answer.h"

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
    char *token;

    if (text != c->text) {
        memcpy(c->request, text->bytes, text->length);
        c->text = text;
    }
    token = c->target->token ? c->request + text->token_at : NULL;
    if (token)
        share_token(c->share, token);
    http_begin(&c->reader, token);
    c->out = c->request;
    c->out_length = text->length;
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
    const struct target *before = c->target, *target;

    target = share_target(c->share, c->client, c->served, c->sample.number);
    if (target == before)
        return;
    c->target = target;
    if (before && target_same_server(before, target) &&
        c->address_index < target->address_count)
        return;
    c->address_index = 0;
    if (c->open)
        want(c, CONN_CLOSE, CLOCK_NEVER);
}

/* It is not time yet. A connection that is kept is opened meanwhile, unless one
 * has just failed to open: then it waits with that as well. */
static void wait_until(struct conn *c, uint64_t now, uint64_t when)
{
    const struct job *job = c->share->job;

    if (job_keeps_time(job) && job->requests_per_connection > 1 && !c->open &&
        !c->retried && !c->failed_open) {
        begin(c);
        c->wake = clock_add(now, job->timeout_ns);
    } else {
        want(c, CONN_WAIT, when);
    }
}

/* Go on with the request that was taken, at `when`. */
static void proceed(struct conn *c, uint64_t now, uint64_t when)
{
    if (when > now)
        wait_until(c, now, when);
    else
        start(c, now);
}

/* There is nothing more to ask for. Until `when` it stays all the same. */
static void leave(struct conn *c, uint64_t now, uint64_t when)
{
    if (!c->open)
        want(c, CONN_NOTHING, CLOCK_NEVER);
    else if (when > now)
        want(c, CONN_WAIT, when);
    else
        want(c, CONN_CLOSE, CLOCK_NEVER);
}

/* Take the next request, to start not before `earliest`. */
static void take(struct conn *c, uint64_t now, uint64_t earliest)
{
    const struct job *job = c->share->job;
    uint64_t due = earliest, when = earliest;
    uint32_t number;

    c->has_request = share_take(c->share, earliest, &number);
    if (c->has_request && job->schedule) {
        c->has_request = share_due(c->share, number, &due);
        when = due > earliest ? due : earliest;
    }
    if (!c->has_request) {
        leave(c, now, share_stay(c->share, now, earliest));
        return;
    }
    c->sample = (struct sample){.number = number, .due = due, .taken = now};
    c->begun = c->retried = false;
    c->want = CONN_WAIT;
    aim(c);
    if (c->want != CONN_CLOSE)
        proceed(c, now, when);
}

/* The request has run its course. */
static inline void finish(struct conn *c, uint64_t done, int error)
{
    const struct observer *observer = &c->share->job->observer;

    if (c->target->fault != 0)
        error = conn_fault_outcome(c, error);
    c->sample.done = done;
    c->sample.error = (int16_t)error;
    share_record(c->share, &c->sample);
    if (observer->on_done)
        observer->on_done(observer->data, &c->sample);
    c->has_request = false;
    c->served++;
}

/* Something ended the request before its time: no stamp may lie after a later
 * one. */
static void start_early(struct conn *c, uint64_t now)
{
    if (c->sample.start > 0)
        return;
    c->sample.start = now;
    if (c->sample.due > now)
        c->sample.due = now;
}

static void fail(struct conn *c, uint64_t now, int error)
{
    want(c, CONN_CLOSE, CLOCK_NEVER);
    conn_note_status(c);
    if (c->open && conn_is_stale(c, error)) {
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
    start_early(c, now);
    finish(c, now, error);
}

int conn_init(struct conn *c, struct share *share)
{
    const struct job *job = share->job;
    uint64_t now = job->now();
    size_t longest = target_longest(job->targets, job->target_count);
    size_t faulty = target_longest(job->faults, job->fault_count);

    memset(c, 0, sizeof *c);
    c->share = share;
    c->client = (uint32_t)(share->index + share->of * share->clients++);
    http_init(&c->reader, &share->memo);
    c->reader.wants_stamps = job->pushed;
    c->request = malloc((faulty > longest ? faulty : longest) + 1);
    if (!c->request)
        return -ENOMEM;
    take(c, now, share_resume(c->share, c->client, c->served, now));
    return 0;
}

void conn_take_over(struct conn *c, struct share *share)
{
    c->share = share;
    c->reader.memo = &share->memo;
}

void conn_free(struct conn *c)
{
    free(c->request);
    c->request = NULL;
}

void conn_abandon(struct conn *c)
{
    c->want = CONN_NOTHING;
    c->wake = CLOCK_NEVER;
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
    if (c->sample.start > 0) {
        c->sample.opened = c->share->job->now();
        begin(c);
    } else { /* ahead of its time */
        c->begun = false;
        proceed(c, c->share->job->now(), c->sample.due);
    }
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

/* The answer is whole and right. A connection that is not kept is closed by
 * the server first: the client reads on to the end, so that no client port is
 * left in TIME_WAIT. `ended`: it is of no use any more, since the server has
 * closed it, or has answered before it had the whole request. */
static void answered(struct conn *c, uint64_t now, bool ended)
{
    const struct job *job = c->share->job;

    c->sample.status = (int16_t)c->reader.status;
    if (job->pushed)
        conn_note_push(c);
    if (ended) {
        want(c, CONN_CLOSE, CLOCK_NEVER);
        finish(c, now, 0);
    } else if (c->reader.keep_alive && c->text == &c->target->again) {
        finish(c, now, 0);
        if (job->hog_ns > 0) /* which took time */
            now = job->now();
        take(c, now, share_resume(c->share, c->client, c->served, now));
    } else {
        c->sample.done = now;
        c->lingering = true;
        if (c->wake > now + LINGER)
            c->wake = now + LINGER;
    }
}

/* After the answer: only the end may come. */
static void linger(struct conn *c, ssize_t n)
{
    c->lingering = false;
    want(c, CONN_CLOSE, CLOCK_NEVER);
    finish(c, c->sample.done, n > 0 ? EBADMSG : 0);
}

/* Between requests: the server has closed the connection, or says something
 * it was not asked for. The next request, if there is one, counts as sent
 * again, or as wrong, as it does with a model that hears of it only when it
 * sends. */
static void overheard(struct conn *c, ssize_t n)
{
    want(c, CONN_CLOSE, CLOCK_NEVER);
    if (n > 0 && c->has_request) {
        uint64_t now = c->share->job->now();

        start_early(c, now);
        finish(c, now, EBADMSG);
    } else if (c->has_request) {
        c->retried = true;
        c->share->totals.retried++;
    }
}

/* What comes where an answer should: some of it, the end, or an error. */
static void hear(struct conn *c, const char *bytes, ssize_t n)
{
    uint64_t now = c->share->job->now();
    int result = (int)n;

    if (n > 0) {
        if (c->sample.first == 0)
            c->sample.first = now;
        result = conn_feed(c, bytes, (size_t)n);
    } else if (n == 0) {
        result = conn_feed_end(c);
    }
    if (result < 0)
        fail(c, now, -result);
    else if (c->reader.state == HTTP_DONE)
        answered(c, now, n == 0 || c->want == CONN_SEND);
    else if (now >= c->wake)
        fail(c, now, ETIMEDOUT);
}

void conn_received(struct conn *c, const char *bytes, ssize_t n)
{
    if (n == -EAGAIN)
        return;
    if (c->lingering)
        linger(c, n);
    else if (c->want == CONN_WAIT ||
             (c->want == CONN_SEND && n > 0 && c->out == c->request))
        overheard(c, n);
    else
        hear(c, bytes, n);
}

/* Whether and when to try again after a connection that failed to open. */
static uint64_t next_due(const struct conn *c, uint64_t now)
{
    uint64_t due = share_resume(c->share, c->client, c->served, now);
    uint64_t pause = c->failed_open ? PAUSE_AFTER_REFUSAL : 0;

    return due > clock_add(now, pause) ? due : clock_add(now, pause);
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
        proceed(c, now, c->sample.due);
    c->failed_open = false;
}

bool conn_woke(struct conn *c)
{
    uint64_t now = c->share->job->now();

    if (now < c->wake)
        return false;
    if (c->want == CONN_WAIT && c->has_request)
        start(c, now);
    else if (c->want == CONN_WAIT)
        want(c, CONN_CLOSE, CLOCK_NEVER);
    else if (c->lingering)
        linger(c, 0);
    else
        fail(c, now, ETIMEDOUT);
    return true;
}

void conn_reached(struct conn *c)
{
    if (c->want == CONN_WAIT && !c->has_request)
        want(c, CONN_CLOSE, CLOCK_NEVER);
    if (c->begun || c->sample.start == 0 ||
        (c->want != CONN_OPEN && c->want != CONN_SEND))
        return;
    c->sample.start = c->share->job->now();
    c->wake = deadline(c);
}
