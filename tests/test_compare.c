/*
 * compare: made-up runs of two sides, and what is said of them.
 *
 * After a change of the text that is meant: GOLDEN=write tests/test_compare,
 * then look at `git diff tests/golden`.
 */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/compare.h"
#include "tests/support_report.h"

enum { BLOCKS = 12, RUNS = 3 };

/* How the rates of a run are made from 1000 and 800 requests/s. */
struct weather {
    double all, libev, spread; /* factors; per block, up and down */
};

/* A comparison, and the directories it is of. */
struct trial {
    struct compare_order order;
    const char *dirs[2][RUNS];
    struct compare compare;
    char error[COMPARE_ERROR_MAX];
};

static void fill(const char *dir, const struct weather *w)
{
    double rates[BLOCKS][REPORT_ROWS];

    for (int b = 0; b < BLOCKS; b++) {
        double up = 1 + w->spread * (b % 5 - 2);

        rates[b][0] = 100000 * w->all * up;
        rates[b][1] = 100100 * w->all * up;
        rates[b][2] = 80000 * w->all * w->libev * (1 + w->spread * (b % 3 - 1));
        rates[b][3] = 900000 * w->all;
    }
    report_dir_fill(dir, rates, BLOCKS);
}

/* The n-th run that is made; two more parts of its manifest are changed. */
static const char *make_run(const struct weather *w, int n, const char *from,
                            const char *to)
{
    char *dir = report_dir_create(), *text, *at;
    char created[32];

    fill(dir, w);
    text = from ? report_manifest_with(from, to) : report_manifest_with("", "");
    snprintf(created, sizeof created, "2026-01-%02dT", n);
    at = strstr(text, "2026-01-02T");
    assert_non_null(at);
    memcpy(at, created, strlen(created));
    report_dir_write(dir, "manifest.json", text);
    free(text);
    return dir;
}

static void add_run(struct trial *t, int side, const char *dir)
{
    t->order.dirs[side] = t->dirs[side];
    t->dirs[side][t->order.count[side]++] = dir;
}

/* Runs in turn: A B A B A B, a little apart from each other. */
static void add_runs(struct trial *t, int runs, const struct weather *b,
                     double apart)
{
    static const double sway[2][RUNS] = {{0, 1, -1}, {.5, -.5, 0}};
    struct weather w = {1, 1, b->spread};

    for (int i = 0; i < runs; i++) {
        w.all = 1 + apart * sway[0][i];
        add_run(t, 0, make_run(&w, 2 * i + 1, NULL, NULL));
        w = *b;
        w.all *= 1 + apart * sway[1][i];
        add_run(t, 1, make_run(&w, 2 * i + 2, NULL, NULL));
        w = (struct weather){1, 1, b->spread};
    }
}

static int make(struct trial *t)
{
    return compare_make(&t->compare, &t->order, t->error);
}

static void finish(struct trial *t)
{
    compare_free(&t->compare);
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < t->order.count[side]; i++)
            report_dir_remove((char *)(uintptr_t)t->dirs[side][i]);
}

static const struct compare_cell *cell_of(const struct trial *t,
                                          const char *backend, enum measure m)
{
    for (size_t i = 0; i < t->compare.cell_count; i++)
        if (strcmp(t->compare.cells[i].backend, backend) == 0 &&
            t->compare.cells[i].measure == m)
            return &t->compare.cells[i];
    fail_msg("there is no cell of %s", backend);
    return NULL;
}

static void expect(const struct trial *t, enum compare_claim claim,
                   enum compare_status status)
{
    if (t->compare.claim != claim)
        fail_msg("%s (%s)", compare_claim_name(t->compare.claim),
                 t->compare.why);
    assert_int_equal(compare_status(&t->compare), status);
}

static void one_run_each_indicates(void **unused)
{
    struct trial t = {0};

    (void)unused;
    add_runs(&t, 1, &(struct weather){1, .5, .001}, 0);
    assert_int_equal(make(&t), 0);
    expect(&t, COMPARE_INDICATION, COMPARE_UNDECIDED);
    assert_int_equal(cell_of(&t, "libev", MEASURE_RATE)->pair.verdict,
                     VERDICT_NONE);
    assert_true(
        fabs(cell_of(&t, "libev", MEASURE_RATE)->pair.ratio.value - .5) < .002);
    finish(&t);
}

