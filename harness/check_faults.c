/* Servers that misbehave: the same errno for all (conn.h). */
#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#include "answer.h"
#include "backend.h"
#include "check_exchange.h"
#include "check_origin.h"
#include "check_outcome.h"
#include "check_sets.h"
#include "shared.h"
#include "target.h"

/* Every request fails, and every failure costs the connection. */
#define FAULT(text, number, seen)                                             \
    {                                                                         \
        .path = "/fault/" text, .body = 128, .error = number, .status = seen, \
        .opens = OPENS_EACH, .requests = 2                                    \
    }

static const struct exchange reset = FAULT("reset", ECONNRESET, 0);
/* These come 10 ms after what they follow. */
static const struct exchange reset_head = {.path = "/fault/reset-head",
                                           .body = 128,
                                           .error = ECONNRESET,
                                           .status = 200,
                                           .opens = OPENS_EACH,
                                           .requests = 1};
static const struct exchange reset_body = {.path = "/fault/reset-body",
                                           .body = 128,
                                           .error = ECONNRESET,
                                           .status = 200,
                                           .opens = OPENS_EACH,
                                           .requests = 1};
static const struct exchange closed = {.path = "/fault/close",
                                       .body = 128,
                                       .error = EPROTO,
                                       .opens = OPENS_EACH,
                                       .requests = 2,
                                       .many = true};
static const struct exchange closed_head = FAULT("close-head", EPROTO, 200);
static const struct exchange closed_body = FAULT("close-body", EPROTO, 200);
static const struct exchange short_body = FAULT("short", EPROTO, 200);
static const struct exchange long_body = FAULT("long", EBADMSG, 200);
static const struct exchange bad_length = FAULT("length", EBADMSG, 200);
static const struct exchange garbage = FAULT("garbage", EBADMSG, 0);
static const struct exchange wrong_token = FAULT("token", EILSEQ, 200);
static const struct exchange wrong_byte = FAULT("body", EILSEQ, 200);
/* A body that is good, but not the one that was asked for. */
static const struct exchange other_length = {.path = "/bytes/100",
                                             .body = 101,
                                             .error = EILSEQ,
                                             .status = 200,
                                             .opens = OPENS_EACH,
                                             .requests = 2};
static const struct exchange not_found = {.path = "/status/404",
                                          .body = CHECK_ANY_BODY,
                                          .error = ENOMSG,
                                          .status = 404,
                                          .opens = OPENS_EACH,
                                          .requests = 2,
                                          .ok_only = true};

static const struct exchange stalled = {.path = "/fault/stall",
                                        .body = 128,
                                        .error = ETIMEDOUT,
                                        .opens = OPENS_EACH,
                                        .requests = 1,
                                        .timeout_ms = 15};
static const struct exchange stalled_head = {.path = "/fault/stall-head",
                                             .body = 128,
                                             .error = ETIMEDOUT,
                                             .status = 200,
                                             .opens = OPENS_EACH,
                                             .requests = 1,
                                             .timeout_ms = 25,
                                             .slow = true};
static const struct exchange stalled_body = {.path = "/fault/stall-body",
                                             .body = 128,
                                             .error = ETIMEDOUT,
                                             .status = 200,
                                             .opens = OPENS_EACH,
                                             .requests = 1,
                                             .timeout_ms = 100,
                                             .slow = true,
                                             .idle = true};
/* Bytes come all the time, but not all of them in time. */
static const struct exchange too_slow = {.path = "/drip?bytes=500&ms=500",
                                         .body = 500,
                                         .error = ETIMEDOUT,
                                         .status = 200,
                                         .opens = OPENS_EACH,
                                         .requests = 1,
                                         .timeout_ms = 40,
                                         .slow = true};
static const struct exchange endless = {.path = "/bytes/1000000000000",
                                        .body = CHECK_ANY_BODY,
                                        .error = ETIMEDOUT,
                                        .status = 200,
                                        .opens = OPENS_EACH,
                                        .requests = 1,
                                        .timeout_ms = 30,
                                        .slow = true};

/* The end is there before the request is. */
static void close_at_once(int fd)
{
    shutdown(fd, SHUT_WR);
    raw_drain(fd);
}

static const struct exchange closed_at_once = {.raw = close_at_once,
                                               .path = "/",
                                               .body = 128,
                                               .error = EPROTO,
                                               .opens = OPENS_EACH,
                                               .requests = 2};

