/* report: which rounds count, ratios, intervals. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/histogram.h"
#include "harness/report_words.h"
#include "tests/support_report.h"
#include "tests/support_report_run.h"

static void cells_are_in_the_order_of_the_manifest(void **unused)
{
    struct report_run run;

    (void)unused;
    report_run_open(&run, report_steady, 6);
    assert_string_equal(run.null->label, "null");
    assert_true(run.null->control);
    assert_string_equal(run.twin->label, "epoll (twin)");
    assert_true(run.twin->twin);
    assert_ptr_equal(run.point->reference, run.epoll);
    assert_ptr_equal(run.point->twin, run.twin);
    assert_int_equal(run.point->blocks, 6);
    assert_int_equal(run.point->dropped, 0);
    report_run_close(&run);
}

/* Ratios are taken inside blocks: the drift of the blocks does not widen
 * them. */
static void ratios_are_paired(void **unused)
{
    double drifting[6][REPORT_ROWS] = {
        {1000, 1000, 800, 9},  {2000, 2000, 1600, 9}, {4000, 4000, 3200, 9},
        {8000, 8000, 6400, 9}, {500, 500, 400, 9},    {16000, 16000, 12800, 9},
    };
    const struct report_value *ratio;
    struct report_run run;

    (void)unused;
    report_run_open(&run, drifting, 6);
    ratio = &run.libev->ratio[MEASURE_RATE];
    assert_int_equal(ratio->n, 6);
    assert_true(report_has_interval(ratio));
    assert_true(fabs(ratio->e.value - .8) < 1e-6);
    assert_true(ratio->e.low > .799 && ratio->e.high < .801);
    assert_true(run.libev->value[MEASURE_RATE].e.low < 500);
    report_run_close(&run);
}

static void an_interval_needs_six_rounds(void **unused)
{
    struct report_run run;
    char *warnings;

    (void)unused;
    report_run_open(&run, report_steady, 5);
    assert_int_equal(run.libev->value[MEASURE_RATE].n, 5);
    assert_false(report_has_interval(&run.libev->value[MEASURE_RATE]));
    assert_true(isnan(report_noise_floor(run.point, MEASURE_RATE)));
    assert_int_equal(report_verdict(run.point, run.libev, MEASURE_RATE),
                     VERDICT_NONE);
    warnings = report_run_warnings(&run);
    assert_non_null(strstr(warnings, "fewer than 6 rounds count of any row"));
    free(warnings);
    report_run_close(&run);
}

/* One failed check takes its whole block from all at that point. */
static void a_failed_round_drops_its_block(void **unused)
{
    double rates[6][REPORT_ROWS];
    struct report_run run;
    char *warnings;

    (void)unused;
    memcpy(rates, report_steady, sizeof rates);
    rates[2][2] = 0;
    report_run_open(&run, rates, 6);
    assert_int_equal(run.point->dropped, 1);
    assert_int_equal(run.libev->failed, 1);
    assert_int_equal(run.summary.failed, 1);
    for (size_t i = 0; i < run.point->cell_count; i++) {
        assert_int_equal(run.point->cells[i].round_count, 5);
        assert_int_equal(run.point->cells[i].rounds[2]->block, 4);
    }
    for (size_t i = 0; i < run.rounds.count; i++)
        assert_int_equal(run.summary.used[i], run.rounds.records[i].block != 3);
    warnings = report_run_warnings(&run);
    assert_non_null(strstr(warnings, "1 of 6 blocks do not count"));
    assert_null(strstr(warnings, "more than a fifth"));
    free(warnings);
    report_run_close(&run);
}

/* Or it would take every block from the others. */
static void what_fails_half_of_the_time_is_left_out(void **unused)
{
    double rates[6][REPORT_ROWS];
    struct report_run run;
    char *warnings;

    (void)unused;
    memcpy(rates, report_steady, sizeof rates);
    rates[0][2] = rates[2][2] = rates[3][2] = 0;
    report_run_open(&run, rates, 6);
    assert_true(run.libev->left_out);
    assert_int_equal(run.libev->round_count, 0);
    assert_int_equal(run.point->dropped, 0);
    assert_int_equal(run.epoll->round_count, 6);
    assert_true(report_has_interval(&run.twin->ratio[MEASURE_RATE]));
    warnings = report_run_warnings(&run);
    assert_non_null(strstr(
        warnings, "libev has no numbers: 3 of 6 rounds failed: a reason."));
    free(warnings);
    report_run_close(&run);
}

