/* Every backend: servers that misbehave, the same errno for all (conn.h). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "harness/answer.h"
#include "tests/support_backends.h"
#include "tests/support_exchange.h"
#include "tests/support_origin.h"
#include "tests/support_trial.h"

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
                                          .body = ANY_BODY,
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
                                        .body = ANY_BODY,
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

/* A blocking model hears it when it asks again, the others at once: for all
 * of them it is the next request that fails. */
static void check_nonsense_between(const struct backend *backend,
                                   const void *unused)
{
    struct outcome *o = NULL;
    struct raw_server server;
    struct target target;
    struct trial t;

    (void)unused;
    assert_int_equal(raw_start(&server, speak_between), 0);
    backends_aim(&target, "127.0.0.1", server.port, "/", 8);
    t = trial_of(backend, &target, 1, 4);
    t.job.think_ns = 40 * CLOCK_MS;
    for (int attempt = 0; attempt < 5 && !o; attempt++) {
        o = outcome_of(&t);
        if (attempt < 4 && is_heard_too_early(o)) {
            outcome_free(o);
            o = NULL;
        }
    }
    outcome_expect_sound(o);
    for (size_t i = 0; i < o->sample_count; i++)
        outcome_expect(o, "errno", (uint64_t)o->samples[i].error,
                       i % 2 ? EBADMSG : 0, i % 2 ? EBADMSG : 0);
    outcome_expect(o, "requests", o->sample_count, 4, 4);
    outcome_expect(o, "opened", o->job.totals.opened, 2, 2);
    outcome_expect(o, "retried", o->job.totals.retried, 0, 0);
    outcome_free(o);
    target_free(&target);
    raw_end(&server);
}

int main(void)
{
    static const struct backend_case cases[] = {
        {"reset", exchange_check, &reset, false},
        {"reset in the head", exchange_check, &reset_head, false},
        {"reset in the body", exchange_check, &reset_body, false},
        {"reset, request unread", exchange_check, &unread, false},
        {"reset between requests", exchange_check, &reset_between, false},
        {"reset under way", exchange_check, &reset_under_way, false},
        {"closed", exchange_check, &closed, false},
        {"closed in the head", exchange_check, &closed_head, false},
        {"closed in the body", exchange_check, &closed_body, false},
        {"closed at once", exchange_check, &closed_at_once, false},
        {"closed between requests", exchange_check, &closed_between, false},
        {"nonsense between requests", check_nonsense_between, NULL, false},
        {"short body", exchange_check, &short_body, false},
        {"long body", exchange_check, &long_body, false},
        {"bad length", exchange_check, &bad_length, false},
        {"garbage", exchange_check, &garbage, false},
        {"wrong token", exchange_check, &wrong_token, false},
        {"wrong byte", exchange_check, &wrong_byte, false},
        {"other length", exchange_check, &other_length, false},
        {"404 where only 2xx will do", exchange_check, &not_found, false},
        {"stalled", exchange_check, &stalled, false},
        {"stalled in the head", exchange_check, &stalled_head, false},
        {"stalled in the body", exchange_check, &stalled_body, false},
        {"too slow", exchange_check, &too_slow, false},
        {"endless", exchange_check, &endless, false},
    };

    return backends_test("backends: faults", cases,
                         sizeof cases / sizeof *cases, exchange_setup,
                         exchange_teardown);
}
