/* report_answer: winners, goals, sentences, the decision table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/axes.h"
#include "harness/report_answer.h"
#include "tests/support_report_run.h"

static char *joined(struct lines *lines)
{
    char *text = calloc(1, 65536);

    assert_non_null(text);
    assert_false(lines->failed);
    for (size_t i = 0; i < lines->count; i++)
        strcat(strcat(text, lines->text[i]), "\n");
    lines_free(lines);
    return text;
}

static char *said(const struct report_run *run, enum goal goal)
{
    struct lines lines = {NULL, 0, false};

    report_answer_goal(&run->summary, goal, &lines);
    return joined(&lines);
}

static char *refused(const struct report_run *run)
{
    struct lines lines = {NULL, 0, false};

    report_answer_refused(&run->summary, &lines);
    return joined(&lines);
}

static void expect(char *text, const char *wanted)
{
    if (!strstr(text, wanted))
        fail_msg("\"%s\" is not in:\n%s", wanted, text);
    free(text);
}

static void the_set_follows_from_verdicts(void **unused)
{
    static const struct {
        double factor, scatter;
        enum winners_state state;
        size_t count;
        const char *said;
    } cases[] = {
        {.8, .02, WINNERS_DECIDED, 1,
         "s conns=8, by requests/s: epoll, better than the other row."},
        {1.2, .02, WINNERS_DECIDED, 1, ": libev, better than the"},
        {1.001, .005, WINNERS_DECIDED, 2, "all 2 rows are practically equal."},
        {1.01, .08, WINNERS_UNDECIDED, 2,
         "no row was shown better than another (undecided, 2 rows)."},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct report_run run;
        struct winners w;

        report_run_open_standard(&run, cases[i].factor, cases[i].scatter);
        w = winners_of(run.point, MEASURE_RATE);
        assert_int_equal(w.state, cases[i].state);
        assert_int_equal(w.count, cases[i].count);
        assert_int_equal(w.rows, 2);
        expect(said(&run, GOAL_REQUESTS), cases[i].said);
        expect(said(&run, GOAL_REQUESTS), "\nIt does not tell: how a service");
        free(refused(&run));
        report_run_close(&run);
    }
}

static void a_reason_comes_first_and_is_no_ranking(void **unused)
{
    double rates[6][REPORT_ROWS];
    struct report_run run;
    struct winners w;
    char *text;

    (void)unused;
    memcpy(rates, report_steady, sizeof rates);
    for (size_t i = 0; i < 6; i++) /* libev's are too few for a p99 */
        rates[i][0] *= 2, rates[i][1] *= 2;
    report_run_open(&run, rates, 6);
    w = winners_of(run.point, MEASURE_RATE);
    assert_int_equal(w.state, WINNERS_REFUSED);
    assert_false(winners_name(&w, "epoll"));
    text = refused(&run);
    assert_string_equal(
        text, "Not ranked (quick profile): most requests (s conns=8); least "
              "CPU per request (s conns=8).\n"
              "Not ranked (there are no two rows to compare): least reaction "
              "time at p99 (s conns=8).\n");
    free(text);
    text = said(&run, GOAL_CPU);
    assert_string_equal(text, "Nothing is ranked, for the reasons above.\n");
    free(text);
    report_run_close(&run);
}

static void a_reason_for_all_is_told_once(void **unused)
{
    double rates[6][REPORT_ROWS];
    struct report_run run;
    char *text;

    (void)unused;
    memcpy(rates, report_steady, sizeof rates);
    for (size_t i = 0; i < 6; i++)
        rates[i][2] = -1;
    report_run_open(&run, rates, 6);
    text = refused(&run);
    assert_string_equal(
        text, "Nothing is ranked: there are no two rows to compare.\n");
    free(text);
    report_run_close(&run);
}

static void what_was_not_measured_is_said_to_be_so(void **unused)
{
    struct report_run run;
    char *text;

    (void)unused;
    report_run_open_standard(&run, .8, .02);
    assert_int_equal(winners_of(run.point, MEASURE_COUNT).state,
                     WINNERS_NOT_MEASURED);
    assert_int_equal(winners_of(run.point, MEASURE_MAKESPAN).state,
                     WINNERS_NOT_MEASURED);
    text = said(&run, GOAL_MEMORY);
    assert_string_equal(text, "Not measured in this run.\n");
    free(text);
    expect(said(&run, GOAL_CODE), "Not noted in this run's manifest");
    report_run_close(&run);
}

/* libev's numbers differ from those of today's file. */
static void code_is_what_the_manifest_says(void **unused)
{
    char *manifest = report_manifest_with(
        "\"about\":\"libev\"",
        "\"about\":\"libev\",\"code\":{\"lines\":90,\"shared_lines\":9,"
        "\"functions\":3,\"states\":1,\"waits\":null,\"fields\":null,"
        "\"everywhere\":true}");
    struct report_run run;

    (void)unused;
    run.dir = report_dir_create();
    report_dir_fill(run.dir, report_steady, 6);
    report_dir_write(run.dir, "manifest.json", manifest);
    free(manifest);
    report_run_read(&run);
    expect(said(&run, GOAL_CODE), "within a tenth of that: libev (99).\n");
    expect(said(&run, GOAL_CODE), "that tell the story: libev (3).\n");
    expect(said(&run, GOAL_EVERYWHERE), "is all that is needed by: libev.\n");
    report_run_close(&run);
}

