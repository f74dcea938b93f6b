/*
 * What the server sends: the batch of small answers, and the long, slow and
 * broken ones from their position on.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "server_connection.h"

/* Sends of one connection before the others have their turn. */
enum { SENDS_A_TURN = 4 };

/* Between the bytes of a dribble. */
#define DRIBBLE_NS CLOCK_MS

/* Before a reset, for what was sent to be read: a reset may discard it. */
#define RESET_NS (10 * CLOCK_MS)

/* How long a peer that was refused may go on sending: a close with something
 * unread would be a reset, which may take the refusal away from it. */
#define DISCARD_NS CLOCK_S

static bool is_small(const struct reply *reply)
{
    return reply->length <= SMALL_BODY && reply->framing == REPLY_LENGTH &&
           reply->cut == REPLY_WHOLE && reply->excess == 0 &&
           reply->spread_ns == 0 && reply->pause_ns == 0 && !reply->dribble &&
           !reply->wrong_byte && reply->fault == 0;
}

/* The connection's part of the batch: the last one, or a new one. */
static struct part *part_of(struct connection *c)
{
    struct batch *batch = &c->worker->batch;
    struct part *part = &batch->parts[batch->count];

    if (batch->count > 0 && part[-1].connection == c)
        return part - 1;
    batch->count++;
    *part = (struct part){.connection = c};
    return part;
}

static void append(struct connection *c, const struct reply *reply)
{
    struct batch *batch = &c->worker->batch;
    struct part *part = part_of(c);
    const char *body = reply->body != NULL ? reply->body : c->worker->pattern;
    size_t n = reply_head(reply, batch->bytes + batch->length);

    if (!reply->bodyless) {
        memcpy(batch->bytes + batch->length + n, body, (size_t)reply->length);
        n += (size_t)reply->length;
        part->body_bytes += reply->length;
    }
    part->responses++;
    part->length += n;
    batch->length += n;
}

/* The counters as they are now, this worker's included. */
static void append_counters(struct connection *c, struct reply *reply)
{
    struct worker *worker = c->worker;
    char text[SERVER_COUNTERS_TEXT + 2] = "{";
    size_t n;

    worker_publish(worker);
    n = 1 + (size_t)server_counters_format(worker->server->config.counters,
                                           text + 1);
    text[n++] = '}';
    reply->body = text;
    reply->length = n;
    append(c, reply);
}

void output_begin(struct connection *c, const struct reply *reply)
{
    if (!is_small(reply)) {
        if (reply != &c->reply)
            c->reply = *reply;
        c->position = 0;
        c->began =
            reply->spread_ns > 0 || reply->pause_ns > 0 ? clock_now() : 0;
        c->phase = PHASE_REPLY;
        return;
    }
    c->phase = PHASE_REQUEST;
    if (reply->ending != REPLY_KEEP) {
        c->reply.ending = reply->ending;
        c->phase = PHASE_END;
    }
    if (reply->counters) {
        struct reply counters = *reply;

        append_counters(c, &counters);
    } else {
        append(c, reply);
    }
}

bool output_has_room(const struct worker *worker)
{
    return worker->batch.length + SMALL_ROOM <= BATCH_ROOM &&
           worker->batch.count < PARTS_MAX;
}

/* Send; what is left makes the connection blocked. Bytes, or -errno with the
 * connection closed. */
static ssize_t send_some(struct connection *c, const char *bytes, size_t n)
{
    ssize_t sent = net_send(c->fd, bytes, n);

    if (sent == -EAGAIN)
        sent = 0;
    if (sent < 0) {
        connection_close(c);
        return sent;
    }
    c->worker->tally.bytes_out += (uint64_t)sent;
    c->blocked = (size_t)sent < n;
    return sent;
}

static void count(struct worker *worker, uint64_t responses,
                  uint64_t body_bytes)
{
    worker->tally.responses += responses;
    worker->tally.body_bytes += body_bytes;
}

bool output_send_unsent(struct connection *c)
{
    ssize_t sent;

    if (c->unsent.length == 0)
        return true;
    sent = send_some(c, c->unsent.bytes, c->unsent.length);
    if (sent < 0)
        return false;
    c->unsent.length -= (size_t)sent;
    if (c->unsent.length > 0) {
        memmove(c->unsent.bytes, c->unsent.bytes + sent, c->unsent.length);
        return false;
    }
    count(c->worker, c->unsent_responses, c->unsent_body_bytes);
    pile_clear(&c->unsent);
    return true;
}

static void send_part(const struct part *part, const char *bytes)
{
    struct connection *c = part->connection;
    ssize_t sent;

    if (c->phase == PHASE_CLOSED)
        return;
    sent = send_some(c, bytes, part->length);
    if (sent == (ssize_t)part->length) {
        count(c->worker, part->responses, part->body_bytes);
        return;
    }
    if (sent < 0)
        return;
    c->unsent_responses = part->responses;
    c->unsent_body_bytes = part->body_bytes;
    if (pile_add(&c->unsent, bytes + sent, part->length - (size_t)sent) < 0)
        connection_close(c);
    connection_wait(c);
}

