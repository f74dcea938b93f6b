/* advise: which cells answer a question, what is said, what would measure it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/advise.h"

enum { POINTS = 6, ROWS = 3 };

/* A run with points of three rows, a, b and c, that were not measured but
 * set up: one of them is the best. */
struct trial {
    struct manifest_backend backends[ROWS];
    struct manifest_scenario scenarios[POINTS];
    struct report_cell cells[ROWS];
    const struct report_cell *rows[ROWS];
    struct verdict_pair pairs[ROWS * ROWS];
    struct verdict_rank ranks[ROWS][ROWS]; /* by who is the best */
    struct report_point points[POINTS];
    struct report_source source;
};

static void begin(struct trial *t)
{
    static const char *const names[ROWS] = {"a", "b", "c"};

    memset(t, 0, sizeof *t);
    for (size_t i = 0; i < ROWS; i++) {
        t->backends[i] = (struct manifest_backend){.name = names[i],
                                                   .family = "library",
                                                   .usable = true,
                                                   .selected = true};
        t->cells[i].backend = &t->backends[i];
        snprintf(t->cells[i].label, sizeof t->cells[i].label, "%s", names[i]);
        t->rows[i] = &t->cells[i];
        for (size_t k = 0; k < ROWS; k++)
            t->ranks[i][k] = k == i ? (struct verdict_rank){1, 1}
                                    : (struct verdict_rank){2, 3};
    }
    t->source.dir = "results/DIR/";
    t->source.manifest.backends = t->backends;
    t->source.manifest.backend_count = ROWS;
    t->source.manifest.profile = "standard";
    t->source.summary.manifest = &t->source.manifest;
    t->source.summary.points = t->points;
}

/* A closed point at which backend `best` is the best; -1: it is refused. */
static void add(struct trial *t, const char *scenario, const char *name,
                int connections, int best)
{
    size_t i = t->source.summary.point_count++, same = 0;
    struct report_point *p = &t->points[i];
    struct report_family *f = &p->family[MEASURE_CPU];

    assert_true(i < POINTS);
    while (t->scenarios[same].name &&
           strcmp(t->scenarios[same].name, scenario) != 0)
        same++;
    if (!t->scenarios[same].name)
        t->scenarios[same] = (struct manifest_scenario){
            .name = scenario,
            .keys = json_pack("{s:s}", "target.path", "/bytes/128")};
    p->scenario = &t->scenarios[same];
    p->name = name;
    p->connections = connections;
    f->cells = t->rows;
    f->rows = ROWS;
    f->pairs = t->pairs;
    f->ranks = t->ranks[best < 0 ? 0 : best];
    if (best < 0)
        strcpy(f->refused, "a reason");
}

static void end(struct trial *t)
{
    for (size_t i = 0; i < POINTS; i++)
        json_decref(t->scenarios[i].keys);
}

static const struct axes thousand = {
    .connections = 1000, .size = 128, .cores = 1};

static void ask(struct trial *t, const struct axes *question, enum goal goal,
                struct advice *a)
{
    struct advise_order order = {&t->source, 1, *question, goal};

    assert_int_equal(advise(a, &order, goal), 0);
}

/* "near: s x; s y": the fit, and the cells it rests on. */
static void expect(struct trial *t, struct axes question, const char *expected)
{
    struct advice a;
    char text[512];

    ask(t, &question, GOAL_CPU, &a);
    snprintf(text, sizeof text, "%s:", advise_fit_name(a.fit));
    for (size_t i = 0; i < a.count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), " %s %s",
                 a.cells[i].point->scenario->name, a.cells[i].point->name);
    assert_string_equal(text, expected);
    advise_free(&a);
}

static void a_question_is_answered_where_it_was_measured(void **unused)
{
    struct trial t;
    struct axes q = thousand;

    (void)unused;
    begin(&t);
    add(&t, "s", "conns=10", 10, 0);
    add(&t, "s", "conns=100", 100, 0);
    add(&t, "s", "conns=1000", 1000, 0);
    expect(&t, q, "exact: s conns=1000");
    q.connections = 1900;
    expect(&t, q, "near: s conns=1000");
    q.connections = 2100;
    expect(&t, q, "outside: s conns=1000");
    q.connections = 300;
    expect(&t, q, "between: s conns=100 s conns=1000");
    q.connections = 4;
    expect(&t, q, "outside: s conns=10");
    end(&t);
}

