/* report: charts as gnuplot draws them. Without gnuplot: exit status 77. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "harness/report.h"
#include "tests/support_report.h"

static const char *const charts[] = {
    "all-rounds",
    "churn-cpu-ratio",
    "churn-cpu",
    "churn-latency",
    "churn-ratio",
    "churn-spectrum-64",
    "churn-switches",
    "churn-throughput",
    "code-shape",
    "fanout-cpu-ratio",
    "fanout-cpu",
    "fanout-makespan",
    "fanout-ratio",
    "keepalive-calls",
    "keepalive-cpu-ratio",
    "keepalive-cpu",
    "keepalive-latency",
    "keepalive-ratio",
    "keepalive-spectrum-1",
    "keepalive-spectrum-64",
    "keepalive-switches",
    "keepalive-throughput",
};

enum { CHARTS = sizeof charts / sizeof *charts };

static char *make_charts(void)
{
    const struct report_options options = {.no_charts = false};
    char *dir = report_dir_golden(), error[512] = "";

    if (report_make(dir, &options, error, sizeof error) != 0)
        fail_msg("%s", error);
    return dir;
}

/* The charts that most tests look at. */
static int set_up(void **state)
{
    *state = make_charts();
    return 0;
}

static int tear_down(void **state)
{
    report_dir_remove(*state);
    return 0;
}

static char *read_chart(const char *dir, const char *name, const char *type)
{
    char path[256];

    snprintf(path, sizeof path, "charts/%s.%s", name, type);
    return report_dir_read(dir, path);
}

static void every_chart_has_its_files(void **state)
{
    char *dir = *state, *names, *expected = calloc(1, 4096);
    char charts_dir[256];

    assert_non_null(expected);
    for (size_t i = 0; i < CHARTS; i++) {
        static const char *const types[] = {"dat", "gp", "png", "svg"};

        for (size_t k = 0; k < 4; k++)
            sprintf(expected + strlen(expected), "%s.%s ", charts[i], types[k]);
    }
    snprintf(charts_dir, sizeof charts_dir, "%s/charts", dir);
    names = report_dir_names(charts_dir);
    assert_string_equal(names, expected);
    free(names);
    free(expected);
}

/* The end of a tag, which is not a '>' inside quotes; NULL: there is none. */
static const char *tag_end(const char *at)
{
    char quote = '\0';

    for (; *at != '\0'; at++) {
        if (quote != '\0')
            quote = *at == quote ? '\0' : quote;
        else if (*at == '"' || *at == '\'')
            quote = *at;
        else if (*at == '>')
            return at;
        else if (*at == '<')
            return NULL;
    }
    return NULL;
}

/* Every element is closed, in order; every & begins an entity. */
static void assert_well_formed(const char *name, const char *svg)
{
    char open[64][32];
    int depth = 0;

    for (const char *at = svg; *at != '\0'; at++) {
        const char *end;
        size_t length;

        if (*at == '&' &&
            strspn(at + 1, "abcdefghijklmnopqrstuvwxyz#0123456789") == 0)
            fail_msg("%s: a bare & at '%.40s'", name, at);
        if (*at != '<')
            continue;
        end = tag_end(at + 1);
        if (end == NULL)
            fail_msg("%s: no end of '%.40s'", name, at);
        length = strcspn(at + 1, " \t\n/>");
        if (at[1] == '/') {
            length = strcspn(at + 2, " >");
            if (depth == 0 || strlen(open[depth - 1]) != length ||
                strncmp(open[--depth], at + 2, length) != 0)
                fail_msg("%s: '%.40s' closes nothing", name, at);
        } else if (at[1] != '?' && at[1] != '!' && end[-1] != '/') {
            assert_true(depth < 64 && length < 32);
            snprintf(open[depth++], 32, "%.*s", (int)length, at + 1);
        }
        at = end;
    }
    if (depth != 0)
        fail_msg("%s: <%s> is not closed", name, open[depth - 1]);
}

