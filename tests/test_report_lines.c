/* Charts of lines over what the points of a scenario differ in, as data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/report.h"
#include "harness/report_chart.h"
#include "harness/report_points.h"
#include "tests/support_report_run.h"

/* A point as a manifest has it, and its name. */
struct point {
    const char *name, *members;
};

/* All records once more for each point, under its name. */
static void write_rounds(const char *dir, const struct point *points,
                         size_t count)
{
    static const char one[] = "\"conns=8\"";
    char *lines = report_dir_read(dir, "rounds.jsonl"), *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    assert_non_null(file);
    for (size_t i = 0; i < count; i++) {
        const char *at = lines, *next;

        while ((next = strstr(at, one)) != NULL) {
            fprintf(file, "%.*s\"%s\"", (int)(next - at), at, points[i].name);
            at = next + strlen(one);
        }
        fputs(at, file);
    }
    assert_int_equal(fclose(file), 0);
    report_dir_write(dir, "rounds.jsonl", text);
    free(lines);
    free(text);
}

static void open_run(struct report_run *run, const struct point *points,
                     size_t count)
{
    char list[2048] = "", *manifest;

    for (size_t i = 0; i < count; i++)
        snprintf(list + strlen(list), sizeof list - strlen(list),
                 "%s{\"point\":\"%s\",\"connections\":8,%s}", i ? "," : "",
                 points[i].name, points[i].members);
    memset(run, 0, sizeof *run);
    run->dir = report_dir_create();
    report_dir_fill(run->dir, report_steady, 6);
    manifest =
        report_manifest_with("{\"point\":\"conns=8\",\"connections\":8}", list);
    report_dir_write(run->dir, "manifest.json", manifest);
    free(manifest);
    write_rounds(run->dir, points, count);
    report_run_read(run);
}

static const struct chart *find(const struct charts *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->list[i].name, name) == 0)
            return &all->list[i];
    return NULL;
}

static void assert_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL)
        fail_msg("not '%s' in:\n%s", part, text);
}

static const char *note_with(const struct chart *chart, const char *part)
{
    for (size_t i = 0; i < chart->notes.count; i++)
        if (strstr(chart->notes.text[i], part) != NULL)
            return chart->notes.text[i];
    return NULL;
}

/* 0 stands to the left of the least; a row ends at its wall, told once. */
static void idle_connections_are_the_axis(void **unused)
{
    static const struct point points[] = {
        {"conns=8/idle=0", "\"idle\":0"},
        {"conns=8/idle=100", "\"idle\":100"},
        {"conns=8/idle=1000", "\"idle\":1000"},
    };
    struct report_run run;
    const struct chart *chart;
    struct charts all;

    (void)unused;
    open_run(&run, points, 3);
    assert_int_equal(report_charts(&all, &run.summary, NULL), 0);
    chart = find(&all, "s-throughput");
    assert_non_null(chart);
    assert_string_equal(chart->title, "s: requests per second by idle "
                                      "connections");
    assert_has(chart->gp, "x_tics = \"'0' 25, '100' 100, '1000' 1000\"");
    assert_has(chart->gp,
               "x_label = \"idle connections (log2 scale; 0 stands beside "
               "it)\"");
    assert_has(chart->gp, "y_log = 0");
    assert_has(chart->dat, "# epoll: idle connections, requests/s, low, high");
    assert_has(chart->dat, "\n25 ");
    assert_has(chart->dat, "\n1000 ");
    assert_non_null(find(&all, "s-cpu-by-idle"));
    chart = find(&all, "s-latency");
    assert_has(chart->gp, "heads = \" '0 idle' '100 idle' '1000 idle'\"");
    /* The requests of a point have a chart of their own. */
    chart = find(&all, "s-spectrum-8-idle-100");
    assert_non_null(chart);
    assert_string_equal(chart->title,
                        "s: latency spectrum at 8 connections, 100 idle");
    assert_non_null(find(&all, "s-spectrum-8-idle-1000"));
    report_charts_free(&all);
    report_run_close(&run);
}

static void mixed_sizes_have_no_place_on_the_axis(void **unused)
{
    static const struct point points[] = {
        {"conns=8/size=16", "\"size\":16"},
        {"conns=8/size=4096", "\"size\":4096"},
        {"conns=8/size=mixed", "\"size\":\"mixed\""},
    };
    struct report_run run;
    const struct chart *chart;
    struct charts all;

    (void)unused;
    open_run(&run, points, 3);
    assert_int_equal(report_charts(&all, &run.summary, NULL), 0);
    chart = find(&all, "s-bytes");
    assert_non_null(chart);
    assert_has(chart->gp, "x_tics = \"'16 B' 16, '4 KiB' 4096\"");
    assert_non_null(note_with(chart, "What is mixed has no place on the axis"));
    assert_has(find(&all, "s-latency")->gp,
               "heads = \" '16 B' '4 KiB' 'mixed sizes'\"");
    report_charts_free(&all);
    report_run_close(&run);
}