void output_flush(struct worker *worker)
{
    struct batch *batch = &worker->batch;
    const char *bytes = batch->bytes;

    for (int i = 0; i < batch->count; i++) {
        send_part(&batch->parts[i], bytes);
        bytes += batch->parts[i].length;
    }
    batch->count = 0;
    batch->length = 0;
}

static uint64_t pause_until(struct connection *c, uint64_t until)
{
    c->phase = PHASE_PAUSE;
    connection_set_timer(c, until);
    return 0;
}

static uint64_t dribble_allowance(struct connection *c)
{
    uint64_t now = clock_now();

    if (c->position > 0 && now < c->began + DRIBBLE_NS)
        return pause_until(c, c->began + DRIBBLE_NS);
    c->began = now;
    return 1;
}

/* The head at once, the body in proportion to the time. */
static uint64_t drip_allowance(struct connection *c)
{
    const struct reply *reply = &c->reply;
    uint64_t total = reply_total(reply), now = clock_now();
    double rate = (double)reply->length / (double)reply->spread_ns;
    uint64_t due = reply->length, next;

    if (reply->bodyless || c->position >= total)
        return UINT64_MAX;
    if (now - c->began < reply->spread_ns)
        due = (uint64_t)(rate * (double)(now - c->began));
    if (total - reply->length + due > c->position)
        return total - reply->length + due - c->position;
    next = c->began + (uint64_t)((double)(due + 1) / rate);
    return pause_until(c, next > now + CLOCK_MS ? next : now + CLOCK_MS);
}

/* The head and the first chunk at once; what ends the body with the last. */
static uint64_t piece_allowance(struct connection *c)
{
    const struct reply *reply = &c->reply;
    uint64_t total = reply_total(reply), one = reply_chunk_total(reply);
    uint64_t pieces = reply->length / reply->chunk, head, piece, due;

    if (reply->bodyless || reply->framing != REPLY_CHUNKED || pieces == 0)
        return UINT64_MAX;
    head = total - pieces * one - 5; /* "0\r\n\r\n" */
    piece = c->position < head ? 0 : (c->position - head) / one;
    due = c->began + piece * reply->pause_ns;
    if (c->position > head && piece < pieces && clock_now() < due)
        return pause_until(c, due);
    return piece + 1 < pieces ? head + (piece + 1) * one - c->position
                              : UINT64_MAX;
}

/* How many bytes may be sent now; 0, and in a pause, when none may. */
static uint64_t allowance(struct connection *c)
{
    if (c->reply.dribble)
        return dribble_allowance(c);
    if (c->reply.spread_ns > 0)
        return drip_allowance(c);
    if (c->reply.pause_ns > 0)
        return piece_allowance(c);
    return UINT64_MAX;
}

static bool finish_reply(struct connection *c)
{
    const struct reply *reply = &c->reply;

    if (reply->cut == REPLY_WHOLE && reply->framing != REPLY_BARE &&
        reply->fault == 0)
        count(c->worker, 1, reply->bodyless ? 0 : reply->length);
    c->phase = PHASE_END;
    return true;
}

bool output_send_reply(struct connection *c)
{
    for (int i = 0; i < SENDS_A_TURN; i++) {
        uint64_t max = allowance(c);
        const char *bytes;
        ssize_t sent;
        size_t n;

        if (max == 0)
            return false;
        n = reply_bytes(&c->reply, c->position, c->worker->batch.bytes,
                        BATCH_ROOM, max, &bytes);
        if (n == 0)
            return finish_reply(c);
        sent = send_some(c, bytes, n);
        if (sent < 0)
            return false;
        c->position += (uint64_t)sent;
        if (c->blocked)
            return false;
        /* Counted before the peer, who has it all, can be heard again. */
        if (c->position >= reply_total(&c->reply))
            return finish_reply(c);
    }
    c->blocked = true; /* which it is not, but the others have their turn */
    return false;
}

static void discard(struct connection *c, uint64_t until)
{
    if (c->ended) {
        connection_close(c);
        return;
    }
    c->phase = PHASE_DISCARD;
    pile_clear(&c->unread);
    connection_set_timer(c, until);
}

void output_end(struct connection *c)
{
    switch (c->reply.ending) {
    case REPLY_KEEP:
        c->phase = PHASE_REQUEST;
        break;
    case REPLY_CLOSE:
        connection_close(c);
        break;
    case REPLY_LINGER:
        shutdown(c->fd, SHUT_WR);
        discard(c, clock_add(clock_now(), DISCARD_NS));
        break;
    case REPLY_STALL:
        discard(c, CLOCK_NEVER);
        break;
    case REPLY_RESET:
        c->phase = PHASE_RESET;
        connection_set_timer(
            c, clock_add(clock_now(), c->position > 0 ? RESET_NS : 0));
        break;
    }
}
