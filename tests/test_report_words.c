/* report: noise floor, verdicts, sentences, warnings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/report_chart.h"
#include "harness/report_words.h"
#include "tests/support_report.h"
#include "tests/support_report_run.h"

static void expect_words(const struct report_run *run, const char *said)
{
    char *words = report_run_words(run);

    if (!strstr(words, said))
        fail_msg("\"%s\" is not in:\n%s", said, words);
    free(words);
}

static void expect_verdict(const struct report_run *run, enum verdict verdict,
                           const char *said)
{
    assert_string_equal(run->point->family[MEASURE_RATE].refused, "");
    assert_int_equal(report_verdict(run->point, run->libev, MEASURE_RATE),
                     verdict);
    expect_words(run, said);
}

static void every_verdict_has_its_words(void **unused)
{
    static const struct {
        double factor, scatter;
        enum verdict verdict;
        const char *said;
    } cases[] = {
        {.8, .02, VERDICT_WORSE_BY,
         "requests/s: none is shown better than epoll. Against epoll: worse by "
         "3 % or more: libev (19.3 to 20.8 % fewer)."},
        {1.2, .02, VERDICT_BETTER_BY,
         "requests/s: none is shown better than libev. Against epoll: better "
         "by 3 % or more: libev (19 to 21 % more)."},
        {.97, .01, VERDICT_WORSE, " worse: libev (2.6 to 3.5 % fewer)."},
        {1.03, .01, VERDICT_BETTER, " better: libev (2"},
        {1.001, .005, VERDICT_EQUAL, " practically equal (within 3 %): libev."},
        {1.01, .08, VERDICT_UNDECIDED,
         " undecided (blocks it would probably take): libev ("},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct report_run run;

        report_run_open_standard(&run, cases[i].factor, cases[i].scatter);
        expect_verdict(&run, cases[i].verdict, cases[i].said);
        expect_words(&run, "Undecided: neither was shown.");
        report_run_close(&run);
    }
}

static void places_follow_from_verdicts(void **unused)
{
    const struct verdict_rank *rank;
    struct report_run run;

    (void)unused;
    report_run_open_standard(&run, .8, .01);
    rank = report_rank(run.point, run.epoll, MEASURE_RATE);
    assert_int_equal(rank->from, 1);
    assert_int_equal(rank->to, 1);
    rank = report_rank(run.point, run.libev, MEASURE_RATE);
    assert_int_equal(rank->from, 2);
    assert_null(report_rank(run.point, run.twin, MEASURE_RATE));
    assert_null(report_rank(run.point, run.null, MEASURE_RATE));
    report_run_close(&run);
}

static void an_emulation_is_compared_with_nothing(void **unused)
{
    struct report_run run;
    char *manifest = report_manifest_with(
        "\"about\":\"libev\"", "\"about\":\"libev\",\"emulated\":true");
    char *words;

    (void)unused;
    run.dir = report_dir_create();
    report_dir_fill(run.dir, report_steady, 6);
    report_dir_write(run.dir, "manifest.json", manifest);
    free(manifest);
    report_run_read(&run);
    assert_string_equal(run.libev->label, "libev (emulated)");
    assert_false(chart_has_line(run.libev));
    assert_int_equal(run.point->family[MEASURE_RATE].rows, 1);
    assert_null(report_pair(run.point, run.libev, run.epoll, MEASURE_RATE));
    assert_null(report_rank(run.point, run.libev, MEASURE_RATE));
    words = report_run_words(&run);
    assert_non_null(strstr(words, "libev (emulated): a library does what the "
                                  "kernel would"));
    assert_null(strstr(words, "libev (emulated) (")); /* no difference */
    free(words);
    report_run_close(&run);
}

/* Six blocks: no verdicts, but what is far off is named. */
static void quick_indicates_and_does_not_rank(void **unused)
{
    struct report_run run;
    char *words;

    (void)unused;
    report_run_open(&run, report_steady, 6);
    assert_true(report_noise_floor(run.point, MEASURE_RATE) < 1.02);
    assert_false(report_twin_differs(run.point, MEASURE_RATE));
    assert_int_equal(report_verdict(run.point, run.libev, MEASURE_RATE),
                     VERDICT_NONE);
    assert_null(report_rank(run.point, run.libev, MEASURE_RATE));
    words = report_run_words(&run);
    assert_non_null(strstr(words, "No ranking: quick profile."));
    assert_non_null(strstr(words, "requests/s: not ranked: quick profile. "
                                  "Beyond the noise floor of 1.0 % from epoll: "
                                  "libev (19"));
    assert_null(strstr(words, "epoll (twin)"));
    free(words);
    report_run_close(&run);
}

/* The interval excludes 1, but the reference differs from itself as much. */
static void a_difference_within_the_noise_is_not_named(void **unused)
{
    double rates[6][REPORT_ROWS] = {
        {1000, 800, 900, 9},  {1000, 1200, 910, 9}, {1000, 820, 905, 9},
        {1000, 1250, 915, 9}, {1000, 790, 895, 9},  {1000, 1180, 912, 9},
    };
    struct report_run run;

    (void)unused;
    report_run_open(&run, rates, 6);
    assert_true(run.libev->ratio[MEASURE_RATE].e.high < 1);
    assert_true(report_noise_floor(run.point, MEASURE_RATE) > 1.2);
    expect_words(&run, "requests/s: not ranked: quick profile. Nothing lies "
                       "beyond the noise floor of ");
    expect_words(&run, "Not named does not mean equal.");
    report_run_close(&run);
}

/* Nothing is ranked, and nothing indicated, however far off it is. */
static void a_twin_that_differs_is_warned_of(void **unused)
{
    double rates[6][REPORT_ROWS];
    struct report_run run;
    char *warnings;

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
    expect_words(&run, "requests/s: not ranked: the reference differed from "
                       "itself.\n");
    expect_words(&run, "Warning: the reference differed from");
    free(warnings);
    report_run_close(&run);
}

