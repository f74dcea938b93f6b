/* run: going on with one that was ended, wherever its files were cut off. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "harness/backend.h"
#include "harness/progress.h"
#include "harness/record.h"
#include "harness/run.h"
#include "harness/run_resume.h"
#include "tests/support_place.h"

static volatile sig_atomic_t stop;
static const char *const scenario[] = {"./s.ini"};

static int make_directory(void **unused)
{
    static const char ini[] = "[scenario]\ntitle = t\nquestion = q\n"
                              "[load]\nconnections = 1, 2\n[time]\n"
                              "warmup = 5ms\nwindow = 100ms\nguard = 5ms\n";

    if (place_enter(unused) < 0)
        return -1;
    place_write("s.ini", ini);
    return 0;
}

static void run_it(struct run *run, int expected)
{
    char error[RUN_ERROR_MAX] = "";
    struct progress progress;
    FILE *out = tmpfile();

    assert_non_null(out);
    assert_int_equal(run_expect(run), 0);
    progress_begin(&progress, out, &run->plan);
    assert_int_equal(run_rounds(run, &progress, error), expected);
    progress_finish(&progress);
    fclose(out);
}

static void start(const char *out, struct run *run, struct run_order *order)
{
    static const char *names[1];
    char error[RUN_ERROR_MAX];

    names[0] = backend_reference()->name;
    *order = (struct run_order){.scenarios = scenario,
                                .scenario_count = 1,
                                .backends = names,
                                .backend_count = 1,
                                .blocks = 2,
                                .out = out,
                                .seed = 7,
                                .placement = PLACEMENT_AUTO,
                                .stop = &stop};
    if (run_prepare(run, order, error) < 0 || run_open(run, error) < 0)
        fail_msg("%s", error);
}

/* What run_reopen() says, or what comes before it; "": it went well. */
static const char *resume(const char *dir, struct run *run,
                          struct run_resume *of, int expected)
{
    static char error[RUN_ERROR_MAX];
    static struct run_order order;
    int result;

    *error = '\0';
    order = (struct run_order){.stop = &stop};
    memset(run, 0, sizeof *run);
    run->records = run->lock = -1;
    result = run_resume_read(of, dir, &order, error);
    if (result == 0)
        result = run_prepare(run, &order, error);
    if (result == 0)
        result = run_reopen(run, of, error);
    if (result != expected)
        fail_msg("%d: %s", result, error);
    return error;
}

static void end(struct run *run, struct run_resume *of)
{
    run_free(run);
    run_resume_free(of);
}

/* All rounds of the plan are there; the last line of each counts. */
static void expect_whole(const char *name, size_t rounds)
{
    struct record_list list;
    bool *there = calloc(rounds + 1, sizeof *there);

    assert_non_null(there);
    assert_int_equal(record_read(&list, name), 0);
    assert_int_equal(list.fault_count, 0);
    for (size_t i = 0; i < list.count; i++) {
        assert_in_range(list.records[i].round, 1, rounds);
        there[list.records[i].round] = true;
    }
    for (size_t i = 1; i <= rounds; i++)
        assert_true(there[i]);
    record_list_free(&list);
    free(there);
}

/* Two blocks of two points, each the reference and its twin. */
static void a_run_is_gone_on_with(void **unused)
{
    struct run_order order;
    struct run_resume of;
    struct run run;
    size_t rounds, n;
    char *lines, *cut;

    (void)unused;
    start("run", &run, &order);
    run_it(&run, 0);
    rounds = run.plan.round_count;
    assert_true(rounds >= 8);
    run_free(&run);

    /* All of it is there: nothing is left to do. */
    assert_string_equal(resume("run", &run, &of, 0), "");
    run_it(&run, 0);
    assert_int_equal(run.plan.round_count, rounds);
    end(&run, &of);
    expect_whole("run/rounds.jsonl", rounds);

    /* Three rounds and a piece: the second block is run as a whole. */
    lines = place_read("run/rounds.jsonl", &n);
    cut = lines;
    for (int i = 0; i < 3; i++)
        cut = strchr(cut, '\n') + 1;
    place_write_bytes("run/rounds.jsonl", lines, (size_t)(cut - lines) + 20);
    assert_string_equal(resume("run", &run, &of, 0), "");
    run_it(&run, 0);
    rounds = run.plan.round_count; /* a round may have been starved */
    end(&run, &of);
    expect_whole("run/rounds.jsonl", rounds);
    free(lines);
}

