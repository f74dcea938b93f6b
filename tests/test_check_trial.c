/* When a trial is taken for one that hangs: an ordinary one by the time it
 * takes, a large one by the time in which it gets no further. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/check.h"
#include "harness/check_origin.h"
#include "harness/check_outcome.h"
#include "harness/check_trial.h"
#include "harness/platform.h"
#include "harness/target.h"
#include "tests/support_backends.h"
#include "tests/support_check.h"

/* A request takes a quarter of the patience, all of them more than that. */
enum { PATIENCE_S = 2, REQUESTS = 6 };
#define SLOW "/delay/500"

static struct check *judge(const char *path, bool large)
{
    struct check *check = check_begin(backend_reference());
    const struct ours *ours = check_server();
    struct target target;
    struct outcome *o;
    struct trial t;

    check->patience_s = PATIENCE_S;
    backends_aim(&target, ours->host, ours->port, path, 128);
    t = trial_of(check, &target, 1, REQUESTS);
    t.job.timeout_ns = CLOCK_NEVER;
    t.large = large;
    o = outcome_of(&t);
    target_free(&target);
    if (o)
        outcome_expect_alike(o, REQUESTS, 0, 200);
    outcome_free(o);
    if (check->result->state == CHECK_NOT_RUN)
        check_assert(check);
    return check;
}

static void expect_hung(const struct check *check, const char *words)
{
    assert_int_equal(check->result->state, CHECK_FAILED);
    assert_true(check->result->hung);
    if (!strstr(check->result->text, words))
        fail_msg("'%s' is not in '%s'", words, check->result->text);
}

static void an_ordinary_one_has_its_time(void **unused)
{
    (void)unused;
    expect_hung(judge(SLOW, false),
                "it hung: ended after 2 s, with 1 connections in 1 threads");
}

static void a_large_one_may_be_slow(void **unused)
{
    (void)unused;
    check_assert(judge(SLOW, true));
}

static void a_large_one_hangs_when_nothing_comes(void **unused)
{
    (void)unused;
    expect_hung(judge("/fault/stall", true),
                "it hung: it got no further for 2 s, with 1 of 1 connections "
                "open and 1 of 6 requests begun");
}

/* What the machine turned away is told with what went wrong. */
static void full_listen_queues_are_told(void **unused)
{
    struct check *check = check_begin(backend_reference());
    struct network_losses losses;
    int sockets[16], filled, fd;
    struct target target;
    struct outcome *o;
    struct trial t;
    unsigned port;

    (void)unused;
    network_losses_read(&losses);
    fd = silent_listener(0, &port);
    filled = fd < 0 ? fd : fill_backlog(port, sockets, 16);
    if (filled < 0 || losses.listen_overflows == METER_NONE)
        skip();
    backends_aim(&target, "127.0.0.1", port, "/bytes/128", 128);
    t = trial_of(check, &target, 1, 1);
    t.job.timeout_ns = 100 * CLOCK_MS;
    o = outcome_of(&t);
    assert_non_null(o);
    outcome_expect_same(o, "ok", o->job.totals.ok, 1);
    outcome_free(o);
    if (!strstr(check->result->text, "listen queues overflowed"))
        fail_msg("%s", check->result->text);
    for (int i = 0; i < filled; i++)
        close(sockets[i]);
    close(fd);
    target_free(&target);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_one_has_its_time),
        cmocka_unit_test(a_large_one_may_be_slow),
        cmocka_unit_test(a_large_one_hangs_when_nothing_comes),
        cmocka_unit_test(full_listen_queues_are_told),
    };

    return cmocka_run_group_tests_name("check trial", tests, check_setup,
                                       check_teardown);
}
