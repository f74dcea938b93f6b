/* report: a row that ends at a wall: a stated fact, no fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/report_chart.h"
#include "harness/report_file.h"
#include "harness/report_tables.h"
#include "harness/report_warnings.h"
#include "tests/support_report.h"

/* The golden run, but that sequential has a wall below 64 connections. */
struct walled {
    char *dir;
    struct report_manifest manifest;
    struct record_list rounds;
    struct report_summary summary;
    const struct report_point *last; /* keepalive conns=64 */
    const struct report_cell *cell;  /* sequential there */
};

/* keepalive's is the first point with 64 connections. */
static void write_manifest(const struct walled *w)
{
    static const char from[] = "\"walls\": []";
    static const char to[] = "\"walls\": [{\"backend\": \"sequential\", "
                             "\"reason\": \"ONE 1\"}]";
    char *text = report_dir_read(w->dir, "manifest.json");
    char *point = strstr(text, "\"connections\": 64"), *at = NULL;
    char *all = malloc(strlen(text) + sizeof to);

    if (point != NULL)
        at = strstr(point, from);
    assert_non_null(at);
    assert_non_null(all);
    sprintf(all, "%.*s%s%s", (int)(at - text), text, to, at + sizeof from - 1);
    report_dir_write(w->dir, "manifest.json", all);
    free(text);
    free(all);
}

/* Without those that there would not be. */
static void write_rounds(const struct walled *w)
{
    static const char gone[] =
        "\"scenario\":\"keepalive\",\"point\":\"conns=64\",\"connections\":64,"
        "\"threads\":1,\"backend\":\"sequential\"";
    char *text = report_dir_read(w->dir, "rounds.jsonl"), *to = text;
    int left_out = 0;

    for (char *line = text, *next; *line != '\0'; line = next) {
        size_t length = strcspn(line, "\n");

        next = line + length + (line[length] == '\n');
        line[length] = '\0';
        if (strstr(line, gone)) {
            left_out++;
            continue;
        }
        memmove(to, line, length);
        to += length;
        *to++ = '\n';
    }
    *to = '\0';
    assert_int_equal(left_out, 6);
    report_dir_write(w->dir, "rounds.jsonl", text);
    free(text);
}

static int set_up(void **state)
{
    static struct walled w;
    char error[300] = "", *manifest, *rounds;

    w.dir = report_dir_golden();
    write_manifest(&w);
    write_rounds(&w);
    manifest = report_file_path(w.dir, "manifest.json");
    rounds = report_file_path(w.dir, "rounds.jsonl");
    if (report_manifest_read(&w.manifest, manifest, error, sizeof error))
        fail_msg("%s", error);
    assert_int_equal(record_read(&w.rounds, rounds), 0);
    assert_int_equal(report_summarise(&w.summary, &w.manifest, &w.rounds, NULL),
                     0);
    assert_int_equal(report_pool(&w.summary), 0);
    w.last = &w.summary.points[1];
    w.cell = &w.last->cells[1];
    free(manifest);
    free(rounds);
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    struct walled *w = *state;

    report_summary_free(&w->summary);
    record_list_free(&w->rounds);
    report_manifest_free(&w->manifest);
    report_dir_remove(w->dir);
    return 0;
}

static void the_cell_says_why(void **state)
{
    const struct walled *w = *state;

    assert_string_equal(w->cell->label, "sequential");
    assert_string_equal(w->cell->wall, "ONE 1");
    assert_string_equal(w->cell->missing, "beyond its limit, ONE 1");
    assert_int_equal(w->cell->recorded, 0);
    assert_null(w->last->cells[2].wall);
    assert_null(w->summary.points[0].cells[1].wall);
}

/* The others' blocks count, and nobody is warned. */
static void it_is_no_fault(void **state)
{
    const struct walled *w = *state;
    struct lines warnings = {0};

    assert_int_equal(w->last->dropped, 0);
    assert_int_equal(w->last->blocks, 6);
    report_warnings(&w->summary, &warnings);
    for (size_t i = 0; i < warnings.count; i++)
        assert_null(strstr(warnings.text[i], "ONE 1"));
    lines_free(&warnings);
}

static void the_table_names_it(void **state)
{
    const struct walled *w = *state;
    struct table *t = report_table_main(w->last);

    assert_non_null(t);
    /* Below the heads and null's row: label, rate, ratio. */
    assert_string_equal(table_cell(t, 2, 0), "sequential");
    assert_string_equal(table_cell(t, 2, 1), "ONE 1");
    assert_string_equal(table_cell(t, 2, 2), "-");
    table_free(t);
}

static void the_line_ends_with_it(void **state)
{
    const struct walled *w = *state;
    const char *walls, *end, *at;
    struct charts charts = {0};

    assert_int_equal(report_charts(&charts, &w->summary, NULL), 0);
    for (size_t i = 0; i < charts.count; i++) {
        if (strcmp(charts.list[i].name, "keepalive-throughput") != 0)
            continue;
        walls = strstr(charts.list[i].gp, "walls = \"");
        assert_non_null(walls);
        end = strchr(walls, '\n');
        at = strstr(walls, "'ONE 1'");
        assert_true(at && at < end);
        /* The others go on to the last point. */
        assert_non_null(strstr(walls, "'-'"));
        report_charts_free(&charts);
        return;
    }
    fail_msg("no chart of keepalive's throughput");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cell_says_why),
        cmocka_unit_test(it_is_no_fault),
        cmocka_unit_test(the_table_names_it),
        cmocka_unit_test(the_line_ends_with_it),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