static void alike_is_no_regression(void **unused)
{
    struct trial t = {0};

    (void)unused;
    add_runs(&t, RUNS, &(struct weather){1, 1, .001}, .002);
    assert_int_equal(make(&t), 0);
    expect(&t, COMPARE_RUNS, COMPARE_FINE);
    assert_int_equal(cell_of(&t, "epoll", MEASURE_RATE)->pair.verdict,
                     VERDICT_EQUAL);
    assert_int_equal(t.compare.notes.count, 0);
    finish(&t);
}

static void slower_is_a_regression(void **unused)
{
    struct trial t = {0};
    const struct compare_cell *cell;

    (void)unused;
    add_runs(&t, RUNS, &(struct weather){1, .9, .001}, .002);
    assert_int_equal(make(&t), 0);
    expect(&t, COMPARE_RUNS, COMPARE_REGRESSION);
    cell = cell_of(&t, "libev", MEASURE_RATE);
    assert_int_equal(cell->pair.verdict, VERDICT_WORSE);
    assert_true(fabs(cell->pair.ratio.value - .9) < .005);
    assert_true(isnan(cell->pair.ratio.low)); /* 3 and 3 have 90 % at most */
    assert_true(cell->pair.low > .89 && cell->pair.high < .91);
    assert_true(cell->pair.p == .05);
    assert_int_equal(cell_of(&t, "libev", MEASURE_P50)->pair.verdict,
                     VERDICT_WORSE);
    assert_int_equal(cell_of(&t, "epoll", MEASURE_RATE)->pair.verdict,
                     VERDICT_EQUAL);
    finish(&t);
}

static void faster_is_none(void **unused)
{
    struct trial t = {0};

    (void)unused;
    add_runs(&t, RUNS, &(struct weather){1, 1.2, .001}, .002);
    assert_int_equal(make(&t), 0);
    expect(&t, COMPARE_RUNS, COMPARE_FINE);
    assert_int_equal(cell_of(&t, "libev", MEASURE_RATE)->pair.verdict,
                     VERDICT_BETTER);
    finish(&t);
}

static void a_threshold_is_what_matters(void **unused)
{
    struct trial t = {0};

    (void)unused;
    add_runs(&t, RUNS, &(struct weather){1, .9, .001}, .002);
    t.order.threshold = .25;
    t.order.measures[MEASURE_RATE] = true;
    assert_int_equal(make(&t), 0);
    expect(&t, COMPARE_RUNS, COMPARE_FINE);
    assert_int_equal(t.compare.cell_count, 3);
    finish(&t);
}

/* Runs that differ by 10 % show neither equality nor a difference of 3 %. */
static void noise_is_undecided(void **unused)
{
    struct trial t = {0};

    (void)unused;
    add_runs(&t, RUNS, &(struct weather){1, .97, .001}, .1);
    assert_int_equal(make(&t), 0);
    expect(&t, COMPARE_RUNS, COMPARE_UNDECIDED);
    finish(&t);
}

static void runs_one_after_the_other_are_noted(void **unused)
{
    static const struct weather w = {1, 1, .001};
    struct trial t = {0};

    (void)unused;
    for (int i = 0; i < 2 * RUNS; i++)
        add_run(&t, i / RUNS, make_run(&w, i + 1, NULL, NULL));
    assert_int_equal(make(&t), 0);
    assert_int_equal(t.compare.notes.count, 1);
    assert_non_null(
        strstr(t.compare.notes.text[0], "all runs of A were made before"));
    finish(&t);
}

/* Of one run each, with a part of B's manifest changed. */
static void make_changed(struct trial *t, const char *from, const char *to)
{
    static const struct weather w = {1, 1, .001};

    add_run(t, 0, make_run(&w, 1, NULL, NULL));
    add_run(t, 1, make_run(&w, 3, from, to));
    assert_int_equal(make(t), 0);
}

static void other_machines_have_ratios_only(void **unused)
{
    static const char *const changes[][2] = {
        {"\"a CPU\"", "\"another\""},
        {"\"cpus\":2", "\"cpus\":4"},
        {"\"client\":[1]", "\"client\":[]"},
        {"\"split\"", "\"shared\""},
        {"\"kernel\":null", "\"kernel\":\"6.1\""},
        {"\"namespace\":false", "\"namespace\":true"}};

    (void)unused;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct trial t = {0};
        const struct compare_cell *cell;

        make_changed(&t, changes[i][0], changes[i][1]);
        expect(&t, COMPARE_RATIOS, COMPARE_IMPOSSIBLE);
        cell = cell_of(&t, "libev", MEASURE_RATE);
        assert_true(isnan(cell->value[0]));
        assert_true(fabs(cell->ratio[1].e.value - .8) < .01);
        finish(&t);
    }
}

