/* shape: every row has one, and the chart that shows it beside the cost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/report_chart.h"
#include "harness/shape.h"
#include "tests/support_report_run.h"

/* A family's border is where sharing ends, so the control shares nothing. */
static void every_row_has_one(void **unused)
{
    size_t count;
    const struct backend *const *rows = backend_all(&count);

    (void)unused;
    for (size_t i = 0; i < count; i++) {
        const struct shape *s = shape_find(rows[i]->name);

        if (s == NULL)
            fail_msg("%s has none", rows[i]->name);
        assert_true(s->lines > 0 && s->shared >= 0);
        assert_true(s->functions > 0 && s->states > 0);
    }
    assert_null(shape_find("nobody"));
    assert_int_equal(shape_find("null")->shared, 0);
    assert_int_equal(shape_find("null")->waits, -1);
    assert_int_equal(shape_find("epoll")->lines, shape_find("epoll-et")->lines);
}

static void open_with(struct report_run *run, const char *shape)
{
    char *manifest = report_manifest_with("\"about\":\"libev\"", shape);

    run->dir = report_dir_create();
    report_dir_fill(run->dir, report_steady, 6);
    report_dir_write(run->dir, "manifest.json", manifest);
    free(manifest);
    report_run_read(run);
}

static const struct chart *find_chart(const struct charts *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->list[i].name, "code-shape") == 0)
            return &all->list[i];
    return NULL;
}

static void expect(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void it_stands_beside_the_cost(void **unused)
{
    struct report_run run;
    struct charts charts;
    const struct chart *chart;

    (void)unused;
    open_with(&run, "\"about\":\"libev\",\"code\":{\"lines\":192,"
                    "\"shared_lines\":40,\"functions\":5,\"states\":8,"
                    "\"waits\":null,\"fields\":6,\"everywhere\":false}");
    assert_int_equal(report_charts(&charts, &run.summary, NULL), 0);
    chart = find_chart(&charts);
    assert_non_null(chart);
    expect(chart->gp, "names = \" 'epoll' 'libev'\"");
    /* epoll's record tells nothing of it, and libev has no waits. */
    expect(chart->gp, "gaps = \" '1 1' '2 1' '3 1' '3 2' '4 1'\"");
    expect(chart->dat, "\n2 5 5 5 3 ");
    expect(chart->dat, "\n2 192 192 232 3 ");
    expect(chart->finding, "libev: 5 functions, 8 states, - waits, 192 lines "
                           "and 40 shared, CPU/request ");
    assert_string_equal(table_cell(chart->data, 2, 4), "6");
    report_charts_free(&charts);
    report_run_close(&run);
}

static void an_older_run_has_none(void **unused)
{
    static const char *const nothing[] = {"\"about\":\"libev\"",
                                          "\"about\":\"libev\",\"code\":null"};

    (void)unused;
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        struct report_run run;
        struct charts charts;

        open_with(&run, nothing[i]);
        assert_int_equal(report_charts(&charts, &run.summary, NULL), 0);
        assert_null(find_chart(&charts));
        report_charts_free(&charts);
        report_run_close(&run);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_one),
        cmocka_unit_test(it_stands_beside_the_cost),
        cmocka_unit_test(an_older_run_has_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
