/* window_due: times by when requests were due, and what was left behind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/job.h"
#include "harness/record.h"
#include "harness/window.h"

#define STARTED 10000
enum { SLOTS = 8 };

/* Due at 100, 200, ...; the window is 200 to 600. */
static uint64_t times[] = {100, 200, 300, 400, 500, 600};
static const struct schedule schedule = {times, 6};

static void have_run(struct job *job, struct sample *samples)
{
    job_init(job);
    job->started = STARTED;
    job->edge_at[0] = STARTED + 200;
    job->edge_at[1] = STARTED + 600;
    job->samples = samples;
    job->sample_count = SLOTS;
    atomic_store(&job->samples_claimed, SLOTS + 100);
}

static struct sample sample_of(uint64_t due, uint64_t taken, uint64_t start,
                               uint64_t done)
{
    return (struct sample){.due = STARTED + due,
                           .taken = STARTED + taken,
                           .start = STARTED + start,
                           .done = STARTED + done};
}

static void requests_count_by_their_due_time(void **unused)
{
    struct sample samples[SLOTS] = {
        sample_of(100, 0, 110, 5000),   /* due before */
        sample_of(200, 110, 203, 210),  /* lag 3 */
        sample_of(300, 210, 300, 1300), /* lag 0; answered after the window */
        sample_of(400, 450, 450, 470),  /* no connection was free */
        sample_of(500, 470, 601, 650),  /* begun after the window; lag 101 */
        sample_of(600, 650, 650, 660),  /* due at its end */
    };
    struct record record;
    struct job job;

    (void)unused;
    have_run(&job, samples);
    record_init(&record);
    assert_int_equal(window_collect_due(&job, &schedule, &record), 0);
    assert_int_equal(record.due, 4);
    assert_int_equal(record.backlog, 1);
    assert_int_equal(record.response.total, 4);
    assert_int_equal(record.response.min, 10);
    assert_int_equal(record.response.max, 1000);
    assert_int_equal(record.service.total, 4);
    assert_int_equal(record.service.min, 7);
    assert_int_equal(record.lag.total, 3);
    assert_int_equal(record.lag.min, 0);
    assert_int_equal(record.lag.max, 101);
    assert_int_equal(record.reaction.total, 0);
    record_free(&record);
}

/* What failed has no time, but it was begun. */
static void failures_are_begun(void **unused)
{
    struct sample samples[SLOTS] = {sample_of(200, 0, 200, 210),
                                    sample_of(300, 210, 300, 310)};
    struct record record;
    struct job job;

    (void)unused;
    samples[1].error = 1;
    have_run(&job, samples);
    record_init(&record);
    assert_int_equal(window_collect_due(&job, &schedule, &record), 0);
    assert_int_equal(record.due, 4);
    assert_int_equal(record.backlog, 2);
    assert_int_equal(record.response.total, 1);
    record_free(&record);
}

/* The server's schedule began 1000 after the client's start. */
static void pushes_count_by_the_servers_time(void **unused)
{
    struct sample samples[SLOTS] = {
        sample_of(1100, 1105, 0, 1110),
        sample_of(1200, 1202, 5, 1250),
        sample_of(1400, 1400, 6, 1401),
        {.done = STARTED + 2000}, /* the end of the waiting */
    };
    struct record record;
    struct job job;

    (void)unused;
    have_run(&job, samples);
    job.pushed = true;
    job.edge_at[0] = STARTED + 1150;
    job.edge_at[1] = STARTED + 1450;
    record_init(&record);
    assert_int_equal(window_collect_due(&job, &schedule, &record), 0);
    assert_int_equal(record.due, 3); /* that of 1300 was never sent */
    assert_int_equal(record.backlog, 1);
    assert_int_equal(record.reaction.total, 2);
    assert_int_equal(record.reaction.min, 1);
    assert_int_equal(record.reaction.max, 48);
    assert_int_equal(record.lag.max, 2);
    assert_int_equal(record.service.total, 0);
    assert_int_equal(record.response.total, 0);
    record_free(&record);
}

/* Clients that think have no schedule, and leave nothing behind: each asks as
 * often as it is answered. */
static void thinkers_have_no_backlog(void **unused)
{
    static const struct schedule none;
    struct sample samples[SLOTS] = {
        sample_of(199, 100, 199, 210), /* due before */
        sample_of(300, 210, 307, 340),
        sample_of(590, 340, 610, 700), /* begun after the window */
    };
    struct record record;
    struct job job;

    (void)unused;
    have_run(&job, samples);
    record_init(&record);
    assert_int_equal(window_collect_due(&job, &none, &record), 0);
    assert_int_equal(record.due, RECORD_NONE);
    assert_int_equal(record.backlog, RECORD_NONE);
    assert_int_equal(record.response.total, 2);
    assert_int_equal(record.response.min, 40);
    assert_int_equal(record.response.max, 110);
    assert_int_equal(record.lag.min, 7);
    assert_int_equal(record.lag.max, 20);
    record_free(&record);
}

static void a_percent_may_be_behind(void **unused)
{
    (void)unused;
    assert_false(record_saturated(1000, 10));
    assert_true(record_saturated(1000, 11));
    assert_true(record_saturated(50, 1));
    assert_false(record_saturated(0, 0));
    assert_false(record_saturated(RECORD_NONE, RECORD_NONE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_count_by_their_due_time),
        cmocka_unit_test(failures_are_begun),
        cmocka_unit_test(pushes_count_by_the_servers_time),
        cmocka_unit_test(thinkers_have_no_backlog),
        cmocka_unit_test(a_percent_may_be_behind),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
