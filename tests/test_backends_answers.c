/* Every backend: good answers of every kind, the same counts for all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/answer.h"
#include "tests/support_backends.h"
#include "tests/support_exchange.h"
#include "tests/support_origin.h"
#include "tests/support_trial.h"

#define KEPT(text, length)                          \
    {                                               \
        .path = text, .body = length, .status = 200 \
    }

static const struct exchange keep_alive = {
    .path = "/bytes/128", .body = 128, .status = 200, .many = true};
static const struct exchange churn = {.path = "/bytes/128",
                                      .body = 128,
                                      .status = 200,
                                      .opens = OPENS_EACH,
                                      .per_connection = 1,
                                      .many = true};
static const struct exchange three_each = {.path = "/bytes/128",
                                           .body = 128,
                                           .status = 200,
                                           .opens = OPENS_SHARED,
                                           .per_connection = 3,
                                           .requests = 7};
static const struct exchange empty = KEPT("/bytes/0", 0);
static const struct exchange one_byte = KEPT("/bytes/1", 1);
static const struct exchange page = KEPT("/bytes/100000", 100000);
static const struct exchange chunked = KEPT("/stream/70000", 70000);
static const struct exchange chunked_empty = KEPT("/stream/0", 0);
static const struct exchange chunked_churn = {.path = "/stream/1000",
                                              .body = 1000,
                                              .status = 200,
                                              .opens = OPENS_EACH,
                                              .per_connection = 1};
static const struct exchange until_close = {.path = "/until-close/5000",
                                            .body = 5000,
                                            .status = 200,
                                            .opens = OPENS_EACH};
static const struct exchange until_close_empty = {
    .path = "/until-close/0", .body = 0, .status = 200, .opens = OPENS_EACH};
static const struct exchange no_content = {
    .path = "/status/204", .body = 0, .status = 204};
static const struct exchange not_found = {
    .path = "/status/404", .body = ANY_BODY, .status = 404};
static const struct exchange slow = {
    .path = "/delay/10", .body = 128, .status = 200, .requests = 1};
static const struct exchange dripped = {
    .path = "/drip?bytes=20&ms=15", .body = 20, .status = 200, .requests = 1};
/* A byte every millisecond: head and body are cut at every place. */
static const struct exchange dribbled = {.path = "/fault/dribble/10",
                                         .body = 10,
                                         .status = 200,
                                         .requests = 1,
                                         .slow = true,
                                         .long_answer = true};
/* The server closes a kept connection without having said so. */
static const struct exchange closed_between = {.path = "/fault/close-after/128",
                                               .body = 128,
                                               .status = 200,
                                               .opens = OPENS_AGAIN};
/* Checked byte for byte against the pattern. */
static const struct exchange large = {
    .path = "/bytes/8388608", .body = 8388608, .status = 200, .requests = 1};

/* It says that it will close, and does not: the answer counts all the same,
 * and the client does not wait longer than until the deadline. */
static void promise_to_close(int fd)
{
    char head[1024], answer[ANSWER_HEAD_MAX + 8];

    if (!raw_read_head(fd, head, sizeof head))
        return;
    raw_send(fd, answer, raw_answer(answer, head, 8, true));
    raw_drain(fd);
}

static const struct exchange broken_promise = {.raw = promise_to_close,
                                               .path = "/",
                                               .body = 8,
                                               .status = 200,
                                               .opens = OPENS_EACH,
                                               .requests = 2,
                                               .timeout_ms = 60,
                                               .slow = true,
                                               .idle = true};

/* Read one request, answer it in two pieces, cut where its path says. */
static void answer_in_two(int fd)
{
    char head[1024], answer[ANSWER_HEAD_MAX + 8];

    while (raw_read_head(fd, head, sizeof head)) {
        size_t n = raw_answer(answer, head, 8, false), cut = 0;

        sscanf(head, "GET /%zu", &cut);
        cut = cut < n ? cut : n;
        raw_send(fd, answer, cut);
        raw_sleep_ms(1);
        raw_send(fd, answer + cut, n - cut);
    }
}

/* A target for each place where an answer can be cut. */
enum { CUTS = 110 };

static void check_cuts(const struct backend *backend, const void *unused)
{
    struct target targets[CUTS];
    struct raw_server server;
    struct outcome *o;
    struct trial t;

    (void)unused;
    assert_int_equal(raw_start(&server, answer_in_two), 0);
    for (int i = 0; i < CUTS; i++) {
        char path[16];

        snprintf(path, sizeof path, "/%d", i + 1);
        backends_aim(&targets[i], "127.0.0.1", server.port, path, 8);
    }
    t = trial_of(backend, targets, 4, CUTS);
    t.job.target_count = CUTS;
    o = outcome_of(&t);
    outcome_expect_alike(o, CUTS, 0, 200);
    outcome_expect(o, "opened", o->job.totals.opened, 1, 4);
    outcome_free(o);
    for (int i = 0; i < CUTS; i++)
        target_free(&targets[i]);
    raw_end(&server);
}