/* What follows from the number of blocks, as a run with them would have it. */
static void change_points(json_t *root)
{
    json_t *first = json_array_get(json_object_get(root, "scenarios"), 0);
    json_t *points = json_object_get(first, "points"), *point;
    size_t i;

    json_array_foreach(points, i, point)
    {
        json_object_set_new(point, "blocks_least", json_integer(12));
        json_object_set_new(point, "window_ns", json_integer(123456789));
    }
    json_object_set_new(root, "rounds", json_integer(40 * 4));
}

/* A whole line for each round of the first `blocks` blocks: all alike, so
 * that the ratios are known precisely. */
static void write_blocks(const struct run *run, int blocks)
{
    FILE *file = fopen("precise/rounds.jsonl", "w");

    assert_non_null(file);
    for (size_t i = 0; i < run->plan.round_count; i++) {
        const struct plan_round *p = &run->plan.rounds[i];
        struct record r;
        char *line;

        if (p->block > blocks)
            continue;
        record_init(&r);
        r.round = (int)i + 1, r.block = p->block, r.order = p->order;
        strcpy(r.scenario, p->point->scenario->name);
        strcpy(r.point, p->point->name);
        strcpy(r.backend, p->backend->name);
        r.connections = p->point->connections, r.threads = 1;
        r.twin = p->twin, r.ok = true, r.at_ns = 1000 * (i + 1);
        r.window_ns = 1000000000, r.requests = 50000 + i % 3;
        line = record_to_line(&r);
        assert_true(fputs(line, file) >= 0);
        free(line);
        record_free(&r);
    }
    assert_int_equal(fclose(file), 0);
}

/* Twelve blocks of each point were enough: nothing is left to do. With eleven
 * more is to be done, but the budget holds none of it. */
static void a_stop_follows_again(void **unused)
{
    struct run_order order;
    struct run_resume of;
    struct run run;
    json_t *root;

    (void)unused;
    start("precise", &run, &order);
    run_free(&run);
    root = json_load_file("precise/manifest.json", 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(root, "blocks")), 2);
    assert_true(json_is_false(json_object_get(root, "precise")));
    json_object_set_new(root, "blocks", json_integer(40));
    json_object_set_new(root, "precise", json_true());
    json_object_set_new(root, "budget_s", json_real(0.001));
    change_points(root);
    assert_int_equal(json_dump_file(root, "precise/manifest.json", 0), 0);
    json_decref(root);
    for (int blocks = 11; blocks <= 12; blocks++) {
        place_write_bytes("precise/rounds.jsonl", "", 0);
        assert_string_equal(resume("precise", &run, &of, 0), "");
        assert_true(run.plan_order.precise);
        assert_int_equal(run.plan.points[1].window_ns, 123456789);
        write_blocks(&run, blocks);
        close(run.records);
        free(run.recorded);
        assert_int_equal(run_recorded(&run, &of, (char[RUN_ERROR_MAX]){""}), 0);
        run_it(&run, 0);
        assert_int_equal(run.done, blocks * 4);
        assert_int_equal(run.end, blocks == 12 ? RUN_WHOLE : RUN_BUDGET);
        for (size_t i = 0; i < run.plan.point_count; i++)
            assert_string_equal(run_stopped(&run, &run.plan.points[i]),
                                blocks == 12 ? "precise" : "budget");
        assert_int_equal(run_note_end(&run), 0);
        end(&run, &of);
    }
    root = json_load_file("precise/manifest.json", 0, NULL);
    assert_non_null(json_object_get(root, "ended"));
    json_decref(root);
}

/* Bytes of the lines that are whole when the file is cut: one that lacks its
 * end only is whole. */
static size_t whole_until(const char *lines, size_t cut)
{
    size_t end = cut;

    if (lines[cut] == '\n' && cut > 0)
        return cut + 1;
    while (end > 0 && lines[end - 1] != '\n')
        end--;
    return end;
}

