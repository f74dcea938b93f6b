/* ordered: what is excused because it was asked for, and nothing else. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/ordered.h"
#include "harness/round.h"
#include "tests/support_conn.h"

#define TIMEOUT CLOCK_S

static const char *const urls[] = {"http://127.0.0.1:1/a",
                                   "http://127.0.0.1:1/fault/one",
                                   "http://127.0.0.1:1/fault/other"};

static void faults_have_one_outcome(void **unused)
{
    static const struct {
        const char *path;
        int error;
        enum ordered kind;
    } cases[] = {
        {"/fault/stall", ETIMEDOUT, ORDERED_STALL},
        {"/fault/stall-body", ETIMEDOUT, ORDERED_STALL},
        {"/fault/reset", ECONNRESET, ORDERED_CUT},
        {"/fault/reset?delay=3", ECONNRESET, ORDERED_CUT},
        {"/fault/close-head", EPROTO, ORDERED_CUT},
        {"/fault/short", EPROTO, ORDERED_CUT},
        {"/fault/token", EILSEQ, ORDERED_WRONG},
        {"/fault/body", EILSEQ, ORDERED_WRONG},
        {"/fault/garbage", EBADMSG, ORDERED_WRONG},
    };
    static const char *const others[] = {
        "/bytes/128",        "/fault/",      "/fault/bod",
        "/fault/bodyx",      "/fault/long",  "/fault/reset-head",
        "/fault/dribble/10", "fault/body",   "/fault/close-after/9",
        "/fault/reset-body", "/x/fault/body"};

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(ordered_error(cases[i].path), cases[i].error);
        assert_int_equal(ordered_of(cases[i].error), cases[i].kind);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(ordered_error(others[i]), 0);
    assert_string_equal(ordered_name(ORDERED_STALL), "stalled");
    assert_string_equal(ordered_name(ORDERED_CUT), "cut off");
    assert_string_equal(ordered_name(ORDERED_WRONG), "wrong");
}

/* The only client is a bad one: the last `faults` of the targets are its. */
static void begin_bad(struct rig *rig, int faults, int first, int second)
{
    rig_init(rig, false, urls, 1 + faults);
    rig->job.target_count = 1;
    rig->job.faults = rig->targets + 1;
    rig->job.fault_count = faults;
    rig->job.faults_every = 1;
    rig->job.timeout_ns = TIMEOUT;
    rig->job.error_limit = 1;
    rig->targets[1].fault = first;
    rig->targets[2].fault = second;
    rig_begin(rig);
}

/* The faults are the rig's targets, too. */
static void end(struct rig *rig)
{
    rig->job.target_count += rig->job.fault_count;
    rig_free(rig);
}

/* Each in its turn and on a connection of its own; an ordered one stops
 * nothing, though the first error would. */
static void bad_clients_fetch_faults(void **unused)
{
    struct rig rig;

    (void)unused;
    begin_bad(&rig, 2, ECONNRESET, ETIMEDOUT);
    rig_open(&rig);
    assert_true(rig_asks(&rig, "GET /fault/one "));
    rig_send(&rig);
    conn_received(&rig.conn, NULL, -ECONNRESET);
    assert_int_equal(rig_sample(&rig, 0)->error, -ECONNRESET);
    rig_close(&rig);
    rig_open(&rig);
    assert_true(rig_asks(&rig, "GET /fault/other "));
    rig_send(&rig);
    rig_pass(TIMEOUT);
    assert_true(conn_woke(&rig.conn));
    assert_int_equal(rig_sample(&rig, 1)->error, -ETIMEDOUT);
    rig_close(&rig);
    rig_open(&rig);
    assert_true(rig_asks(&rig, "GET /fault/one "));
    assert_int_equal(rig.share.totals.ordered[ORDERED_CUT], 1);
    assert_int_equal(rig.share.totals.ordered[ORDERED_STALL], 1);
    assert_int_equal(totals_ordered(&rig.share.totals), 2);
    assert_int_equal(rig.share.totals.ok + rig.share.totals.failed, 0);
    end(&rig);
}

static void good_clients_fetch_none(void **unused)
{
    struct rig rig;

    (void)unused;
    rig_init(&rig, false, urls, 2);
    rig.job.target_count = 1;
    rig.job.faults = rig.targets + 1;
    rig.job.fault_count = 1;
    rig.job.faults_every = 2;
    rig_begin(&rig);
    rig_open(&rig);
    assert_true(rig_asks(&rig, "GET /a "));
    end(&rig);
}

static void expect_failure(struct rig *rig, int error)
{
    assert_int_equal(rig_sample(rig, 0)->error, error);
    assert_int_equal(rig->share.totals.failed, 1);
    assert_int_equal(rig->share.totals.ok, 0);
    assert_int_equal(totals_ordered(&rig->share.totals), 0);
    end(rig);
}

static void other_outcomes_are_failures(void **unused)
{
    struct rig rig;

    (void)unused;
    begin_bad(&rig, 1, ETIMEDOUT, 0); /* another fault */
    rig_open(&rig);
    rig_send(&rig);
    conn_received(&rig.conn, NULL, -ECONNRESET);
    expect_failure(&rig, ECONNRESET);

    begin_bad(&rig, 1, EILSEQ, 0); /* a right answer */
    rig_answer(&rig, RIG_ANSWER);
    expect_failure(&rig, EILSEQ);
}

