/* tsan */
/*
 * Several workers of one job at once, in this process, so that ThreadSanitizer
 * sees what they share: the job, the samples, the library's globals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/job.h"
#include "harness/target.h"
#include "tests/support_server.h"

enum { REQUESTS = 300, CONNECTIONS = 9, WORKERS = 3 };

static void fetch_with(const struct backend *backend,
                       const struct target *target, uint64_t per_connection)
{
    static struct sample samples[4096];
    struct job job;

    job_init(&job);
    memset(samples, 0, sizeof samples);
    job.targets = target;
    job.target_count = 1;
    job.connections = CONNECTIONS;
    job.threads = WORKERS;
    job.requests = REQUESTS;
    job.requests_per_connection = per_connection;
    job.timeout_ns = 30 * CLOCK_S;
    job.ok_only = true;
    job.samples = samples;
    job.sample_count = sizeof samples / sizeof *samples;
    assert_int_equal(job_run(&job, backend), 0);
    assert_int_equal(job.totals.ok, REQUESTS);
    assert_int_equal(job.totals.failed, 0);
    assert_int_equal(job.totals.body_bytes, REQUESTS * 128);
}

static void every_row_with_several_workers(void **unused)
{
    struct support_server server;
    struct target target;
    size_t count;
    const struct backend *const *all = backend_all(&count);
    char url[128], address[NET_TEXT_MAX], error[256];

    (void)unused;
    support_server_start(&server, 1, 1000, 0);
    net_format(&server.served->address, address);
    snprintf(url, sizeof url, "http://%s/bytes/128", address);
    assert_int_equal(target_init(&target, url, true, error, sizeof error), 0);
    target_expect_pattern(&target, 128);
    for (size_t i = 0; i < count; i++) {
        if (all[i]->unusable())
            continue;
        fetch_with(all[i], &target, UINT64_MAX);
        fetch_with(all[i], &target, 1);
    }
    target_free(&target);
    support_server_stop(&server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_with_several_workers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
