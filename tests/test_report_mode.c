/* The report of loads at a given rate and of pushes: what is compared, and what
 * a row that was saturated has. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/histogram.h"
#include "harness/lines.h"
#include "harness/report_chart.h"
#include "harness/report_knee.h"
#include "harness/report_mode.h"
#include "harness/report_summary.h"
#include "harness/report_tables.h"
#include "harness/report_validity.h"
#include "harness/report_warnings.h"
#include "harness/report_words.h"

enum { BLOCKS = 6, ROWS = 4, POINTS = 2 };

#define BACKEND(name)                                             \
    "{\"name\":\"" name                                           \
    "\",\"family\":\"readiness\",\"about\":\"\",\"reason\":null," \
    "\"uses\":null,\"usable\":true,\"selected\":true}"

static const char manifest[] =
    "{\"v\":1,\"profile\":\"quick\",\"seed\":\"00000000000000aa\","
    "\"reference\":\"epoll\",\"blocks\":6,\"rounds\":48,\"backends\":"
    "[" BACKEND("epoll") "," BACKEND("poll") "," BACKEND(
        "slow") "],\"scenarios\":[{\"name\":\"r\",\"title\":\"t\","
                "\"question\":\"q\","
                "\"reason\":null,\"mode\":\"%s\",\"keys\":{%s},\"points\":["
                "{\"point\":\"conns=4/"
                "rate=1000\",\"connections\":4,\"rate\":1000},"
                "{\"point\":\"conns=4/"
                "rate=9000\",\"connections\":4,\"rate\":9000}]}]}";

struct report {
    struct report_manifest manifest;
    struct record_list rounds;
    struct report_summary summary;
};

static void read_manifest(struct report_manifest *m, const char *mode,
                          const char *keys)
{
    char path[] = "/tmp/report-mode-test.XXXXXX", error[256] = "";
    int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");

    assert_non_null(file);
    fprintf(file, manifest, mode, keys);
    fclose(file);
    if (report_manifest_read(m, path, error, sizeof error) < 0)
        fail_msg("%s", error);
    unlink(path);
}

/* Times of 2000 requests around `ns`. */
static void set_times(struct record_service *times, uint64_t ns)
{
    struct histogram *h;

    assert_int_equal(histogram_create(HISTOGRAM_HOUR_NS, &h), 0);
    for (uint64_t i = 0; i < 2000; i++)
        histogram_record(h, ns + i * 10);
    assert_int_equal(record_set_times(times, h), 0);
    histogram_destroy(h);
}

static void set_round(struct record *r, int block, int row, int point,
                      bool push)
{
    static const char *const names[] = {"epoll", "epoll", "poll", "slow"};
    bool behind = row == 3 && point == 1;

    record_init(r);
    r->round = r->block = block;
    r->ok = true;
    r->twin = row == 1;
    r->connections = 4;
    strcpy(r->scenario, "r");
    strcpy(r->point, point ? "conns=4/rate=9000" : "conns=4/rate=1000");
    strcpy(r->backend, names[row]);
    r->window_ns = 1000000000;
    r->requests = behind ? 900 : 1000;
    r->client = (struct usage){1000000, 1000000, 1, 1};
    r->rate = r->due = 1000;
    r->backlog = behind ? 100 : 0;
    set_times(push ? &r->reaction : &r->response,
              100000 + 5000 * (uint64_t)block + 50000 * (uint64_t)(row == 2));
    set_times(&r->lag, 5000);
}