static void every_svg_is_well_formed_and_named(void **state)
{
    char *dir = *state;

    for (size_t i = 0; i < CHARTS; i++) {
        char *svg = read_chart(dir, charts[i], "svg"), id[128];

        assert_well_formed(charts[i], svg);
        snprintf(id, sizeof id, "<title id=\"%s-title\">", charts[i]);
        assert_non_null(strstr(svg, id));
        snprintf(id, sizeof id, "<desc id=\"%s-desc\">", charts[i]);
        assert_non_null(strstr(svg, id));
        assert_null(strstr(svg, "GNUPLOT"));
        assert_null(strstr(svg, "NaN"));
        free(svg);
    }
}

/* Whole names: an underscore must not have become a subscript. */
static void every_backend_is_named_in_every_chart(void **state)
{
    static const char *const names[] = {"sequential", "threads", "epoll",
                                        "coroutines", "libev",   "libuv"};
    char *dir = *state;

    for (size_t i = 1; i < CHARTS; i++) { /* 0: all rounds, by family */
        char *svg = read_chart(dir, charts[i], "svg");

        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            char text[64];

            /* A ratio to itself says nothing. */
            if (strstr(charts[i], "-ratio") && strcmp(names[k], "epoll") == 0)
                continue;
            snprintf(text, sizeof text, "<text>%s</text>", names[k]);
            if (strstr(svg, text) == NULL)
                fail_msg("%s does not name %s", charts[i], names[k]);
        }
        free(svg);
    }
}

/* A control does no IO: it would dwarf the others, but it is a cost. */
static void controls_are_in_the_charts_of_costs_only(void **state)
{
    char *dir = *state, *svg;

    svg = read_chart(dir, "keepalive-cpu", "svg");
    assert_non_null(strstr(svg, ">null (control)<"));
    assert_non_null(strstr(svg, ">epoll (twin)<"));
    free(svg);
    svg = read_chart(dir, "keepalive-throughput", "svg");
    assert_null(strstr(svg, ">null"));
    free(svg);
}

static void what_has_no_interval_is_said_to_be_hollow(void **state)
{
    char *dir = *state, *svg;

    svg = read_chart(dir, "churn-throughput", "svg");
    assert_non_null(strstr(svg, "hollow: no interval (fewer than 6 rounds)"));
    free(svg);
    svg = read_chart(dir, "keepalive-throughput", "svg");
    assert_null(strstr(svg, "hollow"));
    free(svg);
}

static void pngs_are_1600_by_1000(void **state)
{
    static const unsigned char head[] = {
        0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0,    13,
        'I',  'H', 'D', 'R', 0,    0,    0x06, 0x40, 0, 0, 0x03, 0xe8};
    char *dir = *state;

    for (size_t i = 0; i < CHARTS; i++) {
        char *png = read_chart(dir, charts[i], "png");

        assert_memory_equal(png, head, sizeof head);
        free(png);
    }
}

/* The margin is behind the marks, equal in the midst of it; a panel a point. */
static void ratios_stand_beside_the_margin(void **state)
{
    char *dir = *state, *gp = read_chart(dir, "keepalive-ratio", "gp"), *svg;
    double low, high, low2, high2;
    const char *bands = strstr(gp, "bands = \" '");

    assert_non_null(bands);
    assert_int_equal(sscanf(bands, "bands = \" '%lf %lf' '%lf %lf'", &low,
                            &high, &low2, &high2),
                     4);
    assert_true(high >= 1.03 - 1e-9 && high2 >= 1.03 - 1e-9);
    assert_true(fabs(low * high - 1) < 1e-4);
    assert_true(fabs(low2 * high2 - 1) < 1e-4);
    free(gp);
    svg = read_chart(dir, "keepalive-ratio", "svg");
    assert_non_null(strstr(svg, ">epoll (twin)<"));
    assert_null(strstr(svg, ">null"));
    assert_non_null(strstr(svg, ">ratio to epoll (log scale)<"));
    free(svg);
}