/* Points that differ in two things: a chart for each value of the first. */
static void each_group_has_its_chart(void **unused)
{
    static const struct point points[] = {
        {"conns=8/threads=1/idle=0", "\"threads\":1,\"idle\":0"},
        {"conns=8/threads=1/idle=10", "\"threads\":1,\"idle\":10"},
        {"conns=8/threads=2/idle=0", "\"threads\":2,\"idle\":0"},
        {"conns=8/threads=2/idle=10", "\"threads\":2,\"idle\":10"},
    };
    struct report_run run;
    char words[POINTS_TEXT_MAX];
    struct charts all;

    (void)unused;
    open_run(&run, points, 4);
    assert_int_equal(report_charts(&all, &run.summary, NULL), 0);
    assert_non_null(find(&all, "s-throughput-conns-8-threads-1-idle-0"));
    assert_string_equal(
        find(&all, "s-throughput-conns-8-threads-2-idle-0")->title,
        "s: requests per second by idle connections, 2 threads");
    assert_non_null(find(&all, "s-throughput-conns-8-threads-2-idle-0"));
    assert_null(find(&all, "s-throughput"));
    points_words(run.point->scenario, run.point->at, words);
    assert_string_equal(words, "1 thread, 0 idle");
    report_charts_free(&all);
    report_run_close(&run);
}

/* A wall is told where it is met, not at every point behind it. */
static void a_wall_is_told_once(void **unused)
{
#define WALL \
    ",\"walls\":[{\"backend\":\"libev\",\"reason\":\"FD_SETSIZE 1024\"}]"
    static const struct point points[] = {
        {"conns=8/idle=10", "\"idle\":10,\"walls\":[]"},
        {"conns=8/idle=2000", "\"idle\":2000" WALL},
        {"conns=8/idle=9000", "\"idle\":9000" WALL},
    };
    struct report_run run;
    const struct chart *chart;
    struct charts all;
    char *lines;

    (void)unused;
    open_run(&run, points, 3);
    /* The rounds of the row behind its wall do not exist. */
    lines = report_dir_read(run.dir, "rounds.jsonl");
    for (char *at = lines, *end; (end = strchr(at, '\n')) != NULL; at = end + 1)
        if ((strstr(at, "idle=2000") && strstr(at, "idle=2000") < end) ||
            (strstr(at, "idle=9000") && strstr(at, "idle=9000") < end)) {
            char *row = strstr(at, "\"backend\":\"libev\"");

            if (row && row < end)
                memset(at, ' ', (size_t)(end - at));
        }
    report_dir_write(run.dir, "rounds.jsonl", lines);
    free(lines);
    report_summary_free(&run.summary);
    record_list_free(&run.rounds);
    report_manifest_free(&run.manifest);
    report_run_read(&run);
    assert_int_equal(report_charts(&all, &run.summary, NULL), 0);
    chart = find(&all, "s-cpu-by-idle");
    assert_non_null(chart);
    assert_string_equal(note_with(chart, "Missing"),
                        "Missing: libev from conns=8/idle=2000: beyond its "
                        "limit, FD_SETSIZE 1024.");
    assert_null(note_with(chart, "idle=9000"));
    assert_has(chart->gp, "'FD_SETSIZE 1024'");
    report_charts_free(&all);
    report_run_close(&run);
}

/* Where the machine has ended a list of points the report says so, and it says
 * where a question comes from. */
static void what_a_manifest_says_is_told(void **unused)
{
    struct report_options options = {.no_charts = true};
    char *dir = report_dir_create(), error[512] = "", *manifest, *page;

    (void)unused;
    report_dir_fill(dir, report_steady, 6);
    manifest = report_manifest_with("\"reason\":null}],\"rounds\"",
                                    "\"reason\":null,\"note\":\"idle ends\","
                                    "\"source\":\"a paper\"}],"
                                    "\"set\":[\"title=it's\",1],\"rounds\"");
    report_dir_write(dir, "manifest.json", manifest);
    free(manifest);
    if (report_make(dir, &options, error, sizeof error) != 0)
        fail_msg("%s", error);
    page = report_dir_read(dir, "report.md");
    assert_has(page, "s: idle ends.");
    assert_has(page, "From: a paper.");
    /* A shell gets what was given, and nothing else. */
    assert_has(page, " --set 'title=it'\\''s' --backends ");
    free(page);
    report_dir_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(idle_connections_are_the_axis),
        cmocka_unit_test(mixed_sizes_have_no_place_on_the_axis),
        cmocka_unit_test(each_group_has_its_chart),
        cmocka_unit_test(a_wall_is_told_once),
        cmocka_unit_test(what_a_manifest_says_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
