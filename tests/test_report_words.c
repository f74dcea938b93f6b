/* report: noise floor, verdicts, sentences, warnings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/report_words.h"
#include "support_report.h"
#include "support_report_run.h"

static void a_difference_beyond_the_noise_is_said(void **unused)
{
    struct report_run run;
    char *words;

    (void)unused;
    report_run_open(&run, report_steady, 6);
    assert_true(report_noise_floor(run.point, MEASURE_RATE) < 1.02);
    assert_false(report_twin_differs(run.point, MEASURE_RATE));
    assert_int_equal(report_verdict(run.point, run.libev, MEASURE_RATE),
                     VERDICT_BELOW);
    assert_int_equal(report_verdict(run.point, run.twin, MEASURE_RATE),
                     VERDICT_NONE);
    assert_int_equal(report_verdict(run.point, run.null, MEASURE_RATE),
                     VERDICT_NONE);
    words = report_run_words(&run);
    assert_non_null(strstr(words, "No ranking: quick profile."));
    assert_non_null(strstr(words, "libev: requests/s fewer (19 to 21 %)"));
    assert_null(strstr(words, "epoll (twin):"));
    free(words);
    report_run_close(&run);
}

/* The interval excludes 1, but the reference differs from itself as much. */
static void a_difference_within_the_noise_is_not_said(void **unused)
{
    double rates[6][REPORT_ROWS] = {
        {1000, 800, 900, 9},  {1000, 1200, 910, 9}, {1000, 820, 905, 9},
        {1000, 1250, 915, 9}, {1000, 790, 895, 9},  {1000, 1180, 912, 9},
    };
    struct report_run run;
    char *words;

    (void)unused;
    report_run_open(&run, rates, 6);
    assert_true(run.libev->ratio[MEASURE_RATE].e.high < 1);
    assert_true(report_noise_floor(run.point, MEASURE_RATE) > 1.2);
    assert_int_equal(report_verdict(run.point, run.libev, MEASURE_RATE),
                     VERDICT_NOT_SHOWN);
    words = report_run_words(&run);
    assert_non_null(strstr(words, "libev: requests/s not shown different"));
    assert_null(strstr(words, "equal;"));
    free(words);
    report_run_close(&run);
}

static void a_twin_that_differs_is_warned_of(void **unused)
{
    double rates[6][REPORT_ROWS];
    struct report_run run;
    char *warnings, *words;

    (void)unused;
    memcpy(rates, report_steady, sizeof rates);
    for (size_t i = 0; i < 6; i++)
        rates[i][1] = rates[i][0] * 1.1;
    report_run_open(&run, rates, 6);
    assert_true(report_twin_differs(run.point, MEASURE_RATE));
    warnings = report_run_warnings(&run);
    assert_ptr_equal(strstr(warnings,
                            "s, conns=8: the reference differed from itself in "
                            "requests/s: ratio 1.100"),
                     warnings);
    assert_non_null(strstr(warnings, "smaller than 10 % are not to be"));
    words = report_run_words(&run);
    assert_non_null(strstr(words, "Warning: the reference differed from"));
    free(warnings);
    free(words);
    report_run_close(&run);
}

/* With both at the server's limit, throughput is the server's; what it cost
 * is the client's all the same. */
static void throughput_at_the_servers_limit_is_not_compared(void **unused)
{
    struct report_run run;
    char *words, *warnings;

    (void)unused;
    report_run_open_changed(&run, "\"cpu_ns\":400000000",
                            "\"cpu_ns\":950000000");
    assert_true(run.epoll->server_bound);
    assert_int_equal(report_verdict(run.point, run.libev, MEASURE_RATE),
                     VERDICT_SERVER_BOUND);
    assert_int_equal(report_verdict(run.point, run.libev, MEASURE_CPU),
                     VERDICT_NOT_SHOWN);
    words = report_run_words(&run);
    assert_non_null(
        strstr(words, "libev: requests/s not compared (the server's limit)"));
    warnings = report_run_warnings(&run);
    assert_non_null(strstr(warnings, "at least 90 % of its CPU time"));
    free(words);
    free(warnings);
    report_run_close(&run);
}

/* Little's law: 8 connections, and only 1/2 request under way on average. */
static void waits_inside_the_client_are_seen(void **unused)
{
    struct report_run run;
    char *warnings;

    (void)unused;
    report_run_open_changed(&run, "\"window_ns\":1000000000",
                            "\"window_ns\":8000000000");
    assert_true(run.libev->idle);
    assert_false(run.null->idle);
    assert_int_equal(report_verdict(run.point, run.libev, MEASURE_P50),
                     VERDICT_IDLE);
    assert_int_equal(report_verdict(run.point, run.libev, MEASURE_RATE),
                     VERDICT_BELOW);
    warnings = report_run_warnings(&run);
    assert_non_null(strstr(warnings, "requests waited inside the client"));
    free(warnings);
    report_run_close(&run);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_beyond_the_noise_is_said),
        cmocka_unit_test(a_difference_within_the_noise_is_not_said),
        cmocka_unit_test(a_twin_that_differs_is_warned_of),
        cmocka_unit_test(throughput_at_the_servers_limit_is_not_compared),
        cmocka_unit_test(waits_inside_the_client_are_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