static size_t file_bytes(const char *dir, const char *name, const char *type,
                         unsigned char *bytes, size_t room)
{
    char path[256];
    FILE *file;
    size_t length;

    snprintf(path, sizeof path, "%s/charts/%s.%s", dir, name, type);
    file = fopen(path, "r");
    assert_non_null(file);
    length = fread(bytes, 1, room, file);
    assert_true(length < room);
    fclose(file);
    return length;
}

static void the_same_records_give_the_same_bytes(void **state)
{
    enum { ROOM = 1 << 20 };
    static const char *const types[] = {"svg", "png", "dat", "gp"};
    char *a = *state, *b = make_charts();
    unsigned char *x = malloc(ROOM), *y = malloc(ROOM);

    assert_non_null(x);
    assert_non_null(y);
    for (size_t i = 0; i < CHARTS * 4; i++) {
        size_t m = file_bytes(a, charts[i / 4], types[i % 4], x, ROOM);
        size_t n = file_bytes(b, charts[i / 4], types[i % 4], y, ROOM);

        if (m != n || memcmp(x, y, n) != 0)
            fail_msg("%s.%s differs", charts[i / 4], types[i % 4]);
    }
    free(x);
    free(y);
    report_dir_remove(b);
}

/* Texts go to gnuplot, which can run commands. */
static void texts_cannot_become_commands(void **unused)
{
    const struct report_options options = {.no_charts = false};
    double rates[][REPORT_ROWS] = {{100, 100, 100, 1000}};
    char *dir = report_dir_create(), command[256], error[512] = "", *names;
    char *manifest, *svg;

    (void)unused;
    snprintf(command, sizeof command,
             "`touch %s/a` \\\" . system('touch %s/b') . \\\"", dir, dir);
    manifest = report_manifest_with("a CPU", command);
    report_dir_fill(dir, rates, 1);
    report_dir_write(dir, "manifest.json", manifest);
    assert_int_equal(report_make(dir, &options, error, sizeof error), 0);
    svg = read_chart(dir, "s-throughput", "svg");
    assert_non_null(strstr(svg, "touch"));
    names = report_dir_names(dir);
    assert_string_equal(names,
                        "charts gobench.txt hgrm latency.hlog manifest.json "
                        "report.html report.md rounds.csv rounds.jsonl "
                        "summary.json ");
    free(names);
    free(svg);
    free(manifest);
    report_dir_remove(dir);
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;

    for (; (text = strstr(text, what)) != NULL; text += strlen(what))
        n++;
    return n;
}

/* Every picture is in the page, with numbers under it and ids of its own. */
static void the_page_holds_every_chart(void **state)
{
    char *dir = *state, *html = report_dir_read(dir, "report.html");

    assert_int_equal(count(html, "<svg"), CHARTS);
    assert_int_equal(count(html, "<figure "), CHARTS);
    assert_int_equal(count(html, "<details>"), CHARTS);
    assert_null(strstr(html, "<?xml"));
    assert_int_equal(count(html, "<script"), 1);
    assert_null(strstr(html, "gnuplot_plot_1<"));
    assert_null(strstr(html, "src="));
    assert_null(strstr(html, "href=\"http"));
    for (size_t i = 0; i < CHARTS; i++) {
        char id[128];

        snprintf(id, sizeof id, "id=\"%s-title\"", charts[i]);
        assert_int_equal(count(html, id), 1);
    }
    free(html);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_chart_has_its_files),
        cmocka_unit_test(every_svg_is_well_formed_and_named),
        cmocka_unit_test(every_backend_is_named_in_every_chart),
        cmocka_unit_test(controls_are_in_the_charts_of_costs_only),
        cmocka_unit_test(what_has_no_interval_is_said_to_be_hollow),
        cmocka_unit_test(pngs_are_1600_by_1000),
        cmocka_unit_test(ratios_stand_beside_the_margin),
        cmocka_unit_test(the_same_records_give_the_same_bytes),
        cmocka_unit_test(texts_cannot_become_commands),
        cmocka_unit_test(the_page_holds_every_chart),
    };

    if (system("gnuplot --version >/dev/null 2>&1") != 0) {
        puts("gnuplot is not installed");
        return 77;
    }
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
