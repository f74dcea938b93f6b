/* Connects that do not go through, requests that are not taken: the same
 * errno for all. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"
#include "backend.h"
#include "check_origin.h"
#include "check_outcome.h"
#include "check_sets.h"
#include "target.h"

/* A target that refuses; its socket, or -1 and the case is not run. */
static int aim_refusing(struct check *c, struct target *target)
{
    unsigned port;
    int fd = refusing_socket(&port);

    if (fd < 0)
        check_skip(c, "no port to refuse at: %s", strerror(-fd));
    else if (check_aim(c, target, "127.0.0.1", port, "/", CHECK_ANY_BODY))
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

static void try_refused(struct check *c, const struct target *target,
                        int connections)
{
    uint64_t requests = (uint64_t)connections * 3;
    struct trial t = trial_of(c, target, connections, requests);
    struct outcome *o;

    t.job.threads = connections > 1 ? 3 : 1;
    o = outcome_of(&t);
    if (!o)
        return;
    outcome_expect_alike(o, requests, ECONNREFUSED, 0);
    outcome_expect_same(o, "opened", o->job.totals.opened, 0);
    outcome_expect_same(o, "connected", (uint64_t)o->job.connected_most, 0);
    outcome_free(o);
}

static void check_refused(struct check *c, const void *unused)
{
    static const int connections[] = {1, 8, 200};
    struct target target;
    int fd = aim_refusing(c, &target);

    (void)unused;
    if (fd < 0)
        return;
    for (size_t i = 0; i < 3 && check_goes_on(c); i++)
        try_refused(c, &target, connections[i]);
    target_free(&target);
    close(fd);
}

static void try_addresses(struct check *c, const struct target *target,
                          int connections)
{
    struct trial t = trial_of(c, target, connections, 12);
    struct outcome *o;

    t.job.requests_per_connection = 2;
    o = outcome_of(&t);
    if (!o)
        return;
    outcome_expect_alike(o, 12, 0, 200);
    outcome_expect(o, "opened", o->job.totals.opened, 6,
                   connections == 1 ? 6 : 9);
    outcome_free(o);
}

/* The first address refuses, the second answers. */
static void check_second_address(struct check *c, const void *unused)
{
    struct target target, refusing;
    int fd = aim_refusing(c, &refusing);

    (void)unused;
    if (fd < 0)
        return;
    if (check_aim(c, &target, c->server->host, c->server->port, "/bytes/128",
                  128)) {
        target.addresses[1] = target.addresses[0];
        target.addresses[0] = refusing.addresses[0];
        target.address_count = 2;
        try_addresses(c, &target, 1);
        if (check_goes_on(c))
            try_addresses(c, &target, 4);
        target_free(&target);
    }
    target_free(&refusing);
    close(fd);
}

static void check_both_refuse(struct check *c, const void *unused)
{
    struct target target;
    struct outcome *o;
    struct trial t;
    int fd = aim_refusing(c, &target);

    (void)unused;
    if (fd < 0)
        return;
    target.addresses[1] = target.addresses[0];
    target.address_count = 2;
    t = trial_of(c, &target, 2, 6);
    o = outcome_of(&t);
    if (o)
        outcome_expect_alike(o, 6, ECONNREFUSED, 0);
    outcome_free(o);
    target_free(&target);
    close(fd);
}

/* Requests that must all pass their deadline while the model sleeps. */
static void expect_late(struct check *c, const struct target *target,
                        int requests, uint64_t opened)
{
    struct trial t = trial_of(c, target, requests, (uint64_t)requests);
    struct outcome *o;

    t.job.timeout_ns = 100 * CLOCK_MS;
    o = outcome_of(&t);
    if (!o)
        return;
    outcome_expect_alike(o, (uint64_t)requests, ETIMEDOUT, 0);
    outcome_expect_same(o, "opened", o->job.totals.opened, opened);
    outcome_expect_idle(o);
    outcome_free(o);
}

static void check_stalled_connect(struct check *c, const void *unused)
{
    struct target target;
    int sockets[16], filled, fd;
    unsigned port;

    (void)unused;
    fd = silent_listener(0, &port);
    filled = fd < 0 ? fd : fill_backlog(port, sockets, 16);
    if (filled < 0) {
        check_skip(c, "a full backlog does not hold up a connect here");
    } else if (check_aim(c, &target, "127.0.0.1", port, "/", CHECK_ANY_BODY)) {
        expect_late(c, &target, 3, 0);
        target_free(&target);
    }
    for (int i = 0; i < filled; i++)
        close(sockets[i]);
    if (fd >= 0)
        close(fd);
}

/* More than the kernel takes for a connection that nobody reads from. */
#define LARGE (8 << 20)

/* Make the request large by a header after the others. */
static bool enlarge(struct request_text *text)
{
    static const char name[] = "X-Fill: ";
    char *bytes = malloc(text->length + LARGE), *at;

    if (!bytes)
        return false;
    at = bytes + text->length - 2;
    memcpy(bytes, text->bytes, text->length - 2);
    memset(at, 'x', LARGE);
    memcpy(at, name, sizeof name - 1);
    memcpy(at + LARGE - 4, "\r\n\r\n", 4);
    free(text->bytes);
    text->bytes = bytes;
    text->length += LARGE - 2;
    return true;
}

static bool aim_large(struct check *c, struct target *target, unsigned port)
{
    if (!check_aim(c, target, "127.0.0.1", port, "/", CHECK_ANY_BODY))
        return false;
    if (enlarge(&target->again) && enlarge(&target->last))
        return true;
    check_skip(c, "no memory for a large request");
    target_free(target);
    return false;
}

static void check_nobody_reads(struct check *c, const void *unused)
{
    struct target target;
    unsigned port;
    int fd = silent_listener(16, &port);

    (void)unused;
    if (fd < 0) {
        check_skip(c, "no port to listen at: %s", strerror(-fd));
        return;
    }
    if (aim_large(c, &target, port)) {
        expect_late(c, &target, 2, 2);
        target_free(&target);
    }
    close(fd);
}

static void reset_while_sending(int fd)
{
    char byte;

    recv(fd, &byte, 1, MSG_PEEK);
    raw_sleep_ms(10);
}

/* What is done to a large request, and what comes of it. */
struct large_case {
    void (*serve)(int);
    int error, status;
    int other;        /* an errno that is allowed as well; 0: none */
    enum family only; /* in this family; FAMILY_COUNT: in any */
    uint64_t timeout_ns;
};

/*
 * A difference between models that is allowed: io_uring goes on with a short
 * send by itself, and when that is reset tells of the part that was sent. The
 * send after it finds a connection that is gone without a reason.
 */
static const struct large_case reset_under_way = {.serve = reset_while_sending,
                                                  .error = ECONNRESET,
                                                  .other = EPIPE,
                                                  .only = FAMILY_COMPLETION,
                                                  .timeout_ns = 10 * CLOCK_S};

/* Answer when a part of the request is there, in pieces of so many bytes. */
static bool answer_early(int fd, size_t piece)
{
    char head[512], answer[ANSWER_HEAD_MAX + 8];
    ssize_t n = recv(fd, head, sizeof head - 1, MSG_WAITALL);
    size_t length;

    if (n <= 0)
        return false;
    head[n] = '\0';
    length = raw_answer(answer, head, 8, true);
    for (size_t at = 0; at < length; at += piece) {
        raw_sleep_ms(at > 0 ? 5 : 0);
        raw_send(fd, answer + at, piece < length - at ? piece : length - at);
    }
    shutdown(fd, SHUT_WR);
    return true;
}

static void answer_and_read_on(int fd)
{
    if (answer_early(fd, SIZE_MAX))
        raw_drain(fd);
}

static void answer_in_pieces(int fd)
{
    if (answer_early(fd, 40))
        raw_drain(fd);
}

/* Whether it is heard before or after all is sent: it is the answer. */
static const struct large_case answered_early = {
    .serve = answer_and_read_on, .status = 200, .timeout_ns = 10 * CLOCK_S};

static const struct large_case answered_in_pieces = {
    .serve = answer_in_pieces, .status = 200, .timeout_ns = 10 * CLOCK_S};

static void answer_and_stop(int fd)
{
    if (answer_early(fd, SIZE_MAX))
        raw_sleep_ms(2000);
}

/*
 * A difference between models that is allowed: who waits to send, and for
 * nothing else, does not hear the answer before the deadline. The readiness
 * models and the libraries watch both directions.
 */
static const struct large_case answered_and_stopped = {.serve = answer_and_stop,
                                                       .status = 200,
                                                       .other = ETIMEDOUT,
                                                       .only = FAMILY_COUNT,
                                                       .timeout_ns =
                                                           100 * CLOCK_MS};

static void expect_large(const struct outcome *o, const struct large_case *what)
{
    bool other =
        what->only == FAMILY_COUNT || what->only == o->trial.backend->family;

    outcome_expect_sound(o);
    outcome_expect_same(o, "requests", o->sample_count, 4);
    for (size_t i = 0; i < o->sample_count; i++) {
        const struct sample *s = &o->samples[i];

        if (other && what->other != 0 && s->error == what->other)
            continue;
        outcome_expect_sample(o, s, what->error, what->status);
    }
}

static void try_large(struct check *c, const struct target *target,
                      const struct large_case *what)
{
    struct trial t = trial_of(c, target, 2, 4);
    struct outcome *o;

    t.job.timeout_ns = what->timeout_ns;
    o = outcome_of(&t);
    if (o)
        expect_large(o, what);
    outcome_free(o);
}

static void check_large(struct check *c, const void *data)
{
    const struct large_case *what = data;
    struct raw_server server;
    struct target target;
    int error = raw_start(&server, what->serve);

    if (error < 0) {
        check_skip(c, "the server does not start: %s", strerror(-error));
        return;
    }
    if (aim_large(c, &target, server.port)) {
        try_large(c, &target, what);
        target_free(&target);
    }
    raw_end(&server);
}

static const struct check_case cases[] = {
    {"request-reset", "reset while a large request goes out", CHECK_LARGE,
     check_large, &reset_under_way, 0},
    {"answered-early", "an answer before the request is whole", CHECK_LARGE,
     check_large, &answered_early, 0},
    {"answered-in-pieces", "the same, a piece now and then", CHECK_LARGE,
     check_large, &answered_in_pieces, 0},
    {"answered-and-stopped", "an early answer, and the rest is not read",
     CHECK_LARGE, check_large, &answered_and_stopped, 0},
    {"stalled-connect", "no connection before the deadline", CHECK_SLOW,
     check_stalled_connect, NULL, 0},
    {"nobody-reads", "a large request is not taken in time", CHECK_SLOW,
     check_nobody_reads, NULL, 0},
    {"refused", "connections are refused", CHECK_ENDED, check_refused, NULL, 0},
    {"second-address", "one address refuses, the next answers", CHECK_ENDED,
     check_second_address, NULL, 0},
    {"both-refuse", "two addresses refuse", CHECK_ENDED, check_both_refuse,
     NULL, 0},
};

const struct check_set check_connect = {cases, sizeof cases / sizeof *cases};