/* The manifest's point as another one. */
static struct axes axes_with(const char *name, enum scenario_mode mode,
                             const char *keys)
{
    struct manifest_scenario scenario = {.mode = mode};
    struct report_point p = {
        .scenario = &scenario, .name = name, .connections = 100};
    struct axes axes;

    scenario.keys = json_loads(keys, 0, NULL);
    assert_non_null(scenario.keys);
    axes = axes_of(&p);
    json_decref(scenario.keys);
    return axes;
}

static void a_point_lies_where_its_name_and_keys_say(void **unused)
{
    struct axes a;

    (void)unused;
    a = axes_with("conns=100", SCENARIO_CLOSED, "{}");
    assert_int_equal(a.connections, 100);
    assert_int_equal(a.idle, 0);
    assert_true(a.size == AXES_UNKNOWN);
    assert_int_equal(a.cores, 1);
    a = axes_with("conns=100/threads=4/idle=900/size=65536", SCENARIO_CLOSED,
                  "{\"load.threads\":\"1, 4\",\"load.idle\":\"0, 900\"}");
    assert_int_equal(a.connections, 1000);
    assert_int_equal(a.idle, 900);
    assert_int_equal(a.size, 65536);
    assert_int_equal(a.cores, 4);
    a = axes_with("conns=100", SCENARIO_PUSH,
                  "{\"load.active\":\"5\",\"target.path\":\"/push/128\","
                  "\"load.threads\":\"2\",\"target.expect\":\"from-path\"}");
    assert_int_equal(a.connections, 100);
    assert_int_equal(a.idle, 95);
    assert_int_equal(a.size, 128);
    assert_int_equal(a.cores, 2);
    a = axes_with("conns=100", SCENARIO_PUSH, "{\"load.active\":\"all\"}");
    assert_int_equal(a.idle, 0);
    a = axes_with("conns=100", SCENARIO_MEMORY, "{}");
    assert_int_equal(a.idle, 100);
    a = axes_with("conns=100/size=mixed", SCENARIO_CLOSED, "{}");
    assert_true(a.size == AXES_MIXED);
    a = axes_with("conns=100", SCENARIO_CLOSED,
                  "{\"target.path\":\"/bytes/1, /bytes/2\"}");
    assert_true(a.size == AXES_MIXED);
}

static void axes_have_words(void **unused)
{
    struct axes a = {.connections = 10000, .idle = 9950};
    char text[AXES_TEXT_MAX];

    (void)unused;
    axes_share_text(&a, text);
    assert_string_equal(text, "99.5 %");
    axes_size_text(128, text);
    assert_string_equal(text, "128 B");
    axes_size_text(1 << 20, text);
    assert_string_equal(text, "1 MiB");
    axes_size_text(AXES_MIXED, text);
    assert_string_equal(text, "mixed");
}

static void the_table_marks_what_is_open(void **unused)
{
    struct report_run run;
    struct table *t;

    (void)unused;
    report_run_open_standard(&run, .8, .02);
    t = report_answer_table(&run.summary, "~ ");
    assert_non_null(t);
    assert_int_equal(table_rows(t), 2);
    assert_string_equal(table_cell(t, 1, 0), "s conns=8");
    assert_string_equal(table_cell(t, 1, 1), "8");
    assert_string_equal(table_cell(t, 0, 5), "most requests");
    assert_string_equal(table_cell(t, 1, 5),
                        "epoll, better than the other row");
    table_free(t);
    report_run_close(&run);

    report_run_open(&run, report_steady, 6);
    t = report_answer_table(&run.summary, "~ ");
    assert_string_equal(table_cell(t, 1, 5), "~ not ranked");
    table_free(t);
    report_run_close(&run);
}

static void goals_are_found_by_their_keys(void **unused)
{
    (void)unused;
    for (int g = 0; g < GOAL_COUNT; g++)
        assert_int_equal(goal_find(goal_info((enum goal)g)->key), g);
    assert_int_equal(goal_find("speed"), GOAL_COUNT);
    assert_int_equal(goal_measure(GOAL_REACTION, SCENARIO_PUSH),
                     MEASURE_REACTION_P99);
    assert_int_equal(goal_measure(GOAL_REACTION, SCENARIO_RATE),
                     MEASURE_RESPONSE_P99);
    assert_int_equal(goal_measure(GOAL_REACTION, SCENARIO_CLOSED), MEASURE_P99);
    assert_int_equal(goal_measure(GOAL_REACTION, SCENARIO_BATCH),
                     MEASURE_COUNT);
    assert_int_equal(goal_measure(GOAL_REQUESTS, SCENARIO_BATCH),
                     MEASURE_MAKESPAN);
    assert_int_equal(goal_measure(GOAL_REQUESTS, SCENARIO_PUSH), MEASURE_COUNT);
    assert_int_equal(goal_measure(GOAL_MEMORY, SCENARIO_MEMORY),
                     MEASURE_MEMORY_USER);
    assert_int_equal(goal_measure(GOAL_MEMORY, SCENARIO_CLOSED), MEASURE_COUNT);
    assert_int_equal(goal_measure(GOAL_CODE, SCENARIO_CLOSED), MEASURE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_set_follows_from_verdicts),
        cmocka_unit_test(a_reason_comes_first_and_is_no_ranking),
        cmocka_unit_test(a_reason_for_all_is_told_once),
        cmocka_unit_test(what_was_not_measured_is_said_to_be_so),
        cmocka_unit_test(code_is_what_the_manifest_says),
        cmocka_unit_test(a_point_lies_where_its_name_and_keys_say),
        cmocka_unit_test(axes_have_words),
        cmocka_unit_test(the_table_marks_what_is_open),
        cmocka_unit_test(goals_are_found_by_their_keys),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