static void set_up_with(struct report *t, const char *mode, const char *keys)
{
    struct record *r =
        calloc((size_t)BLOCKS * ROWS * POINTS, sizeof *t->rounds.records);

    memset(t, 0, sizeof *t);
    assert_non_null(r);
    t->rounds.records = r;
    read_manifest(&t->manifest, mode, keys);
    for (int block = 1; block <= BLOCKS; block++)
        for (int point = 0; point < POINTS; point++)
            for (int row = 0; row < ROWS; row++, r++) {
                set_round(r, block, row, point, strcmp(mode, "push") == 0);
                if (strcmp(mode, "think") == 0)
                    r->due = r->backlog = RECORD_NONE;
                t->rounds.count++;
            }
    assert_int_equal(
        report_summarise(&t->summary, &t->manifest, &t->rounds, NULL), 0);
    assert_int_equal(report_pool(&t->summary), 0);
}

static void set_up(struct report *t, const char *mode)
{
    set_up_with(t, mode, "");
}

static void tear_down(struct report *t)
{
    report_summary_free(&t->summary);
    record_list_free(&t->rounds);
    report_manifest_free(&t->manifest);
}

static void check_found(const char *text, const char *wanted, bool there)
{
    if ((strstr(text, wanted) != NULL) != there)
        fail_msg("'%s' is %s in: %s", wanted, there ? "not" : "", text);
}

static void check_lines(struct lines *lines, const char *wanted, bool there)
{
    char all[8192] = "";
    size_t n = 0;

    for (size_t i = 0; i < lines->count && n < sizeof all; i++)
        n += (size_t)snprintf(all + n, sizeof all - n, "%s\n", lines->text[i]);
    check_found(all, wanted, there);
}

static void check_responses(const char *mode)
{
    struct lines words = {NULL, 0, false};
    const struct report_point *p;
    struct report t;

    set_up(&t, mode);
    p = &t.summary.points[0];
    assert_int_equal(p->rate, 1000);
    assert_int_equal(p->cells[0].value[MEASURE_LAG].n, BLOCKS);
    assert_int_equal(p->family[MEASURE_RESPONSE_P99].rows, 3);
    assert_int_equal(p->family[MEASURE_RATE].rows, 0);
    assert_int_equal(p->family[MEASURE_P99].rows, 0);
    assert_false(p->cells[3].idle);
    report_words_scenario(&t.summary, p->scenario, &words);
    check_lines(&words, "response p99", true);
    check_lines(&words, "requests/s", false);
    lines_free(&words);
    tear_down(&t);
}

static void response_times_are_compared(void **unused)
{
    (void)unused;
    check_responses("rate");
    check_responses("think");
}

static void a_saturated_row_has_no_percentiles(void **unused)
{
    struct lines warnings = {NULL, 0, false};
    const struct report_cell *slow;
    const struct report_point *p;
    struct table *table;
    struct report t;

    (void)unused;
    set_up(&t, "rate");
    p = &t.summary.points[1];
    slow = &p->cells[3];
    assert_true(slow->saturated);
    assert_int_equal(slow->backlog, 600);
    assert_int_equal(slow->value[MEASURE_RESPONSE_P50].n, 0);
    assert_int_equal(slow->value[MEASURE_LAG].n, 0);
    assert_int_equal(slow->value[MEASURE_RATE].n, BLOCKS);
    assert_null(slow->pooled);
    assert_int_equal(p->family[MEASURE_RESPONSE_P99].rows, 2);
    assert_int_equal(p->family[MEASURE_CPU].rows, 2);
    assert_false(t.summary.points[0].cells[3].saturated);
    report_warnings(&t.summary, &warnings);
    check_lines(&warnings,
                "saturated, with so many of the requests due in the windows "
                "not begun at their ends: slow (600 of 6000).",
                true);
    lines_free(&warnings);
    table = report_table_main(p);
    check_lines(&table->cells, "saturated", true);
    table_free(table);
    tear_down(&t);
}

static void pushes_are_compared_by_reaction(void **unused)
{
    const struct report_point *p;
    struct report t;

    (void)unused;
    set_up(&t, "push");
    p = &t.summary.points[0];
    assert_int_equal(p->family[MEASURE_REACTION_P50].rows, 3);
    assert_int_equal(p->family[MEASURE_RESPONSE_P50].rows, 0);
    assert_int_equal(p->cells[0].value[MEASURE_REACTION_P99].n, BLOCKS);
    tear_down(&t);
}

