/* round: good ones, and each way in which one fails. The rows that misbehave
 * are made here; they run the real ones underneath. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/job.h"
#include "harness/record.h"
#include "harness/round.h"
#include "tests/support_round.h"

static volatile sig_atomic_t stop;

static const struct scenario scenario = {
    .name = "test",
    .mode = SCENARIO_CLOSED,
    .requests = SCENARIO_NO_COUNT,
    .requests_per_connection = SCENARIO_NO_COUNT,
    .timeout = CLOCK_S,
    .paths = {1, {"/bytes/128"}},
    .expect = SCENARIO_NO_COUNT,
};

static struct plan_point point = {
    .scenario = &scenario,
    .name = "conns=2",
    .connections = 2,
    .threads = 1,
    .warmup_ns = 20 * CLOCK_MS,
    .window_ns = 100 * CLOCK_MS,
    .guard_ns = 10 * CLOCK_MS,
};

/* Run a round with this function for a backend. */
static struct record *run(int (*function)(struct job *))
{
    static struct record record;
    struct backend backend = {
        .name = "odd", .family = FAMILY_BLOCKING, .run = function};
    struct plan_round plan = {.block = 3,
                              .order = 2,
                              .point = &point,
                              .backend = &backend,
                              .twin = true,
                              .seed = 1};
    struct round_setting setting = {.run_started = clock_now(), .stop = &stop};

    setting.placement.mode = PLACEMENT_NONE;
    record_init(&record);
    assert_int_equal(round_run(&setting, &plan, 7, &record), 0);
    assert_int_equal(record.ok, *record.reason == '\0');
    return &record;
}

static void good_round_is_recorded(void **unused)
{
    struct record *r = run(round_run_real);

    (void)unused;
    for (int i = 0; i < ROUND_TRIES && round_was_starved(r); i++) {
        record_free(r);
        r = run(round_run_real);
    }
    assert_string_equal(r->reason, "");
    assert_int_equal(r->round, 7);
    assert_int_equal(r->block, 3);
    assert_int_equal(r->order, 2);
    assert_true(r->twin);
    assert_string_equal(r->scenario, "test");
    assert_string_equal(r->point, "conns=2");
    assert_string_equal(r->backend, "odd");
    assert_string_equal(r->uses, "blocking connect, send and recv");
    assert_int_equal(r->connections, 2);
    assert_true(r->requests > 0 && r->requests < r->total.ok);
    assert_int_equal(r->body_bytes, 128 * r->requests);
    assert_int_equal(r->service.total, r->requests);
    assert_int_equal(r->total.ok, r->server_requests);
    assert_int_equal(r->total.opened, 2);
    assert_int_equal(r->server_connections, 2);
    assert_int_equal(r->server_body_bytes, 128 * r->total.ok);
    assert_int_equal(r->connected_most, 2);
    assert_true(r->server_switches_voluntary < RECORD_NONE);
    assert_true(r->makespan_ns == RECORD_NONE);
    record_free(r);
}

static void control_needs_no_server(void **unused)
{
    struct plan_round plan = {.point = &point, .backend = backend_find("null")};
    struct round_setting setting = {.stop = &stop};
    struct record r;
    int tries = 0;

    (void)unused;
    setting.placement.mode = PLACEMENT_NONE;
    do {
        record_init(&r);
        assert_int_equal(round_run(&setting, &plan, 1, &r), 0);
        record_free(&r);
    } while (round_was_starved(&r) && ++tries < ROUND_TRIES);
    assert_string_equal(r.reason, "");
    assert_true(r.requests > 0);
    assert_true(r.server_requests == RECORD_NONE);
    assert_true(r.server_cpu_ns == RECORD_NONE);
}

static int kill_server(struct job *job)
{
    kill(job->server_pid, SIGKILL);
    return round_run_real(job);
}

static void server_may_be_killed(void **unused)
{
    struct record *r = run(kill_server);

    (void)unused;
    assert_non_null(strstr(r->reason, "the server was killed by signal 9"));
    assert_non_null(strstr(r->reason, "while the round ran"));
    record_free(r);
}

static int crash(struct job *job)
{
    (void)job;
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
    return 0;
}

static void client_may_crash(void **unused)
{
    struct record *r = run(crash);

    (void)unused;
    assert_memory_equal(r->reason, "the client was killed by signal 11", 34);
    assert_true(r->total.ok == RECORD_NONE);
    record_free(r);
}

