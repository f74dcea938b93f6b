/* window: what is inside the edges, and what is not. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/job.h"
#include "harness/record.h"
#include "harness/window.h"

#define START (1000 * CLOCK_MS)
#define END (2000 * CLOCK_MS)

enum { SLOTS = 8 };

/* A job that has run, with the samples a test gives it. */
static void have_run(struct job *job, struct sample *samples)
{
    job_init(job);
    job->window_ns = END - START;
    job->samples = samples;
    job->sample_count = SLOTS;
    atomic_store(&job->samples_claimed, SLOTS + 120);
    job->edges[0] = (struct edge){START, {10, 20, 30, 40}, 500, 5, 30};
    job->edges[1] = (struct edge){END, {110, 220, 330, 440}, 5500, 12, 70};
}

static struct sample sample_of(uint64_t done, uint64_t took, int error)
{
    return (struct sample){.start = done - took,
                           .done = done,
                           .bytes = 100,
                           .error = (int16_t)error};
}

static void edges_bound_the_window(void **unused)
{
    struct sample samples[SLOTS] = {
        sample_of(START - 1, 5, 0),    sample_of(START, 5, 0), /* before */
        sample_of(START + 1, 2000, 0), sample_of(END, 1000, 0),
        sample_of(END + 1, 5, 0), /* after */
    };
    struct record record;
    struct job job;

    (void)unused;
    have_run(&job, samples);
    record_init(&record);
    assert_int_equal(window_collect(&job, &record), 0);
    assert_int_equal(record.window_ns, END - START);
    assert_int_equal(record.requests, 2);
    assert_int_equal(record.body_bytes, 200);
    assert_int_equal(record.service.total, 2);
    assert_int_equal(record.service.min, 1000);
    assert_int_equal(record.service.max, 2000);
    assert_int_equal(record.error_count, 0);
    assert_int_equal(record.client.cpu_user_ns, 100);
    assert_int_equal(record.client.cpu_sys_ns, 200);
    assert_int_equal(record.client.switches_voluntary, 300);
    assert_int_equal(record.client.switches_forced, 400);
    assert_int_equal(record.server_cpu_ns, 5000);
    assert_int_equal(record.server_wait_ns, 7);
    assert_int_equal(record.client_calls, 40);
    record_free(&record);
}

/* The first instant of a window is in its first part, the last in its last. */
static void a_window_has_twenty_parts(void **unused)
{
    struct sample samples[SLOTS] = {
        sample_of(START + 1, 5, 0),
        sample_of(START + 50 * CLOCK_MS, 5, 0),
        sample_of(START + 50 * CLOCK_MS + 1, 5, 0),
        sample_of(START + 51 * CLOCK_MS, 5, EILSEQ), /* no answer */
        sample_of(END, 5, 0),
    };
    struct record record;
    struct job job;

    (void)unused;
    have_run(&job, samples);
    record_init(&record);
    assert_int_equal(window_collect(&job, &record), 0);
    assert_true(record.bins.there);
    assert_int_equal(record.bins.counts[0], 2);
    assert_int_equal(record.bins.counts[1], 1);
    assert_int_equal(record.bins.counts[2], 0);
    assert_int_equal(record.bins.counts[RECORD_BINS - 1], 1);
    assert_int_equal(record.window_asked_ns, END - START);
    record_free(&record);
}

static void failures_are_counted_apart(void **unused)
{
    struct sample samples[SLOTS] = {
        sample_of(START + 1, 5, ETIMEDOUT), sample_of(START + 2, 5, EILSEQ),
        sample_of(START + 3, 5, ETIMEDOUT), sample_of(START + 4, 5, 0),
        sample_of(END + 1, 5, EILSEQ), /* after */
    };
    struct record record;
    struct job job;

    (void)unused;
    have_run(&job, samples);
    record_init(&record);
    assert_int_equal(window_collect(&job, &record), 0);
    assert_int_equal(record.requests, 1);
    assert_int_equal(record.service.total, 1);
    assert_int_equal(record.error_count, 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(record.errors[i].count,
                         record.errors[i].error == ETIMEDOUT ? 2 : 1);
    record_free(&record);
}

static void server_cpu_may_be_unknown(void **unused)
{
    struct sample samples[SLOTS] = {sample_of(END, 5, 0)};
    struct record record;
    struct job job;

    (void)unused;
    have_run(&job, samples);
    job.edges[1].server_cpu_ns = METER_NONE;
    record_init(&record);
    assert_int_equal(window_collect(&job, &record), 0);
    assert_true(record.server_cpu_ns == RECORD_NONE);
    record_free(&record);
}

/* What is said of a window with these edges and this many requests. */
static const char *verdict(uint64_t start, uint64_t end, uint64_t requests)
{
    static char reason[128];
    struct sample samples[SLOTS] = {{0}};
    struct record record;
    struct job job;

    have_run(&job, samples);
    job.edges[0].at = start;
    job.edges[1].at = end;
    record_init(&record);
    *reason = '\0';
    assert_int_equal(window_collect(&job, &record), 0);
    record.requests = requests;
    if (window_check(&job, &record, reason, sizeof reason) == 0)
        assert_string_equal(reason, "");
    record_free(&record);
    return reason;
}

static void windows_are_judged(void **unused)
{
    (void)unused;
    assert_string_equal(verdict(START, END, 1), "");
    assert_string_equal(verdict(START, END + 249 * CLOCK_MS, 1), "");
    assert_string_equal(verdict(START, END + 251 * CLOCK_MS, 1),
                        "the window was 1251.0 ms long instead of 1000.0 ms");
    assert_string_equal(verdict(START, END, 0),
                        "no request ended inside the window");
    assert_string_equal(verdict(START, 0, 1),
                        "no request ended at or after the end of the window");
    assert_string_equal(verdict(0, 0, 1),
                        "no request ended at or after the end of the window");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edges_bound_the_window),
        cmocka_unit_test(a_window_has_twenty_parts),
        cmocka_unit_test(failures_are_counted_apart),
        cmocka_unit_test(server_cpu_may_be_unknown),
        cmocka_unit_test(windows_are_judged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