/* Of four clients that pause 3.9 ms, 1026 requests a second are asked for; who
 * serves 900 has percentiles, but is not ranked by what a request costs it. */
static void who_lets_clients_wait_is_overloaded(void **unused)
{
    struct lines warnings = {NULL, 0, false};
    const struct report_point *p;
    struct report t;

    (void)unused;
    set_up_with(&t, "think", "\"load.think\":\"3.9ms\"");
    p = &t.summary.points[1];
    assert_false(p->cells[0].overloaded || p->cells[3].saturated);
    assert_true(p->cells[3].overloaded);
    assert_string_equal(report_suspicion(&p->cells[3]), " (overloaded)");
    assert_int_equal(p->family[MEASURE_RESPONSE_P99].rows, 3);
    assert_int_equal(p->family[MEASURE_CPU].rows, 2);
    report_warnings(&t.summary, &warnings);
    check_lines(&warnings,
                "overloaded: clients waited so long for answers of "
                "slow that",
                true);
    lines_free(&warnings);
    tear_down(&t);
}

/* The line of a row that was saturated ends before. */
static void a_chart_shows_what_was_carried(void **unused)
{
    const struct chart *chart = NULL;
    struct charts charts;
    struct report t;

    (void)unused;
    set_up(&t, "rate");
    t.summary.points[0].saturation = 9100;
    assert_int_equal(report_charts(&charts, &t.summary, NULL), 0);
    for (size_t i = 0; i < charts.count; i++)
        if (strcmp(charts.list[i].name, "r-rates-4") == 0)
            chart = &charts.list[i];
    assert_non_null(chart);
    check_found(chart->dat, "\n1000 ", true);
    check_found(strstr(chart->dat, "# slow"), "\n9000 ", false);
    check_lines((struct lines *)&chart->notes,
                "Saturated, left out: slow at conns=4/rate=9000.", true);
    /* As long at both rates: more load costs nothing yet. Of one rate there is
     * no knee. */
    assert_string_equal(chart->notes.text[0],
                        "Ring: the knee, of the rates measured the one with "
                        "the largest rate / mean response time.");
    check_lines((struct lines *)&chart->notes,
                "Rates are shares of 9100/s, which epoll served in a closed "
                "loop before the run.",
                true);
    check_lines((struct lines *)&chart->notes,
                "Marks at one rate stand side by side, so that none hides "
                "another.",
                true);
    check_found(chart->gp, "knees = ", true);
    check_found(chart->gp, "'9000,", true);
    assert_string_equal(table_cell(chart->data, 0, 3), "knee");
    assert_string_equal(table_cell(chart->data, 1, 3), "9000/s or above");
    assert_string_equal(table_cell(chart->data, 4, 3), "-");
    report_charts_free(&charts);
    tear_down(&t);
}

/* More load that takes much longer brings less than it costs. */
static void the_lowest_rate_may_lie_beyond_the_knee(void **unused)
{
    char text[REPORT_KNEE_TEXT_MAX];
    struct report t;

    (void)unused;
    set_up(&t, "rate");
    t.summary.points[1].cells[0].value[MEASURE_RESPONSE_MEAN].e.value *= 100;
    report_knee_text(t.summary.points, 2, 0, text);
    assert_string_equal(text, "1000/s or below");
    tear_down(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(response_times_are_compared),
        cmocka_unit_test(a_saturated_row_has_no_percentiles),
        cmocka_unit_test(who_lets_clients_wait_is_overloaded),
        cmocka_unit_test(pushes_are_compared_by_reaction),
        cmocka_unit_test(a_chart_shows_what_was_carried),
        cmocka_unit_test(the_lowest_rate_may_lie_beyond_the_knee),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
