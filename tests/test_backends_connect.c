/* Every backend: connects that do not go through, requests that are not
 * taken; the same errno for all. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/answer.h"
#include "tests/support_backends.h"
#include "tests/support_exchange.h"
#include "tests/support_origin.h"
#include "tests/support_trial.h"

static void check_refused(const struct backend *backend, const void *unused)
{
    static const int connections[] = {1, 8, 200};
    struct target target;
    unsigned port;
    int fd = refusing_socket(&port);

    (void)unused;
    assert_true(fd >= 0);
    backends_aim(&target, "127.0.0.1", port, "/", ANY_BODY);
    for (size_t i = 0; i < 3; i++) {
        uint64_t requests = (uint64_t)connections[i] * 3;
        struct trial t = trial_of(backend, &target, connections[i], requests);
        struct outcome *o;

        t.job.threads = connections[i] > 1 ? 3 : 1;
        o = outcome_of(&t);
        outcome_expect_alike(o, requests, ECONNREFUSED, 0);
        outcome_expect(o, "opened", o->job.totals.opened, 0, 0);
        outcome_expect(o, "connected", (uint64_t)o->job.connected_most, 0, 0);
        outcome_free(o);
    }
    target_free(&target);
    close(fd);
}

/* The first address refuses, the second answers. */
static void check_second_address(const struct backend *backend,
                                 const void *unused)
{
    const struct ours *ours = exchange_server();
    struct target target, refusing;
    unsigned port;
    int fd = refusing_socket(&port);

    (void)unused;
    assert_true(fd >= 0);
    backends_aim(&target, ours->host, ours->port, "/bytes/128", 128);
    backends_aim(&refusing, "127.0.0.1", port, "/", ANY_BODY);
    target.addresses[1] = target.addresses[0];
    target.addresses[0] = refusing.addresses[0];
    target.address_count = 2;
    for (int connections = 1; connections <= 4; connections += 3) {
        struct trial t = trial_of(backend, &target, connections, 12);
        struct outcome *o;

        t.job.requests_per_connection = 2;
        o = outcome_of(&t);
        outcome_expect_alike(o, 12, 0, 200);
        outcome_expect(o, "opened", o->job.totals.opened, 6,
                       connections == 1 ? 6 : 9);
        outcome_free(o);
    }
    target_free(&target);
    target_free(&refusing);
    close(fd);
}

static void check_both_refuse(const struct backend *backend, const void *unused)
{
    struct target target;
    struct outcome *o;
    struct trial t;
    unsigned port;
    int fd = refusing_socket(&port);

    (void)unused;
    assert_true(fd >= 0);
    backends_aim(&target, "127.0.0.1", port, "/", ANY_BODY);
    target.addresses[1] = target.addresses[0];
    target.address_count = 2;
    t = trial_of(backend, &target, 2, 6);
    o = outcome_of(&t);
    outcome_expect_alike(o, 6, ECONNREFUSED, 0);
    outcome_free(o);
    target_free(&target);
    close(fd);
}

static void check_connect_held_up(const struct backend *backend,
                                  const void *unused)
{
    struct target target;
    struct outcome *o;
    struct trial t;
    int sockets[16], filled, fd;
    unsigned port;

    (void)unused;
    fd = silent_listener(0, &port);
    assert_true(fd >= 0);
    filled = fill_backlog(port, sockets, 16);
    if (filled < 0) {
        print_message("a full backlog does not hold up a connect here\n");
        skip();
    }
    backends_aim(&target, "127.0.0.1", port, "/", ANY_BODY);
    t = trial_of(backend, &target, 3, 3);
    t.job.timeout_ns = 100 * CLOCK_MS;
    o = outcome_of(&t);
    outcome_expect_alike(o, 3, ETIMEDOUT, 0);
    outcome_expect(o, "opened", o->job.totals.opened, 0, 0);
    outcome_expect_idle(o);
    outcome_free(o);
    target_free(&target);
    for (int i = 0; i < filled; i++)
        close(sockets[i]);
    close(fd);
}

/* More than the kernel takes for a connection that nobody reads from. */
#define LARGE (8 << 20)