/* A close with something unread is a reset. */
static void reset_unread(int fd)
{
    char byte;

    recv(fd, &byte, 1, MSG_PEEK);
}

static const struct exchange unread = {.raw = reset_unread,
                                       .path = "/",
                                       .body = 128,
                                       .error = ECONNRESET,
                                       .opens = OPENS_EACH,
                                       .requests = 2};

/* One good answer, and 5 ms later a reset: of a kept connection, between two
 * requests, so that the next one goes out on another connection. */
static void reset_after_answer(int fd)
{
    const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    char head[1024], answer[ANSWER_HEAD_MAX + 8];

    if (!raw_read_head(fd, head, sizeof head))
        return;
    raw_send(fd, answer, raw_answer(answer, head, 8, false));
    raw_sleep_ms(5);
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

static const struct exchange reset_between = {.raw = reset_after_answer,
                                              .path = "/",
                                              .body = 8,
                                              .status = 200,
                                              .opens = OPENS_AGAIN,
                                              .requests = 3,
                                              .think_ms = 15,
                                              .slow = true};
/* The client is on its way when it happens. */
static const struct exchange reset_under_way = {.raw = reset_after_answer,
                                                .path = "/",
                                                .body = 8,
                                                .status = 200,
                                                .opens = OPENS_AGAIN,
                                                .requests = 3};
/* Whoever watches the connection meanwhile must not be woken for ever. */
static const struct exchange closed_between = {.path = "/fault/close-after/128",
                                               .body = 128,
                                               .status = 200,
                                               .opens = OPENS_AGAIN,
                                               .requests = 3,
                                               .think_ms = 60,
                                               .slow = true,
                                               .idle = true};

/* One good answer, then something nobody has asked for. */
static void speak_between(int fd)
{
    char head[1024], answer[ANSWER_HEAD_MAX + 8];

    if (!raw_read_head(fd, head, sizeof head))
        return;
    raw_send(fd, answer, raw_answer(answer, head, 8, false));
    raw_sleep_ms(15); /* for the answer to be read before */
    raw_send(fd, "nonsense\r\n", 10);
    raw_drain(fd);
}

/* True: on a busy machine it was read together with the answer. */
static bool is_heard_too_early(const struct outcome *o)
{
    for (size_t i = 0; i < o->sample_count; i++)
        if (o->samples[i].error != 0 && o->samples[i].status != 0)
            return true;
    return false;
}

static struct outcome *hear_in_time(const struct trial *t)
{
    for (int attempt = 0;; attempt++) {
        struct outcome *o = outcome_of(t);

        if (!o || attempt == 9 || !is_heard_too_early(o))
            return o;
        outcome_free(o);
    }
}

/* A blocking model hears it when it asks again, the others at once: for all
 * of them it is the next request that fails. */
static void try_nonsense_between(struct check *c, const struct target *target)
{
    struct trial t = trial_of(c, target, 1, 4);
    struct outcome *o;

    t.job.think_ns = 40 * CLOCK_MS;
    o = hear_in_time(&t);
    if (!o)
        return;
    outcome_expect_sound(o);
    outcome_expect_same(o, "requests", o->sample_count, 4);
    for (size_t i = 0; i < o->sample_count; i++)
        outcome_expect_sample(o, &o->samples[i], i % 2 ? EBADMSG : 0,
                              i % 2 ? 0 : 200);
    outcome_expect_same(o, "opened", o->job.totals.opened, 2);
    outcome_expect_same(o, "retried", o->job.totals.retried, 0);
    outcome_free(o);
}

static void check_nonsense_between(struct check *c, const void *unused)
{
    struct raw_server server;
    struct target target;
    int error = raw_start(&server, speak_between);

    (void)unused;
    if (error < 0) {
        check_skip(c, "the server does not start: %s", strerror(-error));
        return;
    }
    if (check_aim(c, &target, "127.0.0.1", server.port, "/", 8)) {
        try_nonsense_between(c, &target);
        target_free(&target);
    }
    raw_end(&server);
}

/* Requests on connections that the server had ended a while ago; shared with
 * the processes of that server. */
static atomic_int *unheard;

static void end_in_pause(int fd)
{
    char head[1024], answer[ANSWER_HEAD_MAX + 8];

    if (!raw_read_head(fd, head, sizeof head))
        return;
    raw_send(fd, answer, raw_answer(answer, head, 8, false));
    raw_sleep_ms(15);
    shutdown(fd, SHUT_WR);
    if (raw_read_head(fd, head, sizeof head))
        atomic_fetch_add(unheard, 1);
}

/* Who does not block listens while it pauses. */
static void try_end_in_pause(struct check *c, const struct target *target)
{
    struct trial t = trial_of(c, target, 1, 4);
    struct outcome *o;

    t.job.think_ns = 100 * CLOCK_MS;
    o = outcome_of(&t);
    if (!o)
        return;
    outcome_expect_sound(o);
    outcome_expect_same(o, "opened", o->job.totals.opened, 4);
    if (o->trial.backend->family != FAMILY_BLOCKING)
        outcome_expect_same(o, "requests on an ended connection",
                            (uint64_t)atomic_load(unheard), 0);
    outcome_free(o);
}

static void check_end_in_pause(struct check *c, const void *unused)
{
    struct raw_server server;
    struct target target;
    int error;

    (void)unused;
    unheard = shared_make(sizeof *unheard);
    error = unheard ? raw_start(&server, end_in_pause) : -ENOMEM;
    if (error < 0) {
        check_skip(c, "the server does not start: %s", strerror(-error));
    } else {
        if (check_aim(c, &target, "127.0.0.1", server.port, "/", 8)) {
            try_end_in_pause(c, &target);
            target_free(&target);
        }
        raw_end(&server);
    }
    if (unheard)
        shared_free(unheard, sizeof *unheard);
}

static const struct check_case cases[] = {
    {"stalled", "no answer before the deadline", CHECK_SLOW, exchange_check,
     &stalled, 0},
    {"stalled-head", "half of the head before the deadline", CHECK_SLOW,
     exchange_check, &stalled_head, 0},
    {"stalled-body", "half of the body before the deadline", CHECK_SLOW,
     exchange_check, &stalled_body, 0},
    {"too-slow", "bytes come, but not all in time", CHECK_SLOW, exchange_check,
     &too_slow, 0},
    {"endless", "more bytes than time", CHECK_SLOW, exchange_check, &endless,
     0},
    {"reset", "reset instead of an answer", CHECK_ENDED, exchange_check, &reset,
     0},
    {"reset-head", "reset in the head", CHECK_ENDED, exchange_check,
     &reset_head, 0},
    {"reset-body", "reset in the body", CHECK_ENDED, exchange_check,
     &reset_body, 0},
    {"reset-unread", "reset with the request unread", CHECK_ENDED,
     exchange_check, &unread, 0},
    {"reset-between", "reset while the client pauses", CHECK_ENDED,
     exchange_check, &reset_between, 0},
    {"reset-under-way", "reset as the next request goes out", CHECK_ENDED,
     exchange_check, &reset_under_way, 0},
    {"closed", "closed instead of an answer", CHECK_ENDED, exchange_check,
     &closed, 0},
    {"closed-head", "closed in the head", CHECK_ENDED, exchange_check,
     &closed_head, 0},
    {"closed-body", "closed in the body", CHECK_ENDED, exchange_check,
     &closed_body, 0},
    {"closed-at-once", "closed before the request", CHECK_ENDED, exchange_check,
     &closed_at_once, 0},
    {"closed-in-pause", "closed while the client pauses", CHECK_ENDED,
     exchange_check, &closed_between, 0},
    {"ended-in-pause", "a connection that ended is not asked again",
     CHECK_ENDED, check_end_in_pause, NULL, 0},
    {"short-body", "a byte less than announced", CHECK_WRONG, exchange_check,
     &short_body, 0},
    {"long-body", "more bytes than announced", CHECK_WRONG, exchange_check,
     &long_body, 0},
    {"bad-length", "a length that is no number", CHECK_WRONG, exchange_check,
     &bad_length, 0},
    {"other-length", "a good body, but not the one asked for", CHECK_WRONG,
     exchange_check, &other_length, 0},
    {"garbage", "bytes that are not HTTP", CHECK_WRONG, exchange_check,
     &garbage, 0},
    {"garbage-between", "bytes nobody has asked for", CHECK_WRONG,
     check_nonsense_between, NULL, 0},
    {"wrong-token", "the answer to another request", CHECK_WRONG,
     exchange_check, &wrong_token, 0},
    {"wrong-byte", "one bit of the body is wrong", CHECK_WRONG, exchange_check,
     &wrong_byte, 0},
    {"wrong-status", "404 where only 2xx will do", CHECK_WRONG, exchange_check,
     &not_found, 0},
};

const struct check_set check_faults = {cases, sizeof cases / sizeof *cases};