static void another_load_is_not_compared(void **unused)
{
    struct trial t = {0};
    const struct compare_cell *cell;

    (void)unused;
    make_changed(&t, "\"load.think\":\"0ms\"",
                 "\"load.think\":\"0ms\",\"load.timeout\":\"1s\"");
    cell = cell_of(&t, "libev", MEASURE_RATE);
    assert_string_equal(cell->missing, "not the same load: load.timeout");
    assert_true(isnan(cell->pair.ratio.value));
    finish(&t);
    memset(&t, 0, sizeof t);
    /* Said outright what was the default, titles, connections. */
    make_changed(&t, "\"load.think\":\"0ms\"",
                 "\"load.think\":\"0ms\",\"load.timeout\":\"5s\","
                 "\"scenario.title\":\"x\",\"load.connections\":\"8, 9\"");
    assert_string_equal(cell_of(&t, "libev", MEASURE_RATE)->missing, "");
    finish(&t);
}

static void a_side_is_of_one_thing(void **unused)
{
    static const struct weather w = {1, 1, .001};
    struct trial t = {0};

    (void)unused;
    add_run(&t, 0, make_run(&w, 1, NULL, NULL));
    add_run(&t, 0, make_run(&w, 2, "-O2", "-O3"));
    add_run(&t, 1, make_run(&w, 3, NULL, NULL));
    assert_int_equal(make(&t), 0);
    expect(&t, COMPARE_NOTHING, COMPARE_IMPOSSIBLE);
    assert_string_equal(t.compare.why,
                        "the runs of A differ in compiler flags: -O2 | -O3");
    finish(&t);
}

static void rows_of_one_side_are_named(void **unused)
{
    struct trial t = {0};

    (void)unused;
    make_changed(&t, "\"libev\"", "\"libuv\"");
    assert_int_equal(t.compare.only[0].count, 1);
    assert_string_equal(t.compare.only[0].text[0], "s conns=8 libev");
    /* Its rounds are of a row that its manifest does not know. */
    assert_int_equal(t.compare.only[1].count, 0);
    finish(&t);
}

static void a_row_without_rounds_leaves_it_open(void **unused)
{
    static const struct weather w = {1, 1, .001};
    double rates[BLOCKS][REPORT_ROWS];
    struct trial t = {0};

    (void)unused;
    for (int b = 0; b < BLOCKS; b++)
        memcpy(rates[b], (double[]){100000, 100000, -1, 900000},
               sizeof rates[b]);
    add_runs(&t, RUNS, &w, .001);
    for (int i = 0; i < RUNS; i++) {
        char *text = report_dir_read(t.dirs[1][i], "manifest.json");

        report_dir_fill(t.dirs[1][i], rates, BLOCKS);
        report_dir_write(t.dirs[1][i], "manifest.json", text);
        free(text);
    }
    assert_int_equal(make(&t), 0);
    expect(&t, COMPARE_RUNS, COMPARE_UNDECIDED);
    assert_string_equal(cell_of(&t, "libev", MEASURE_RATE)->missing,
                        "B: no round recorded");
    finish(&t);
}

static void make_session(struct trial *t, const struct weather *b)
{
    static const struct weather w = {1, 1, .01};
    static const char at[] = "\"profile\"";

    add_run(t, 0,
            make_run(&w, 1, at,
                     "\"live\":{\"session\":\"x\",\"side\":\"A\"},"
                     "\"profile\""));
    add_run(t, 1,
            make_run(b, 1, at,
                     "\"live\":{\"session\":\"x\",\"side\":\"B\"},"
                     "\"profile\""));
    assert_int_equal(make(t), 0);
}

static void one_session_is_paired_in_blocks(void **unused)
{
    struct trial t = {0};

    (void)unused;
    make_session(&t, &(struct weather){1, .9, .01});
    expect(&t, COMPARE_BLOCKS, COMPARE_REGRESSION);
    assert_int_equal(cell_of(&t, "libev", MEASURE_RATE)->pair.verdict,
                     VERDICT_WORSE_BY);
    assert_int_equal(cell_of(&t, "epoll", MEASURE_RATE)->pair.verdict,
                     VERDICT_EQUAL);
    finish(&t);
    memset(&t, 0, sizeof t);
    make_session(&t, &(struct weather){1, 1, .01});
    expect(&t, COMPARE_BLOCKS, COMPARE_FINE);
    finish(&t);
}