/* Make the request large by a header after the others. */
static void enlarge(struct request_text *text)
{
    static const char name[] = "X-Fill: ";
    char *bytes = malloc(text->length + LARGE), *at;

    assert_non_null(bytes);
    at = bytes + text->length - 2;
    memcpy(bytes, text->bytes, text->length - 2);
    memset(at, 'x', LARGE);
    memcpy(at, name, sizeof name - 1);
    memcpy(at + LARGE - 4, "\r\n\r\n", 4);
    free(text->bytes);
    text->bytes = bytes;
    text->length += LARGE - 2;
}

static void aim_large(struct target *target, unsigned port)
{
    backends_aim(target, "127.0.0.1", port, "/", ANY_BODY);
    enlarge(&target->again);
    enlarge(&target->last);
}

static void check_nobody_reads(const struct backend *backend,
                               const void *unused)
{
    struct target target;
    struct outcome *o;
    struct trial t;
    unsigned port;
    int fd = silent_listener(16, &port);

    (void)unused;
    assert_true(fd >= 0);
    aim_large(&target, port);
    t = trial_of(backend, &target, 2, 2);
    t.job.timeout_ns = 100 * CLOCK_MS;
    o = outcome_of(&t);
    outcome_expect_alike(o, 2, ETIMEDOUT, 0);
    outcome_expect(o, "opened", o->job.totals.opened, 2, 2);
    outcome_expect_idle(o);
    outcome_free(o);
    target_free(&target);
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

/* Answer when a part of the request is there. */
static bool answer_early(int fd)
{
    char head[512], answer[ANSWER_HEAD_MAX + 8];
    ssize_t n = recv(fd, head, sizeof head - 1, MSG_WAITALL);

    if (n <= 0)
        return false;
    head[n] = '\0';
    raw_send(fd, answer, raw_answer(answer, head, 8, true));
    shutdown(fd, SHUT_WR);
    return true;
}

static void answer_and_read_on(int fd)
{
    if (answer_early(fd))
        raw_drain(fd);
}

/* Whether it is heard before or after all is sent: it is the answer. */
static const struct large_case answered_early = {
    .serve = answer_and_read_on, .status = 200, .timeout_ns = 10 * CLOCK_S};

static void answer_and_stop(int fd)
{
    if (answer_early(fd))
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
    outcome_expect(o, "requests", o->sample_count, 4, 4);
    for (size_t i = 0; i < o->sample_count; i++) {
        const struct sample *s = &o->samples[i];

        if (other && what->other != 0 && s->error == what->other)
            continue;
        outcome_expect(o, "errno", (uint64_t)s->error, (uint64_t)what->error,
                       (uint64_t)what->error);
        outcome_expect(o, "status", (uint64_t)s->status, (uint64_t)what->status,
                       (uint64_t)what->status);
    }
}

static void check_large(const struct backend *backend, const void *data)
{
    const struct large_case *what = data;
    struct raw_server server;
    struct target target;
    struct outcome *o;
    struct trial t;

    assert_int_equal(raw_start(&server, what->serve), 0);
    aim_large(&target, server.port);
    t = trial_of(backend, &target, 2, 4);
    t.job.timeout_ns = what->timeout_ns;
    o = outcome_of(&t);
    expect_large(o, what);
    outcome_free(o);
    target_free(&target);
    raw_end(&server);
}

/* Signals interrupt calls, but do not put off the deadline. */
static void check_signals(const struct backend *backend, const void *unused)
{
    const struct ours *ours = exchange_server();
    struct target target;
    struct outcome *o;
    struct trial t;

    (void)unused;
    backends_aim(&target, ours->host, ours->port, "/fault/stall", 128);
    t = trial_of(backend, &target, 2, 2);
    t.job.timeout_ns = 40 * CLOCK_MS;
    t.signal_us = 500;
    o = outcome_of(&t);
    outcome_expect_alike(o, 2, ETIMEDOUT, 0);
    outcome_free(o);
    target_free(&target);
}

int main(void)
{
    static const struct backend_case cases[] = {
        {"refused", check_refused, NULL, false},
        {"second address", check_second_address, NULL, false},
        {"both addresses refuse", check_both_refuse, NULL, false},
        {"connect held up", check_connect_held_up, NULL, false},
        {"nobody reads", check_nobody_reads, NULL, false},
        {"reset while sending", check_large, &reset_under_way, false},
        {"answered early", check_large, &answered_early, false},
        {"answered and stopped", check_large, &answered_and_stopped, false},
        {"signals", check_signals, NULL, false},
    };

    return backends_test("backends: connect", cases,
                         sizeof cases / sizeof *cases, exchange_setup,
                         exchange_teardown);
}