/* The same errno, but nothing that the server was asked for. */
static void what_was_not_asked_for_is_a_failure(void **unused)
{
    struct rig rig;

    (void)unused;
    begin_bad(&rig, 1, ECONNRESET, 0);
    conn_opened(&rig.conn, -ECONNRESET);
    expect_failure(&rig, ECONNRESET);

    begin_bad(&rig, 1, ETIMEDOUT, 0);
    rig_open(&rig);
    conn_sent(&rig.conn, 3);
    rig_pass(TIMEOUT);
    assert_true(conn_woke(&rig.conn));
    expect_failure(&rig, ETIMEDOUT);
}

static volatile sig_atomic_t stop;

/* A round of two connections, the second of which is bad. */
static void run_round(struct record *r, int (*serve)(struct job *))
{
    struct scenario scenario = {
        .name = "test",
        .requests_per_connection = SCENARIO_NO_COUNT,
        .timeout = 50 * CLOCK_MS,
        .paths = {1, {"/bytes/128"}},
        .faults = {3, {"/fault/reset", "/fault/body", "/fault/stall"}},
        .faults_every = 2,
        .expect = SCENARIO_NO_COUNT,
    };
    struct plan_point point = {.scenario = &scenario,
                               .name = "conns=2",
                               .connections = 2,
                               .threads = 1,
                               .warmup_ns = 10 * CLOCK_MS,
                               .window_ns = 400 * CLOCK_MS,
                               .guard_ns = 5 * CLOCK_MS};
    struct backend backend = *backend_find("poll");
    struct plan_round plan = {.point = &point, .backend = &backend};
    struct round_setting setting = {.stop = &stop};

    backend.run = serve;
    setting.placement.mode = PLACEMENT_NONE;
    record_init(r);
    assert_int_equal(round_run(&setting, &plan, 1, r), 0);
}

static int serve_well(struct job *job)
{
    return backend_find("poll")->run(job);
}

/* The deadline is short, and the machine may be busy: until the reason has
 * `text` in it, or never does. No text: until the round went well. */
static void run_until(struct record *r, int (*serve)(struct job *),
                      const char *text)
{
    run_round(r, serve);
    for (int i = 0; i < 10 && !(text ? strstr(r->reason, text) != NULL : r->ok);
         i++) {
        record_free(r);
        run_round(r, serve);
    }
}

static void both_sides_count_the_same(void **unused)
{
    struct record r;

    (void)unused;
    run_until(&r, serve_well, NULL);
    assert_string_equal(r.reason, "");
    assert_int_equal(r.total.failed, 0);
    assert_int_equal(r.total.ok, r.server_requests);
    assert_int_equal(r.error_count, 0);
    assert_true(r.total.ordered[ORDERED_CUT] > 0);
    assert_true(r.total.ordered[ORDERED_WRONG] > 0);
    assert_true(r.ordered.total > 0);
    for (int kind = 0; kind < ORDERED_KINDS; kind++)
        assert_int_equal(r.total.ordered[kind], r.server_faults[kind]);
    record_free(&r);
}

/* Answers that the client calls faults. */
static int excuse_answers(struct job *job)
{
    int result = serve_well(job);

    job->totals.ok--;
    job->totals.ordered[ORDERED_WRONG]++;
    return result;
}

/* Stalls that it calls resets. */
static int confuse_faults(struct job *job)
{
    int result = serve_well(job);

    job->totals.ordered[ORDERED_STALL]--;
    job->totals.ordered[ORDERED_CUT]++;
    return result;
}

static int fetch_no_faults(struct job *job)
{
    job->fault_count = 0;
    return serve_well(job);
}

static int expect_others(struct job *job)
{
    struct target *faults = (struct target *)(uintptr_t)job->faults;

    for (int i = 0; i < job->fault_count; i++)
        faults[i].fault = ENOMSG;
    return serve_well(job);
}

static void what_is_not_so_is_found(void **unused)
{
    static const struct {
        int (*serve)(struct job *);
        const char *reason, *fault;
    } cases[] = {
        {excuse_answers, " faults: wrong", "counts"},
        {confuse_faults, " faults: stalled", "counts"},
        {fetch_no_faults, "faults were ordered, and none has come", "counts"},
        {expect_others, " ECONNRESET (", "answers"},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct record r;

        run_until(&r, cases[i].serve, cases[i].reason);
        assert_false(r.ok);
        assert_string_equal(r.fault, cases[i].fault);
        assert_non_null(strstr(r.reason, cases[i].reason));
        record_free(&r);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_have_one_outcome),
        cmocka_unit_test(bad_clients_fetch_faults),
        cmocka_unit_test(good_clients_fetch_none),
        cmocka_unit_test(other_outcomes_are_failures),
        cmocka_unit_test(what_was_not_asked_for_is_a_failure),
        cmocka_unit_test(both_sides_count_the_same),
        cmocka_unit_test(what_is_not_so_is_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
