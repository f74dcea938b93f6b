#include "server_connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "server_routes.h"

/* A longer request body is refused (413). */
#define SKIP_MAX (UINT64_C(1) << 20)

/* Requests behind an answer that is under way: more are left to the kernel,
 * which makes the client wait. */
enum { UNREAD_MAX = INPUT_ROOM };

void pile_clear(struct pile *pile)
{
    free(pile->bytes);
    pile->bytes = NULL;
    pile->length = 0;
}

int pile_add(struct pile *pile, const char *bytes, size_t n)
{
    char *grown;

    if (n == 0)
        return 0;
    grown = realloc(pile->bytes, pile->length + n);
    if (grown == NULL)
        return -ENOMEM;
    memcpy(grown + pile->length, bytes, n);
    pile->bytes = grown;
    pile->length += n;
    return 0;
}

int connection_open(struct worker *worker, int fd)
{
    struct connection *c = calloc(1, sizeof *c);
    int error = -ENOMEM;

    /* With the room for its timer, timers_set() cannot fail. Three more are
     * for the server's own. */
    if (c != NULL)
        error = timers_reserve(&worker->timers, worker->count + 4);
    if (error == 0)
        error = push_reserve(worker, worker->count + 1);
    if (error == 0)
        error = selector_add(worker->selector, fd, SELECT_READ, c);
    if (error < 0) {
        free(c);
        net_close(fd);
        return error;
    }
    c->worker = worker;
    c->fd = fd;
    timer_init(&c->timer);
    c->next = worker->connections;
    if (c->next != NULL)
        c->next->previous = c;
    worker->connections = c;
    worker->count++;
    /* In this order: none must be counted that is not counted as open yet. */
    atomic_fetch_add(&worker->server->config.counters->open, 1);
    atomic_fetch_add(&worker->server->config.counters->connections, 1);
    return 0;
}

/* Take it off the worker's books, all but the memory. */
static void retire(struct connection *c)
{
    struct worker *worker = c->worker;

    selector_forget(worker->selector, c->fd);
    timers_remove(&worker->timers, &c->timer);
    push_leave(c);
    pile_clear(&c->unread);
    pile_clear(&c->unsent);
    if (c->next != NULL)
        c->next->previous = c->previous;
    if (c->previous != NULL)
        c->previous->next = c->next;
    else
        worker->connections = c->next;
    worker->count--;
    /* Who sees no connection open sees all that was counted on it. */
    worker_publish(worker);
    atomic_fetch_sub(&worker->server->config.counters->open, 1);
    c->phase = PHASE_CLOSED;
    c->next = worker->dead;
    worker->dead = c;
}

void connection_close(struct connection *c)
{
    int fd = c->fd;

    retire(c);
    net_close(fd);
}

void connection_reset(struct connection *c)
{
    int fd = c->fd;

    retire(c);
    net_close_reset(fd);
}

void connection_close_all(struct worker *worker)
{
    while (worker->connections != NULL)
        connection_close(worker->connections);
}

void connection_free_dead(struct worker *worker)
{
    while (worker->dead != NULL) {
        struct connection *c = worker->dead;

        worker->dead = c->next;
        free(c);
    }
}

void connection_set_timer(struct connection *c, uint64_t due)
{
    timers_set(&c->worker->timers, &c->timer, due);
}

/* The connection ends in the middle of a request. */
static void cut_off(struct connection *c)
{
    if (c->phase == PHASE_BODY ||
        (c->phase == PHASE_REQUEST && c->unread.length > 0))
        c->worker->tally.bad_requests++;
    connection_close(c);
}

/* A request was read whole: answer it, now or later. */
static void answer(struct connection *c, const struct reply *reply)
{
    if (reply->fault != 0)
        c->worker->tally.faults[ordered_of(reply->fault)]++;
    else
        c->worker->tally.requests++;
    if (idle_holds(c)) {
        c->reply = *reply;
        c->phase = PHASE_PUSH;
        return;
    }
    if (reply->delay_ns == 0 && !reply->push) {
        output_begin(c, reply);
        return;
    }
    c->reply = *reply;
    if (reply->push) {
        c->phase = PHASE_PUSH;
        push_wait(c);
        return;
    }
    c->phase = PHASE_DELAY;
    connection_set_timer(c, clock_add(clock_now(), reply->delay_ns));
}

static size_t skip_body(struct connection *c, size_t n)
{
    if (n > c->skip)
        n = (size_t)c->skip;
    c->skip -= n;
    if (c->skip == 0) {
        struct reply reply = c->reply;

        c->phase = PHASE_REQUEST;
        answer(c, &reply);
    }
    return n;
}

/* Where the next request begins is not known: the rest is thrown away. */
static void refuse(struct connection *c, unsigned status)
{
    struct reply reply;

    c->worker->tally.bad_requests++;
    route_refuse(&reply, status, true);
    output_begin(c, &reply);
}

/* Read one request and answer it. The bytes used, 0 when it is not whole. */
static size_t take_request(struct connection *c, const char *bytes, size_t n)
{
    struct request request;
    struct reply reply;
    int head = request_parse(&request, bytes, n);

    if (head == 0)
        return 0;
    if (head < 0 || request.content_length > SKIP_MAX) {
        refuse(c, head < 0 ? (unsigned)-head : 413);
        return n;
    }
    if (!route_request(&request, &reply, push_is_on(c->worker)))
        c->worker->tally.bad_requests++;
    if (request.content_length == 0) {
        answer(c, &reply);
    } else {
        c->reply = reply;
        c->skip = request.content_length;
        c->phase = PHASE_BODY;
    }
    return (size_t)head;
}

