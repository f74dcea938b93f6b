/* Good answers of every kind: the same counts for all. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "check_exchange.h"
#include "check_origin.h"
#include "check_outcome.h"
#include "check_sets.h"
#include "target.h"

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
    .path = "/status/404", .body = CHECK_ANY_BODY, .status = 404};
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
static const struct exchange huge = {.path = "/bytes/67108864",
                                     .body = 67108864,
                                     .status = 200,
                                     .requests = 1,
                                     .few = true};

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

/* An answer cut before byte 2, 3, ...: the head in two pieces, the body in two,
 * and all at once. */
static void fetch_cut(struct check *c, struct target *targets, int cuts)
{
    struct trial t = trial_of(c, targets, 4, (uint64_t)cuts);
    struct outcome *o;

    t.job.target_count = cuts;
    o = outcome_of(&t);
    if (!o)
        return;
    outcome_expect_alike(o, (uint64_t)cuts, 0, 200);
    outcome_expect(o, "opened", o->job.totals.opened, 1, 4);
    outcome_free(o);
}

static void check_cuts(struct check *c, const void *unused)
{
    char head[ANSWER_HEAD_MAX], token[ANSWER_TOKEN_LENGTH] = {0}, path[16];
    int cuts = (int)answer_head(head, 8, token, false) + 8, made = 0;
    struct target targets[ANSWER_HEAD_MAX + 8];
    struct raw_server server;
    int error = raw_start(&server, answer_in_two);

    (void)unused;
    if (error < 0) {
        check_skip(c, "the server does not start: %s", strerror(-error));
        return;
    }
    for (; made < cuts && check_goes_on(c); made++) {
        snprintf(path, sizeof path, "/%d", made + 1);
        check_aim(c, &targets[made], "127.0.0.1", server.port, path, 8);
    }
    if (check_goes_on(c))
        fetch_cut(c, targets, cuts);
    while (made > 0)
        target_free(&targets[--made]);
    raw_end(&server);
}

static void check_ipv6(struct check *c, const void *unused)
{
    struct target target;
    struct ours six = {0};
    struct trial t;
    struct outcome *o;

    (void)unused;
    if (ours_start(&six, "::1", 64) < 0)
        check_skip(c, "there is no ::1 here");
    else if (check_aim(c, &target, six.host, six.port, "/bytes/128", 128)) {
        t = trial_of(c, &target, 4, 40);
        t.job.threads = 2;
        o = outcome_of(&t);
        if (o)
            outcome_expect_alike(o, 40, 0, 200);
        outcome_free(o);
        target_free(&target);
    }
    ours_end(&six);
}

/* Kept from the first to the second, then to the other server. */
static void try_targets(struct check *c, const struct target *targets,
                        const struct ours *other, int connections)
{
    struct counts a = ours_counts(c->server, 0), b = ours_counts(other, 0);
    struct trial t = trial_of(c, targets, connections, 60);
    struct outcome *o;

    t.job.target_count = 3;
    t.job.threads = connections > 1 ? 2 : 1;
    o = outcome_of(&t);
    if (!o)
        return;
    outcome_expect_alike(o, 60, 0, 200);
    outcome_expect_same(o, "body bytes", o->job.totals.body_bytes, 1200);
    outcome_expect(o, "opened", o->job.totals.opened, connections == 1 ? 40 : 2,
                   connections == 1 ? 40 : 60);
    outcome_expect_same(o, "requests of one",
                        ours_counts(c->server, 0).requests - a.requests, 40);
    outcome_expect_same(o, "requests of the other",
                        ours_counts(other, 0).requests - b.requests, 20);
    outcome_free(o);
}

/* Three targets at two servers, visited in turn. */
static void check_targets(struct check *c, const void *unused)
{
    const struct ours *one = c->server;
    struct ours other = {0};
    struct target targets[3] = {0};
    int error = ours_start(&other, "127.0.0.1", 64);

    (void)unused;
    if (error < 0)
        check_skip(c, "the server does not start: %s", strerror(-error));
    else if (check_aim(c, &targets[0], one->host, one->port, "/bytes/10", 10) &&
             check_aim(c, &targets[1], one->host, one->port, "/stream/20",
                       20) &&
             check_aim(c, &targets[2], other.host, other.port, "/bytes/30",
                       30)) {
        try_targets(c, targets, &other, 1);
        if (check_goes_on(c))
            try_targets(c, targets, &other, 6);
    }
    for (int i = 0; i < 3; i++)
        target_free(&targets[i]);
    ours_end(&other);
}

static const struct check_case cases[] = {
    {"keep-alive", "whole answers on kept connections", CHECK_WHOLE,
     exchange_check, &keep_alive, CHECK_CONTROL},
    {"churn", "a connection for every answer", CHECK_WHOLE, exchange_check,
     &churn, CHECK_CONTROL},
    {"three-each", "three answers a connection", CHECK_WHOLE, exchange_check,
     &three_each, CHECK_CONTROL},
    {"empty", "an answer without a body", CHECK_WHOLE, exchange_check, &empty,
     CHECK_CONTROL},
    {"one-byte", "a body of one byte", CHECK_WHOLE, exchange_check, &one_byte,
     CHECK_CONTROL},
    {"chunked", "chunks, to their end", CHECK_WHOLE, exchange_check, &chunked,
     0},
    {"chunked-empty", "the last chunk alone", CHECK_WHOLE, exchange_check,
     &chunked_empty, 0},
    {"chunked-churn", "chunks, a connection each", CHECK_WHOLE, exchange_check,
     &chunked_churn, 0},
    {"until-close", "a body that ends with the connection", CHECK_WHOLE,
     exchange_check, &until_close, 0},
    {"until-close-empty", "the same without a byte", CHECK_WHOLE,
     exchange_check, &until_close_empty, 0},
    {"no-content", "204, which has no body", CHECK_WHOLE, exchange_check,
     &no_content, 0},
    {"not-found", "404 is an answer", CHECK_WHOLE, exchange_check, &not_found,
     0},
    {"ipv6", "over IPv6", CHECK_WHOLE, check_ipv6, NULL, 0},
    {"targets", "three URLs at two servers in turn", CHECK_WHOLE, check_targets,
     NULL, 0},
    {"one-byte-at-a-time", "a byte every millisecond", CHECK_SPLIT,
     exchange_check, &dribbled, 0},
    {"dripped", "a body in pieces over 15 ms", CHECK_SPLIT, exchange_check,
     &dripped, 0},
    {"split-everywhere", "in two pieces, cut at every byte", CHECK_SPLIT,
     check_cuts, NULL, 0},
    {"100-kb", "a body of 100,000 bytes", CHECK_LARGE, exchange_check, &page,
     CHECK_CONTROL},
    {"8-mib", "a body of 8 MiB", CHECK_LARGE, exchange_check, &large,
     CHECK_CONTROL},
    {"64-mib", "a body of 64 MiB", CHECK_LARGE, exchange_check, &huge,
     CHECK_CONTROL | CHECK_HEAVY},
    {"delayed", "answers 10 ms later", CHECK_SLOW, exchange_check, &slow, 0},
    {"broken-promise", "it says close and does not", CHECK_SLOW, exchange_check,
     &broken_promise, 0},
    {"closed-between", "kept connections closed between requests", CHECK_ENDED,
     exchange_check, &closed_between, 0},
};

const struct check_set check_answers = {cases, sizeof cases / sizeof *cases};
