/* report: the charts that compare, as data; nothing is drawn. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/report_chart.h"
#include "tests/support_report_run.h"

static const struct chart *find(const struct charts *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->list[i].name, name) == 0)
            return &all->list[i];
    return NULL;
}

static void expect(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("'%s' is not in:\n%s", part, text);
}

/* libev at 80 % is worse, so each has a place of its own. */
static void ranked_rows_have_places(void **unused)
{
    struct report_run run;
    struct charts charts;
    const struct chart *places;

    (void)unused;
    report_run_open_standard(&run, .8, .01);
    assert_int_equal(report_charts(&charts, &run.summary, NULL), 0);
    places = find(&charts, "s-places");
    assert_non_null(places);
    expect(places->gp, "names = \" 'epoll' 'libev'\"");
    expect(places->gp, "values = \" '1' '2'\"");
    expect(places->gp, "x_tics = \"'1' 1, '2' 2\"");
    expect(places->dat, "\n1 1 0.6 1.4 0 ");
    expect(places->dat, "\n2 2 1.6 2.4 0 ");
    expect(places->finding, "none is shown better than epoll. Against epoll: "
                            "worse by 3 % or more: libev");
    assert_string_equal(table_cell(places->data, 2, 0), "libev");
    assert_string_equal(table_cell(places->data, 2, 1), "2");
    report_charts_free(&charts);
    report_run_close(&run);
}

static void equal_rows_share_them(void **unused)
{
    struct report_run run;
    struct charts charts;

    (void)unused;
    report_run_open_standard(&run, 1, .001);
    assert_int_equal(report_charts(&charts, &run.summary, NULL), 0);
    expect(find(&charts, "s-places")->gp, "values = \" '1 to 2' '1 to 2'\"");
    report_charts_free(&charts);
    report_run_close(&run);
}

static void nothing_ranked_is_no_chart_of_places(void **unused)
{
    struct report_run run;
    struct charts charts;

    (void)unused;
    report_run_open(&run, report_steady, 6);
    assert_int_equal(report_charts(&charts, &run.summary, NULL), 0);
    assert_null(find(&charts, "s-places"));
    assert_non_null(find(&charts, "s-ratio"));
    report_charts_free(&charts);
    report_run_close(&run);
}

/* Not the reference itself, not the control; the twin is the noise floor. */
static void ratios_are_of_rivals_and_the_twin(void **unused)
{
    struct report_run run;
    struct charts charts;
    const struct chart *ratio;

    (void)unused;
    report_run_open_standard(&run, .8, .01);
    assert_int_equal(report_charts(&charts, &run.summary, NULL), 0);
    ratio = find(&charts, "s-ratio");
    assert_non_null(ratio);
    expect(ratio->gp, "names = \" 'epoll (twin)' 'libev'\"");
    expect(ratio->gp, "bands = \" '0.970874 1.03'\"");
    expect(ratio->gp, "'0.8");
    report_charts_free(&charts);
    report_run_close(&run);
}

/* What is not asked for is nowhere, in words neither. */
static void hidden_rows_are_left_out(void **unused)
{
    struct report_run run;
    struct charts charts;

    (void)unused;
    report_run_open_standard(&run, .8, .01);
    for (size_t i = 0; i < run.summary.points->cell_count; i++)
        run.summary.points->cells[i].hidden =
            strcmp(run.summary.points->cells[i].backend->name, "epoll") != 0;
    assert_int_equal(report_charts(&charts, &run.summary, NULL), 0);
    expect(find(&charts, "s-places")->gp, "names = \" 'epoll'\"");
    assert_null(strstr(find(&charts, "s-places")->finding, "libev"));
    assert_null(find(&charts, "s-ratio"));
    report_charts_free(&charts);
    report_run_close(&run);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(ranked_rows_have_places),
        cmocka_unit_test(equal_rows_share_them),
        cmocka_unit_test(nothing_ranked_is_no_chart_of_places),
        cmocka_unit_test(ratios_are_of_rivals_and_the_twin),
        cmocka_unit_test(hidden_rows_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