/* Throughput is the server's then, and so is the latency; what it cost is the
 * client's all the same. */
static void the_servers_limit_is_not_ranked(void **unused)
{
    struct report_run run;
    char *warnings;

    (void)unused;
    report_run_open_changed(&run, "\"cpu_ns\":400000000",
                            "\"cpu_ns\":950000000");
    assert_true(run.epoll->server_bound);
    expect_words(&run, "requests/s: not ranked: the server was at its limit.");
    assert_string_equal(run.point->family[MEASURE_P50].refused,
                        "the server was at its limit");
    expect_words(&run, "CPU/request: not ranked: quick profile.");
    warnings = report_run_warnings(&run);
    assert_non_null(strstr(warnings, "the server was at its limit with"));
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
    assert_int_equal(run.point->family[MEASURE_P50].rows, 0);
    assert_int_equal(run.point->family[MEASURE_RATE].rows, 2);
    warnings = report_run_warnings(&run);
    assert_non_null(strstr(warnings, "requests waited inside the client"));
    free(warnings);
    report_run_close(&run);
}

/* 10,000 requests are what p99.9 takes; libev has as many in 8 rounds. */
static void a_percentile_of_some_rounds_is_not_ranked(void **unused)
{
    struct report_run run;
    char *warnings;

    (void)unused;
    report_run_open_standard(&run, .1, .05);
    assert_int_equal(run.libev->value[MEASURE_P999].n, 8);
    assert_int_equal(run.point->family[MEASURE_P999].rows, 1);
    assert_int_equal(run.point->family[MEASURE_P99].rows, 2);
    warnings = report_run_warnings(&run);
    assert_non_null(strstr(warnings,
                           "s, conns=8: libev is not ranked by p99.9: 4 of its "
                           "12 rounds had too few requests for it.\n"));
    free(warnings);
    report_run_close(&run);
}

/* A tenth less in the first tenth of every window of this backend. */
static void make_unsteady(struct report_run *run, const char *backend)
{
    for (size_t i = 0; i < run->rounds.count; i++) {
        struct record *r = &run->rounds.records[i];

        if (strcmp(r->backend, backend) != 0 || r->twin)
            continue;
        r->bins.there = true;
        for (int k = 0; k < RECORD_BINS; k++)
            r->bins.counts[k] = k < 2 ? 900 : 1000;
    }
    report_summary_free(&run->summary);
    assert_int_equal(
        report_summarise(&run->summary, &run->manifest, &run->rounds, NULL), 0);
    run->point = run->summary.points;
}

static void an_unsteady_row_is_not_ranked(void **unused)
{
    struct report_run run;
    char *warnings;

    (void)unused;
    report_run_open_standard(&run, .8, .01);
    make_unsteady(&run, "libev");
    assert_int_equal(run.point->family[MEASURE_RATE].rows, 1);
    warnings = report_run_warnings(&run);
    assert_non_null(strstr(warnings,
                           "not steady inside the windows with libev: "
                           "it rose or fell by more than 2 %, or its "
                           "first tenth was off by that. Such a row "
                           "is not ranked"));
    free(warnings);
    make_unsteady(&run, "epoll");
    assert_string_equal(run.point->family[MEASURE_RATE].refused,
                        "there are no two rows to compare");
    report_run_close(&run);
    report_run_open_standard(&run, .8, .01);
    make_unsteady(&run, "epoll");
    assert_string_equal(run.point->family[MEASURE_RATE].refused,
                        "unsteady: the rate of epoll changed inside the "
                        "windows");
    report_run_close(&run);
}

static void a_suspect_row_is_called_so(void **unused)
{
    struct report_run run;
    struct report_point *p;

    (void)unused;
    report_run_open_standard(&run, 1.2, .02);
    p = &run.summary.points[0];
    for (size_t i = 0; i < p->cell_count; i++)
        if (&p->cells[i] == run.libev) {
            p->cells[i].judged = true;
            p->cells[i].validity.level = VALIDITY_SUSPECT;
        }
    expect_words(&run,
                 "requests/s: none is shown better than libev (suspect). "
                 "Against epoll: better by 3 % or more: libev (suspect) (19 ");
    report_run_close(&run);
}

/* One in three blocks is gone: what is left may be a selection. */
static void many_dropped_blocks_are_not_ranked(void **unused)
{
    double rates[9][REPORT_ROWS];
    struct report_run run;

    (void)unused;
    for (size_t i = 0; i < 9; i++)
        memcpy(rates[i], report_steady[i % 6], sizeof rates[i]);
    rates[1][2] = rates[4][2] = 0;
    report_run_open(&run, rates, 9);
    expect_words(&run, "requests/s: not ranked: 2 of 9 blocks do not count.");
    report_run_close(&run);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_verdict_has_its_words),
        cmocka_unit_test(places_follow_from_verdicts),
        cmocka_unit_test(an_emulation_is_compared_with_nothing),
        cmocka_unit_test(quick_indicates_and_does_not_rank),
        cmocka_unit_test(a_difference_within_the_noise_is_not_named),
        cmocka_unit_test(a_twin_that_differs_is_warned_of),
        cmocka_unit_test(the_servers_limit_is_not_ranked),
        cmocka_unit_test(waits_inside_the_client_are_seen),
        cmocka_unit_test(a_percentile_of_some_rounds_is_not_ranked),
        cmocka_unit_test(an_unsteady_row_is_not_ranked),
        cmocka_unit_test(a_suspect_row_is_called_so),
        cmocka_unit_test(many_dropped_blocks_are_not_ranked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