static void every_axis_counts(void **unused)
{
    struct trial t;
    struct axes q = thousand;

    (void)unused;
    begin(&t);
    add(&t, "s", "conns=1000", 1000, 0);
    add(&t, "idle", "conns=10/idle=990", 10, 0);
    q.size = 250;
    expect(&t, q, "near: s conns=1000");
    q.size = 300;
    expect(&t, q, "outside: s conns=1000");
    q.size = AXES_MIXED;
    expect(&t, q, "outside: s conns=1000");
    q = thousand;
    q.cores = 2;
    expect(&t, q, "outside: s conns=1000");
    q = thousand;
    q.idle = 400;
    expect(&t, q, "near: s conns=1000");
    q.idle = 990;
    expect(&t, q, "exact: idle conns=10/idle=990");
    q.idle = 985;
    expect(&t, q, "near: idle conns=10/idle=990");
    q.idle = 700;
    expect(&t, q, "outside: s conns=1000");
    end(&t);
}

/* What a connection that waits holds does not depend on the other axes. */
static void memory_is_asked_for_by_connections_alone(void **unused)
{
    struct axes q = {.connections = 1000, .idle = 10, .size = 7, .cores = 9};
    struct trial t;
    struct advice a;

    (void)unused;
    begin(&t);
    add(&t, "memory", "conns=1000", 1000, 0);
    t.scenarios[0].mode = SCENARIO_MEMORY;
    t.points[0].family[MEASURE_MEMORY_USER] = t.points[0].family[MEASURE_CPU];
    ask(&t, &q, GOAL_MEMORY, &a);
    assert_int_equal(a.count, 1);
    assert_int_equal(a.fit, ADVISE_EXACT);
    assert_true(advise_always(&a, "a"));
    advise_free(&a);
    end(&t);
}

static void each_scenario_answers_as_well_as_it_can(void **unused)
{
    struct trial t;

    (void)unused;
    begin(&t);
    add(&t, "s", "conns=600", 600, 0);
    add(&t, "s", "conns=1000", 1000, 0);
    add(&t, "near", "conns=600", 600, 0);
    add(&t, "between", "conns=1", 1, 0);
    add(&t, "between", "conns=5000", 5000, 0);
    add(&t, "below", "conns=1", 1, 0);
    expect(&t, thousand,
           "exact: s conns=1000 near conns=600 between conns=1 between "
           "conns=5000");
    end(&t);
}

/* Answers that cost the client work are another load. */
static void a_hog_answers_no_question(void **unused)
{
    struct trial t;

    (void)unused;
    begin(&t);
    add(&t, "hog", "conns=1000", 1000, 0);
    add(&t, "none", "conns=1000", 1000, 1);
    json_object_set_new(t.scenarios[0].keys, "load.hog", json_string("1ms"));
    json_object_set_new(t.scenarios[1].keys, "load.hog", json_string("0ms"));
    expect(&t, thousand, "exact: none conns=1000");
    end(&t);
}

static void what_was_not_measured_has_no_cell(void **unused)
{
    struct trial t;
    struct advice a;

    (void)unused;
    begin(&t);
    expect(&t, thousand, "outside:");
    add(&t, "s", "conns=1000", 1000, 0);
    ask(&t, &thousand, GOAL_REACTION, &a);
    assert_int_equal(a.count, 0);
    advise_free(&a);
    end(&t);
}

static void the_best_are_so_in_every_ranked_cell(void **unused)
{
    struct trial t;
    struct advice a;

    (void)unused;
    begin(&t);
    add(&t, "s", "conns=1000", 1000, 1);
    add(&t, "refused", "conns=1000", 1000, -1);
    ask(&t, &thousand, GOAL_CPU, &a);
    assert_true(advise_always(&a, "b"));
    assert_false(advise_always(&a, "a"));
    advise_free(&a);
    add(&t, "other", "conns=1000", 1000, 0);
    ask(&t, &thousand, GOAL_CPU, &a);
    assert_false(advise_always(&a, "b"));
    advise_free(&a);
    end(&t);
}