static void what_is_no_run_is_refused(void **unused)
{
    static const struct weather w = {1, 1, .001};
    struct trial t = {0};

    (void)unused;
    add_run(&t, 0, make_run(&w, 1, NULL, NULL));
    add_run(&t, 1, report_dir_create());
    assert_int_equal(make(&t), -EINVAL);
    assert_non_null(strstr(t.error, "manifest.json: No such file"));
    finish(&t);
    memset(&t, 0, sizeof t);
    add_run(&t, 0, make_run(&w, 1, NULL, NULL));
    add_run(&t, 1, make_run(&w, 1, NULL, NULL));
    assert_int_equal(make(&t), -EINVAL);
    assert_non_null(strstr(t.error, "hold the same run"));
    finish(&t);
}

/* As a terminal would show it, with names that stay. */
static char *text_of(struct trial *t)
{
    static const char *const names[2][RUNS] = {
        {"before-1", "before-2", "before-3"},
        {"after-1", "after-2", "after-3"}};
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    assert_non_null(file);
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < t->order.count[side]; i++)
            t->compare.sides[side].runs[i].dir = names[side][i];
    assert_int_equal(compare_text(&t->compare, file), 0);
    assert_int_equal(fclose(file), 0);
    return text;
}

static void check_golden(struct trial *t, const char *name)
{
    char *text = text_of(t), *expected;

    if (getenv("GOLDEN"))
        report_dir_write("tests/golden/expected", name, text);
    expected = report_dir_read("tests/golden/expected", name);
    assert_string_equal(text, expected);
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
        assert_true(strlen(line) <= 80);
    free(expected);
    free(text);
    finish(t);
}

static void texts_are_as_before(void **unused)
{
    struct trial t = {0};

    (void)unused;
    add_runs(&t, RUNS, &(struct weather){1, .9, .001}, .002);
    assert_int_equal(make(&t), 0);
    check_golden(&t, "compare-runs.txt");
    memset(&t, 0, sizeof t);
    make_session(&t, &(struct weather){1, 1.1, .01});
    check_golden(&t, "compare-live.txt");
    memset(&t, 0, sizeof t);
    make_changed(&t, "-O2", "-O3 -march=native -funroll-loops -fno-plt -flto");
    check_golden(&t, "compare-one.txt");
    memset(&t, 0, sizeof t);
    make_changed(&t, "\"a CPU\"", "\"another\"");
    check_golden(&t, "compare-machines.txt");
}

static void json_says_the_same(void **unused)
{
    struct trial t = {0};
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    json_t *root, *cell;

    (void)unused;
    assert_non_null(file);
    add_runs(&t, RUNS, &(struct weather){1, .9, .001}, .002);
    assert_int_equal(make(&t), 0);
    assert_int_equal(compare_json(&t.compare, file), 0);
    assert_int_equal(fclose(file), 0);
    root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_int_equal(json_integer_value(json_object_get(root, "status")), 1);
    cell = json_array_get(json_object_get(root, "cells"),
                          t.compare.cell_count - 5);
    assert_string_equal(json_string_value(json_object_get(cell, "backend")),
                        "libev");
    assert_string_equal(json_string_value(json_object_get(cell, "verdict")),
                        "worse");
    assert_true(json_is_null(json_object_get(cell, "low95")));
    assert_true(json_is_real(json_object_get(cell, "low90")));
    json_decref(root);
    free(text);
    finish(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_run_each_indicates),
        cmocka_unit_test(alike_is_no_regression),
        cmocka_unit_test(slower_is_a_regression),
        cmocka_unit_test(faster_is_none),
        cmocka_unit_test(a_threshold_is_what_matters),
        cmocka_unit_test(noise_is_undecided),
        cmocka_unit_test(runs_one_after_the_other_are_noted),
        cmocka_unit_test(other_machines_have_ratios_only),
        cmocka_unit_test(another_load_is_not_compared),
        cmocka_unit_test(a_side_is_of_one_thing),
        cmocka_unit_test(rows_of_one_side_are_named),
        cmocka_unit_test(a_row_without_rounds_leaves_it_open),
        cmocka_unit_test(one_session_is_paired_in_blocks),
        cmocka_unit_test(what_is_no_run_is_refused),
        cmocka_unit_test(texts_are_as_before),
        cmocka_unit_test(json_says_the_same),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