/* As many requests as are there and as their answers fit. The bytes used. */
static size_t take_requests(struct connection *c, const char *bytes, size_t n)
{
    size_t used = 0;

    while (used < n && output_has_room(c->worker)) {
        size_t step = 0;

        if (c->phase == PHASE_REQUEST)
            step = take_request(c, bytes + used, n - used);
        else if (c->phase == PHASE_BODY)
            step = skip_body(c, n - used);
        if (step == 0)
            break;
        used += step;
    }
    return used;
}

/*
 * Wait for what comes next. While an answer waits to be sent, nothing is read,
 * so that a client that sends and never reads is held up by TCP and costs no
 * memory.
 */
void connection_wait(struct connection *c)
{
    unsigned events = SELECT_READ;
    int error;

    if (c->phase == PHASE_CLOSED)
        return;
    if (c->ended && !c->blocked &&
        (c->phase == PHASE_REQUEST || c->phase == PHASE_BODY ||
         c->phase == PHASE_PUSH)) {
        cut_off(c);
        return;
    }
    if (c->blocked)
        events = SELECT_WRITE;
    else if (c->ended || c->unread.length >= UNREAD_MAX)
        events = 0;
    error = selector_change(c->worker->selector, c->fd, events, c);
    if (error < 0)
        connection_close(c);
}

/*
 * Go on as far as it goes without waiting: each phase in turn, until one
 * waits for the kernel or for a timer, or the input is used up. When all that
 * came is answered, the answers stay in the batch until the end of the turn.
 */
static void go_on(struct connection *c, const char *bytes, size_t n)
{
    bool going = true;

    while (going) {
        size_t used = 0;

        if (!output_has_room(c->worker))
            output_flush(c->worker);
        if (c->phase == PHASE_DUE)
            output_begin(c, &c->reply);
        if (c->phase == PHASE_REQUEST || c->phase == PHASE_BODY)
            used = take_requests(c, bytes, n);
        bytes += used;
        n -= used;
        if (c->phase == PHASE_REQUEST && n == 0 && !c->ended)
            break;
        output_flush(c->worker);
        going = used > 0 && !c->blocked;
        if (c->phase == PHASE_REPLY && !c->blocked)
            going = output_send_reply(c);
        if (c->phase == PHASE_END && !c->blocked) {
            output_end(c);
            going = true;
        }
    }
    if (c->phase < PHASE_DISCARD && pile_add(&c->unread, bytes, n) < 0)
        connection_close(c);
    connection_wait(c);
}

static void go_on_unread(struct connection *c)
{
    struct pile input = c->unread;

    c->unread = (struct pile){NULL, 0};
    /* A null pointer must not be added to, not even 0. */
    go_on(c, input.bytes != NULL ? input.bytes : "", input.length);
    free(input.bytes);
}

/* Some more of what was not whole, or must wait for an answer before it. */
static void add_input(struct connection *c, const char *bytes, size_t n)
{
    if (pile_add(&c->unread, bytes, n) < 0) {
        connection_close(c);
        return;
    }
    /* A head is looked at again only when a line more of it has come: byte by
     * byte, that would be a lot of work. */
    if (c->phase == PHASE_REQUEST && c->unread.length < REQUEST_HEAD_MAX &&
        memchr(bytes, '\n', n) == NULL)
        return;
    go_on_unread(c);
}

static void receive(struct connection *c)
{
    char *input = c->worker->input;
    ssize_t n = net_recv(c->fd, input, INPUT_ROOM);

    if (n == -EAGAIN)
        return;
    if (n <= 0 && (n < 0 || c->phase == PHASE_DISCARD)) {
        cut_off(c);
    } else if (n == 0) {
        c->ended = true;
        connection_wait(c);
    } else {
        c->worker->tally.bytes_in += (uint64_t)n;
        if (c->unread.length > 0)
            add_input(c, input, (size_t)n);
        else if (c->phase != PHASE_DISCARD)
            go_on(c, input, (size_t)n);
    }
}

void connection_on_ready(struct connection *c)
{
    if (!c->blocked) {
        receive(c);
        return;
    }
    c->blocked = false;
    if (output_send_unsent(c))
        go_on_unread(c);
    else
        connection_wait(c);
}

void connection_push(struct connection *c, uint64_t due)
{
    c->reply.due = due;
    c->reply.sent = clock_now();
    c->phase = PHASE_DUE;
    if (!c->blocked)
        go_on_unread(c);
    output_flush(c->worker);
}

void connection_on_timer(struct timer *timer)
{
    struct connection *c =
        (struct connection *)((char *)timer -
                              offsetof(struct connection, timer));

    switch (c->phase) {
    case PHASE_DELAY:
        c->phase = PHASE_DUE;
        break;
    case PHASE_PAUSE:
        c->phase = PHASE_REPLY;
        break;
    case PHASE_RESET:
        connection_reset(c);
        return;
    case PHASE_REQUEST:
    case PHASE_BODY:
    case PHASE_PUSH:
    case PHASE_DUE:
    case PHASE_REPLY:
    case PHASE_END:
    case PHASE_DISCARD:
    case PHASE_CLOSED:
        connection_close(c);
        return;
    }
    if (!c->blocked)
        go_on_unread(c);
}