/* At whatever byte the file ends, each line that was whole is kept. */
static void a_cut_loses_no_whole_line(void **unused)
{
    struct run_resume of;
    struct run run;
    char error[RUN_ERROR_MAX];
    size_t n;
    char *lines = place_read("run/rounds.jsonl", &n);

    (void)unused;
    assert_string_equal(resume("run", &run, &of, 0), "");
    for (size_t cut = 0; cut < n; cut += cut % 1000 < 900 ? 7 : 1) {
        size_t left;
        char *after;

        place_write_bytes("run/rounds.jsonl", lines, cut);
        free(run.recorded);
        run.recorded = NULL;
        close(run.records);
        if (run_recorded(&run, &of, error) < 0)
            fail_msg("cut at %zu: %s", cut, error);
        after = place_read("run/rounds.jsonl", &left);
        assert_int_equal(left, whole_until(lines, cut));
        assert_memory_equal(after, lines, left);
        free(after);
    }
    place_write_bytes("run/rounds.jsonl", lines, n);
    free(lines);
    end(&run, &of);
}

/* The lock is another process's, so it takes one. */
static void two_do_not_run_in_one_directory(void **unused)
{
    struct run_order order;
    struct run_resume of;
    struct run run;
    int status;
    pid_t pid;

    (void)unused;
    start("locked", &run, &order);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct run other;
        const char *text = resume("locked", &other, &of, -EBUSY);

        _exit(strcmp(text, "locked: another run is using it") != 0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    run_free(&run);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        struct run other;

        resume("locked", &other, &of, 0);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

/* With one value of the manifest changed, what is said. */
static void expect_refused(const char *object, const char *name, json_t *value,
                           int expected, const char *said)
{
    json_t *root = json_load_file("run/manifest.json", 0, NULL);
    json_t *at = name ? json_object_get(root, object) : root;
    struct run_resume of;
    struct run run;
    const char *text;

    assert_non_null(root);
    json_object_set_new(at, name ? name : object, value);
    mkdir("changed", 0777);
    assert_int_equal(json_dump_file(root, "changed/manifest.json", 0), 0);
    json_decref(root);
    text = resume("changed", &run, &of, expected);
    if (!strstr(text, said))
        fail_msg("\"%s\" is not in: %s", said, text);
    end(&run, &of);
}

static void another_machine_is_refused(void **unused)
{
    (void)unused;
    expect_refused("machine", "kernel", json_string("0.0"), -EXDEV,
                   "changed: cannot be gone on with: machine.kernel was "
                   "\"0.0\", and is ");
    expect_refused("machine", "cpus", json_integer(12345), -EXDEV,
                   "machine.cpus was 12345");
    expect_refused("build", "sha256", json_string("00"), -EXDEV,
                   "cannot be gone on with: build was ");
    expect_refused("rounds", NULL, json_integer(3), -EXDEV, "rounds was 3");
}

static void what_is_no_run_is_refused(void **unused)
{
    struct run_resume of;
    struct run run;

    (void)unused;
    expect_refused("seed", NULL, json_null(), -EINVAL, "no profile, seed");
    expect_refused("blocks", NULL, json_integer(0), -EINVAL, "blocks");
    expect_refused("scenarios", NULL, json_array(), -EINVAL, "no scenarios");
    expect_refused("backends", NULL, json_array(), -EINVAL, "no backends");
    expect_refused("placement", NULL, json_null(), -EINVAL, "no placement");
    expect_refused("profile", NULL, json_string("slow"), -EINVAL,
                   "unknown profile 'slow'");
    assert_non_null(strstr(resume("nowhere", &run, &of, -EINVAL),
                           "nowhere/manifest.json: not a run to go on with"));
    end(&run, &of);
}

/* Records of another plan would be taken for what they are not. */
static void records_of_another_plan_are_refused(void **unused)
{
    struct run_resume of;
    struct run run;
    size_t n;
    char *lines = place_read("run/rounds.jsonl", &n), *at;

    (void)unused;
    at = strstr(lines, "\"point\":\"conns=1\"");
    assert_non_null(at);
    memcpy(at, "\"point\":\"conns=9\"", 17);
    place_write_bytes("run/rounds.jsonl", lines, n);
    free(lines);
    assert_non_null(
        strstr(resume("run", &run, &of, -EXDEV), " is not that of the plan"));
    end(&run, &of);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_is_gone_on_with),
        cmocka_unit_test(a_stop_follows_again),
        cmocka_unit_test(a_cut_loses_no_whole_line),
        cmocka_unit_test(two_do_not_run_in_one_directory),
        cmocka_unit_test(another_machine_is_refused),
        cmocka_unit_test(what_is_no_run_is_refused),
        cmocka_unit_test(records_of_another_plan_are_refused),
    };

    return cmocka_run_group_tests(tests, make_directory, place_leave);
}
