/* round: what its meters show of things that were done on purpose. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/calls.h"
#include "harness/clock.h"
#include "harness/job.h"
#include "harness/platform.h"
#include "harness/record.h"
#include "harness/round.h"
#include "tests/support_round.h"

static volatile sig_atomic_t stop;

static struct plan_point point = {
    .scenario = &round_scenario,
    .name = "conns=1",
    .connections = 1,
    .threads = 1,
    .warmup_ns = 20 * CLOCK_MS,
    .window_ns = 300 * CLOCK_MS,
    .guard_ns = 10 * CLOCK_MS,
};

static struct record *run(int (*function)(struct job *), enum plan_kind kind)
{
    static struct record record;
    struct backend backend = {
        .name = "odd", .family = FAMILY_BLOCKING, .run = function};
    struct plan_round plan = {.block = 1,
                              .order = 1,
                              .point = &point,
                              .backend = &backend,
                              .kind = kind};
    struct round_setting setting = {.run_started = clock_now(), .stop = &stop};
    int tries = 0;

    setting.placement.mode = PLACEMENT_NONE;
    do {
        record_init(&record);
        assert_int_equal(round_run(&setting, &plan, 1, &record), 0);
        record_free(&record);
    } while (round_was_starved(&record) && ++tries < ROUND_TRIES);
    assert_string_equal(record.reason, "");
    return &record;
}

static void a_timed_round_counts_no_calls(void **unused)
{
    struct record *r = run(round_run_real, PLAN_TIMED);

    (void)unused;
    assert_string_equal(r->kind, RECORD_TIMED);
    assert_true(r->client_calls == RECORD_NONE);
    assert_true(r->client_tasks_ns == RECORD_NONE);
}

/* send and recv; nothing else is done for a request. */
static void an_instrumented_round_counts_them(void **unused)
{
    struct record *r = run(round_run_real, PLAN_INSTRUMENTED);
    char reason[256];

    (void)unused;
    assert_string_equal(r->kind, RECORD_INSTRUMENTED);
    calls_refused(reason, sizeof reason);
    if (*reason) {
        assert_true(r->client_calls == RECORD_NONE);
        skip();
    }
    assert_true(r->client_calls >= 2 * (r->requests - 1));
    assert_true(r->client_calls <= 2 * r->requests + r->requests / 10 + 64);
}

static void the_server_is_seen_thread_by_thread(void **unused)
{
    struct record *r = run(round_run_real, PLAN_INSTRUMENTED);

    (void)unused;
    if (r->server_hottest_ns == RECORD_NONE)
        skip();
    assert_true(r->server_hottest_ns > 0);
    assert_true(r->client_tasks_ns > 0);
    assert_true(r->platform.watched_ns > 0);
}

/* A listener that takes nobody up, and more connections than wait for it. */
static int overflow(struct job *job)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof to;
    int listener = socket(AF_INET, SOCK_STREAM, 0), result;

    bind(listener, (struct sockaddr *)&to, sizeof to);
    listen(listener, 1);
    getsockname(listener, (struct sockaddr *)&to, &length);
    for (int i = 0; i < 8; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);

        fcntl(fd, F_SETFL, O_NONBLOCK);
        connect(fd, (struct sockaddr *)&to, sizeof to);
    }
    result = round_run_real(job);
    close(listener);
    return result;
}

static void overflows_of_the_listen_queue_are_counted(void **unused)
{
    struct record *r;
    char reason[256];

    (void)unused;
    network_losses_refused(reason, sizeof reason);
    if (*reason)
        skip();
    r = run(overflow, PLAN_TIMED);
    assert_true(r->platform.listen_overflows > 0);
    assert_true(r->platform.listen_drops >= r->platform.listen_overflows);
}

/* Something outside stops the client in the middle of its window. */
static int be_stopped(struct job *job)
{
    pid_t client = getpid(), pid = fork();
    int result;

    if (pid == 0) {
        clock_sleep_until(clock_now() + 120 * CLOCK_MS);
        kill(client, SIGSTOP);
        clock_sleep_until(clock_now() + 60 * CLOCK_MS);
        kill(client, SIGCONT);
        _exit(0);
    }
    result = round_run_real(job);
    waitpid(pid, NULL, 0);
    return result;
}

static void a_stall_shows_at_its_size(void **unused)
{
    struct record *r = NULL;

    (void)unused;
    /* Late, it may have hit the end of the window. */
    for (int i = 0; i < ROUND_TRIES; i++) {
        r = run(be_stopped, PLAN_TIMED);
        if (r->service.max >= 60 * CLOCK_MS)
            break;
    }
    assert_true(r->service.max >= 60 * CLOCK_MS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_timed_round_counts_no_calls),
        cmocka_unit_test(an_instrumented_round_counts_them),
        cmocka_unit_test(the_server_is_seen_thread_by_thread),
        cmocka_unit_test(overflows_of_the_listen_queue_are_counted),
        cmocka_unit_test(a_stall_shows_at_its_size),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