/* Of runs that lie behind each other; to be freed. */
static char *text_of_runs(struct report_source *sources, size_t count,
                          const struct axes *q)
{
    struct advise_order order = {sources, count, *q, GOAL_CPU};
    json_t *created = json_pack("{s:s}", "created", "then");
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    assert_non_null(file);
    for (size_t i = 0; i < count; i++)
        sources[i].manifest.json = created;
    assert_int_equal(advise_text(&order, 0, file), 0);
    json_decref(created);
    assert_int_equal(fclose(file), 0);
    return text;
}

static char *text_of(struct trial *t, const struct axes *q)
{
    return text_of_runs(&t->source, 1, q);
}

#define HEAD                                                                 \
    "1000 connections, 0 % idle, 128 B, 1 core\n"                            \
    "From results/DIR/: run of then, profile standard. Another machine may " \
    "answer otherwise.\n\nleast CPU per request:\n"
#define CELL " (exact: 1000 connections, 0 % idle, 128 B, 1 core), by "
#define UNTOLD                                                                 \
    "  It does not tell: CPU time of the server or of interrupts that nobody " \
    "is charged for; the share of the suite itself (null) is in every "        \
    "row's.\n"
#define COMMAND          \
    "  To measure it:\n" \
    "    muxbench run keepalive --set conns=1000 --set path=/bytes/128\n"

static void expect_text(struct trial *t, const char *expected)
{
    char *text = text_of(t, &thousand);

    assert_string_equal(text, expected);
    free(text);
}

static void what_is_said(void **unused)
{
    struct trial t;

    (void)unused;
    begin(&t);
    expect_text(&t, HEAD "  Not measured in this run.\n" COMMAND);
    add(&t, "far", "conns=10", 10, 0);
    expect_text(&t, HEAD "  No answer: this lies outside of what was measured. "
                         "The nearest cell is far conns=10 (10 connections, "
                         "0 % idle, 128 B, 1 core).\n" COMMAND);
    add(&t, "s", "conns=1000", 1000, 1);
    expect_text(&t,
                HEAD "  No row was shown to be better than: b.\n"
                     "  s conns=1000" CELL
                     "CPU/request: b, better than every other row.\n" UNTOLD);
    end(&t);
}

/* A reason comes before any ranking. */
static void reasons_come_first(void **unused)
{
    struct trial t;

    (void)unused;
    begin(&t);
    add(&t, "s", "conns=1000", 1000, -1);
    expect_text(&t, HEAD "  s conns=1000" CELL
                         "CPU/request: not ranked: a reason.\n"
                         "  No answer: nothing is ranked there.\n" COMMAND);
    add(&t, "best", "conns=1000", 1000, 0);
    expect_text(
        &t,
        HEAD "  s conns=1000" CELL "CPU/request: not ranked: a reason.\n"
             "  No row was shown to be better than: a.\n"
             "  best conns=1000" CELL
             "CPU/request: a, better than every other row.\n" UNTOLD COMMAND);
    add(&t, "other", "conns=1000", 1000, 2);
    {
        char *text = text_of(&t, &thousand);

        assert_non_null(strstr(text, "  No row is among the best in all of "
                                     "these cells.\n"));
        free(text);
    }
    end(&t);
}

static void cells_that_are_off_are_said_to_be(void **unused)
{
    struct axes q = thousand;
    struct trial t;
    char *text;

    (void)unused;
    begin(&t);
    add(&t, "s", "conns=100", 100, 0);
    add(&t, "s", "conns=5000", 5000, 0);
    add(&t, "near", "conns=900", 900, 0);
    text = text_of(&t, &q);
    assert_non_null(strstr(
        text, "\n  Near: not measured at just this load; connections, active "
              "share and size are within a factor of two of it.\n"));
    assert_non_null(strstr(
        text, "\n  Between: measured at fewer and at more connections. That "
              "nothing else happens in between is not shown.\n"));
    assert_non_null(strstr(text, "\n  No row was shown to be better in any of "
                                 "the ranked cells than: a.\n"));
    assert_non_null(strstr(text, "\n  s conns=5000 (between: 5000 conn"));
    assert_non_null(strstr(text, "\n" COMMAND));
    free(text);
    end(&t);
}