static int hang(struct job *job)
{
    (void)job;
    while (pause() < 0)
        continue;
    return 0;
}

static void client_may_hang(void **unused)
{
    struct record *r = run(hang);

    (void)unused;
    assert_string_equal(r->reason, "the client did not end within 6.1 s and "
                                   "was killed");
    record_free(r);
}

static int give_up(struct job *job)
{
    (void)job;
    return -ENOMEM;
}

static void backend_may_give_up(void **unused)
{
    struct record *r = run(give_up);

    (void)unused;
    assert_string_equal(r->reason, "the backend ended with an error: Cannot "
                                   "allocate memory");
    record_free(r);
}

static int end_early(struct job *job)
{
    job->requests = 10;
    return round_run_real(job);
}

static void work_must_be_done(void **unused)
{
    struct record *r = run(end_early);

    (void)unused;
    assert_string_equal(r->reason,
                        "no request ended at or after the end of the window");
    record_free(r);
}

static int use_one_connection(struct job *job)
{
    int result;

    job->connections = 1;
    result = round_run_real(job);
    job->connections = 2;
    return result;
}

static void connections_must_be_open(void **unused)
{
    struct record *r = run(use_one_connection);

    (void)unused;
    assert_string_equal(r->reason,
                        "only 1 of 2 connections were open at one time");
    record_free(r);
}

static int count_wrongly(struct job *job)
{
    int result = round_run_real(job);

    job->totals.ok++;
    return result;
}

static void what_was_begun_must_have_ended(void **unused)
{
    struct record *r = run(count_wrongly);

    (void)unused;
    assert_non_null(strstr(r->reason, " requests were begun, but "));
    record_free(r);
}

static int begin_wrongly(struct job *job)
{
    int result = count_wrongly(job);

    atomic_fetch_add(&job->next_number, 1);
    return result;
}

static void counts_must_agree(void **unused)
{
    struct record *r = run(begin_wrongly);

    (void)unused;
    assert_memory_equal(r->reason, "client and server do not agree: ", 32);
    assert_int_equal(r->total.ok, r->server_requests + 1);
    record_free(r);
}

static int leave_little_room(struct job *job)
{
    job->sample_count = 3;
    return round_run_real(job);
}

static void samples_must_have_room(void **unused)
{
    struct record *r = run(leave_little_room);

    (void)unused;
    assert_string_equal(r->reason,
                        "more requests than the 3 samples there is room for");
    record_free(r);
}

/* The answers are right, but not those that were expected. */
static int expect_another(struct job *job)
{
    struct target target = job->targets[0];

    target.expected.length++;
    job->targets = &target;
    return round_run_real(job);
}

static void answers_must_be_right(void **unused)
{
    struct record *r = run(expect_another);

    (void)unused;
    assert_non_null(strstr(r->reason, "requests failed: "));
    assert_non_null(strstr(r->reason, " EILSEQ (the answer is not the one that "
                                      "was asked for)"));
    assert_int_equal(r->total.ok, 0);
    record_free(r);
}

static void stop_ends_the_round(void **unused)
{
    struct plan_round plan = {.point = &point,
                              .backend = backend_find("sequential")};
    struct round_setting setting = {.stop = &stop};
    struct record r;

    (void)unused;
    setting.placement.mode = PLACEMENT_NONE;
    record_init(&r);
    stop = 1;
    point.window_ns = 10 * CLOCK_S;
    assert_int_equal(round_run(&setting, &plan, 1, &r), -EINTR);
    point.window_ns = 100 * CLOCK_MS;
    stop = 0;
    record_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_round_is_recorded),
        cmocka_unit_test(control_needs_no_server),
        cmocka_unit_test(server_may_be_killed),
        cmocka_unit_test(client_may_crash),
        cmocka_unit_test(client_may_hang),
        cmocka_unit_test(backend_may_give_up),
        cmocka_unit_test(work_must_be_done),
        cmocka_unit_test(connections_must_be_open),
        cmocka_unit_test(what_was_begun_must_have_ended),
        cmocka_unit_test(counts_must_agree),
        cmocka_unit_test(samples_must_have_room),
        cmocka_unit_test(answers_must_be_right),
        cmocka_unit_test(stop_ends_the_round),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