static void check_ipv6(const struct backend *backend, const void *unused)
{
    struct target target;
    struct ours six = {0};
    struct trial t;
    struct outcome *o;

    (void)unused;
    if (ours_start(&six, "::1") < 0) {
        print_message("there is no ::1 here\n");
        ours_end(&six);
        skip();
    }
    backends_aim(&target, six.host, six.port, "/bytes/128", 128);
    t = trial_of(backend, &target, 4, 40);
    t.job.threads = 2;
    o = outcome_of(&t);
    outcome_expect_alike(o, 40, 0, 200);
    outcome_free(o);
    target_free(&target);
    ours_end(&six);
}

/* Three targets at two servers, visited in turn. */
static void check_targets(const struct backend *backend, const void *unused)
{
    const struct ours *one = exchange_server();
    struct ours other = {0};
    struct target targets[3];

    (void)unused;
    assert_int_equal(ours_start(&other, "127.0.0.1"), 0);
    backends_aim(&targets[0], one->host, one->port, "/bytes/10", 10);
    backends_aim(&targets[1], one->host, one->port, "/stream/20", 20);
    backends_aim(&targets[2], other.host, other.port, "/bytes/30", 30);
    for (int connections = 1; connections <= 6; connections += 5) {
        struct counts a = ours_counts(one, 0), b = ours_counts(&other, 0);
        struct trial t = trial_of(backend, targets, connections, 60);
        struct outcome *o;

        t.job.target_count = 3;
        t.job.threads = connections > 1 ? 2 : 1;
        o = outcome_of(&t);
        outcome_expect_alike(o, 60, 0, 200);
        outcome_expect(o, "body bytes", o->job.totals.body_bytes, 1200, 1200);
        /* Kept from the first to the second, then to the other server. */
        outcome_expect(o, "opened", o->job.totals.opened,
                       connections == 1 ? 40 : 2, connections == 1 ? 40 : 60);
        outcome_expect(o, "requests of one",
                       ours_counts(one, 0).requests - a.requests, 40, 40);
        outcome_expect(o, "requests of the other",
                       ours_counts(&other, 0).requests - b.requests, 20, 20);
        outcome_free(o);
    }
    for (int i = 0; i < 3; i++)
        target_free(&targets[i]);
    ours_end(&other);
}

/* Signals end calls early; that is no error, and no deadline either. */
static void check_signals(const struct backend *backend, const void *unused)
{
    const struct ours *ours = exchange_server();
    struct target target;
    struct outcome *o;
    struct trial t;

    (void)unused;
    backends_aim(&target, ours->host, ours->port, "/delay/4", 128);
    t = trial_of(backend, &target, 4, 12);
    t.signal_us = 500;
    t.job.requests_per_connection = 2;
    o = outcome_of(&t);
    outcome_expect_alike(o, 12, 0, 200);
    outcome_free(o);
    target_free(&target);
}

int main(void)
{
    static const struct backend_case cases[] = {
        {"keep-alive", exchange_check, &keep_alive, .null = true},
        {"churn", exchange_check, &churn, .null = true},
        {"three a connection", exchange_check, &three_each, .null = true},
        {"empty", exchange_check, &empty, .null = true},
        {"one byte", exchange_check, &one_byte, .null = true},
        {"100 kB", exchange_check, &page, .null = true},
        {"chunked", exchange_check, &chunked, false},
        {"chunked and empty", exchange_check, &chunked_empty, false},
        {"chunked, churn", exchange_check, &chunked_churn, false},
        {"until close", exchange_check, &until_close, false},
        {"until close, empty", exchange_check, &until_close_empty, false},
        {"204", exchange_check, &no_content, false},
        {"404", exchange_check, &not_found, false},
        {"slow", exchange_check, &slow, false},
        {"dripped", exchange_check, &dripped, false},
        {"one byte at a time", exchange_check, &dribbled, false},
        {"closed between requests", exchange_check, &closed_between, false},
        {"8 MiB", exchange_check, &large, .null = true},
        {"cut everywhere", check_cuts, NULL, false},
        {"says close and does not", exchange_check, &broken_promise, false},
        {"IPv6", check_ipv6, NULL, false},
        {"several targets", check_targets, NULL, false},
        {"signals", check_signals, NULL, false},
    };

    return backends_test("backends: answers", cases,
                         sizeof cases / sizeof *cases, exchange_setup,
                         exchange_teardown);
}