/* A run that was ended: the last block lacks rows, the others keep it. */
static void an_incomplete_block_counts_for_those_it_has(void **unused)
{
    double rates[6][REPORT_ROWS];
    struct report_run run;

    (void)unused;
    memcpy(rates, report_steady, sizeof rates);
    rates[5][2] = rates[5][3] = -1;
    report_run_open(&run, rates, 6);
    assert_int_equal(run.epoll->round_count, 6);
    assert_int_equal(run.libev->round_count, 5);
    assert_int_equal(run.libev->ratio[MEASURE_RATE].n, 5);
    assert_int_equal(run.point->dropped, 0);
    report_run_close(&run);
}

/* A later line for the same cell and block replaces the earlier one. */
static void a_block_run_again_replaces_the_failed_one(void **unused)
{
    double first[1][REPORT_ROWS] = {{0, 0, 0, 0}};
    struct report_run run;
    char *failed, *good, *both;

    (void)unused;
    run.dir = report_dir_create();
    report_dir_fill(run.dir, first, 1);
    failed = report_dir_read(run.dir, "rounds.jsonl");
    report_dir_fill(run.dir, report_steady, 6);
    good = report_dir_read(run.dir, "rounds.jsonl");
    both = malloc(strlen(failed) + strlen(good) + 1);
    assert_non_null(both);
    strcat(strcpy(both, failed), good);
    report_dir_write(run.dir, "rounds.jsonl", both);
    report_run_read(&run);
    assert_int_equal(run.epoll->round_count, 6);
    assert_int_equal(run.point->dropped, 0);
    assert_false(run.summary.used[0]);
    assert_true(run.summary.used[4]);
    free(failed);
    free(good);
    free(both);
    report_run_close(&run);
}

static void rounds_that_were_not_planned_are_named(void **unused)
{
    struct report_run run;
    char *text, *warnings;

    (void)unused;
    run.dir = report_dir_create();
    report_dir_fill(run.dir, report_steady, 6);
    text = report_dir_read(run.dir, "rounds.jsonl");
    memcpy(strstr(text, "\"libev\""), "\"libuv\"", 7);
    report_dir_write(run.dir, "rounds.jsonl", text);
    report_run_read(&run);
    assert_int_equal(run.summary.unknown.count, 1);
    assert_non_null(strstr(run.summary.unknown.text[0], "round 3: s, conns=8, "
                                                        "libuv is not part"));
    assert_int_equal(run.libev->round_count, 5);
    warnings = report_run_warnings(&run);
    assert_non_null(strstr(warnings, "1 round is not part of the plan"));
    free(warnings);
    free(text);
    report_run_close(&run);
}

static void the_pool_holds_every_request_that_counts(void **unused)
{
    double rates[6][REPORT_ROWS];
    struct report_run run;

    (void)unused;
    memcpy(rates, report_steady, sizeof rates);
    rates[1][2] = 0; /* libev failed: block 2 does not count */
    report_run_open(&run, rates, 6);
    assert_int_equal(report_pool(&run.summary), 0);
    assert_int_equal(run.epoll->pooled->total, 1000 + 900 + 1050 + 980 + 1010);
    assert_int_equal(run.libev->pooled->total, 800 + 715 + 845 + 790 + 805);
    report_run_close(&run);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_in_the_order_of_the_manifest),
        cmocka_unit_test(ratios_are_paired),
        cmocka_unit_test(an_interval_needs_six_rounds),
        cmocka_unit_test(a_failed_round_drops_its_block),
        cmocka_unit_test(what_fails_half_of_the_time_is_left_out),
        cmocka_unit_test(an_incomplete_block_counts_for_those_it_has),
        cmocka_unit_test(a_block_run_again_replaces_the_failed_one),
        cmocka_unit_test(rounds_that_were_not_planned_are_named),
        cmocka_unit_test(the_pool_holds_every_request_that_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