/* Which of two runs with one cell each answers; -2: it has none. */
static void expect_run(int first_best, int first_connections, int second_best,
                       int second_connections, const char *expected)
{
    struct trial first, second;
    struct report_source sources[2];
    char *text;

    begin(&first);
    begin(&second);
    if (first_best >= -1)
        add(&first, "s", "of first", first_connections, first_best);
    if (second_best >= -1)
        add(&second, "s", "of second", second_connections, second_best);
    first.source.dir = "first/";
    second.source.dir = "below/second";
    sources[0] = first.source;
    sources[1] = second.source;
    sources[0].summary.manifest = &sources[0].manifest;
    sources[1].summary.manifest = &sources[1].manifest;
    text = text_of_runs(sources, 2, &thousand);
    assert_non_null(strstr(text, "\nFrom first/: run of then, profile"));
    assert_non_null(strstr(text, "\nFrom below/second: run of then, profile"));
    if (!strstr(text, expected))
        fail_msg("not there: %s\nbut: %s", expected, text);
    free(text);
    end(&first);
    end(&second);
}

static void one_of_several_runs_answers_a_goal(void **unused)
{
    (void)unused;
    expect_run(1, 1000, 2, 1000,
               "\nleast CPU per request, from first:\n  No row was shown to be "
               "better than: b.\n  s of first");
    expect_run(1, 900, 2, 1000, "request, from second:\n");
    expect_run(-1, 1000, 2, 900, "request, from second:\n  Near: ");
    expect_run(-1, 900, -1, 1000, "request, from second:\n  s of second");
    expect_run(-2, 0, 2, 5, "from second:\n  No answer: this lies outside");
    expect_run(1, 5, 2, 5, "from first:\n  No answer: this lies outside");
    expect_run(-2, 0, -2, 0,
               "\nleast CPU per request:\n  Not measured in these runs.\n");
}

static void a_command_measures_each_goal(void **unused)
{
    static const struct {
        struct axes q;
        enum goal goal;
        const char *expected;
    } cases[] = {
        {{1000, 990, 200, 1},
         GOAL_CPU,
         "muxbench run idle --set conns=10 --set idle=990 "
         "--set path=/bytes/200"},
        {{1000, 990, 200, 1},
         GOAL_REACTION,
         "muxbench run push --set conns=1000 --set active=10 "
         "--set path=/push/200"},
        {{1000, 990, 200, 1},
         GOAL_MEMORY,
         "muxbench run memory --set conns=1000"},
        {{64, 0, 16, 4},
         GOAL_REQUESTS,
         "muxbench run keepalive --set conns=64 --set path=/bytes/16 "
         "--set threads=4"},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char command[ADVISE_COMMAND_MAX];

        advise_command(&cases[i].q, cases[i].goal, command);
        assert_string_equal(command, cases[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_is_answered_where_it_was_measured),
        cmocka_unit_test(every_axis_counts),
        cmocka_unit_test(memory_is_asked_for_by_connections_alone),
        cmocka_unit_test(each_scenario_answers_as_well_as_it_can),
        cmocka_unit_test(a_hog_answers_no_question),
        cmocka_unit_test(what_was_not_measured_has_no_cell),
        cmocka_unit_test(the_best_are_so_in_every_ranked_cell),
        cmocka_unit_test(what_is_said),
        cmocka_unit_test(reasons_come_first),
        cmocka_unit_test(cells_that_are_off_are_said_to_be),
        cmocka_unit_test(one_of_several_runs_answers_a_goal),
        cmocka_unit_test(a_command_measures_each_goal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
