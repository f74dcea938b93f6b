/* report_meters: the server's capacity, what the machine did, what is null. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/report_chart.h"
#include "harness/report_meters.h"
#include "harness/report_warnings.h"
#include "tests/support_report.h"

enum { BLOCKS = 6, ROUNDS = BLOCKS * REPORT_ROWS };

struct run {
    char *dir;
    struct report_manifest manifest;
    struct record_list rounds, extra;
    struct report_summary summary;
    struct record records[4];
};

/* epoll, its twin and libev at 1000, 1000 and 1100 requests/s, and a null. */
static void open_run(struct run *run)
{
    double rates[BLOCKS][REPORT_ROWS];
    char path[256], error[200] = "";

    memset(run, 0, sizeof *run);
    run->dir = report_dir_create();
    for (size_t i = 0; i < BLOCKS; i++) {
        const double row[REPORT_ROWS] = {1000, 1000, 1100, 9000};

        memcpy(rates[i], row, sizeof row);
    }
    report_dir_fill(run->dir, rates, BLOCKS);
    snprintf(path, sizeof path, "%s/manifest.json", run->dir);
    assert_int_equal(
        report_manifest_read(&run->manifest, path, error, sizeof error), 0);
    snprintf(path, sizeof path, "%s/rounds.jsonl", run->dir);
    assert_int_equal(record_read(&run->rounds, path), 0);
    assert_int_equal(run->rounds.count, ROUNDS);
    run->extra.records = run->records;
}

static void close_run(struct run *run)
{
    report_summary_free(&run->summary);
    record_list_free(&run->rounds);
    report_manifest_free(&run->manifest);
    report_dir_remove(run->dir);
}

static struct record *add_extra(struct run *run, const char *kind,
                                const char *backend)
{
    struct record *r = &run->records[run->extra.count++];

    record_init(r);
    r->ok = true;
    r->block = 1;
    r->connections = 8;
    strcpy(r->kind, kind);
    strcpy(r->scenario, "s");
    strcpy(r->point, "conns=8");
    strcpy(r->backend, backend);
    r->window_ns = r->platform.watched_ns = 1000000000;
    r->requests = 1000;
    return r;
}

/* Requests/s of the strongest client, and how busy the server was then. */
static void add_capacity(struct run *run, uint64_t rate, uint64_t hottest_ns)
{
    struct record *r = add_extra(run, RECORD_CAPACITY, "epoll");

    r->requests = rate;
    r->server_hottest_ns = hottest_ns;
}

static void summarise(struct run *run)
{
    assert_int_equal(report_summarise(&run->summary, &run->manifest,
                                      &run->rounds, &run->extra),
                     0);
}

static const struct report_cell *cell(const struct run *run, const char *label)
{
    const struct report_point *p = &run->summary.points[0];

    for (size_t i = 0; i < p->cell_count; i++)
        if (strcmp(p->cells[i].label, label) == 0)
            return &p->cells[i];
    fail_msg("no cell %s", label);
    return NULL;
}

/* 1600 is 1.5 times 1000, and not of 1100. */
static void a_capacity_that_is_too_small_bounds(void **unused)
{
    struct run run;

    (void)unused;
    open_run(&run);
    add_capacity(&run, 1700, 950000000);
    add_capacity(&run, 1600, 950000000);
    summarise(&run);
    assert_true(run.summary.points[0].capacity == 1600);
    assert_false(cell(&run, "epoll")->server_bound);
    assert_true(cell(&run, "libev")->server_bound);
    assert_false(cell(&run, "null")->server_bound);
    assert_string_equal(run.summary.points[0].family[MEASURE_RATE].refused,
                        "the server was at its limit");
    close_run(&run);
}

/* On one CPU a row's rate has the client's work in it, and so is below. */
static void a_capacity_bounds_nothing_on_a_shared_cpu(void **unused)
{
    struct run run;

    (void)unused;
    open_run(&run);
    json_object_set_new(run.manifest.json, "placement",
                        json_pack("{s:s}", "mode", "shared"));
    add_capacity(&run, 1600, 950000000);
    summarise(&run);
    assert_false(cell(&run, "libev")->server_bound);
    close_run(&run);
}

static void a_capacity_that_was_not_reached_says_nothing(void **unused)
{
    struct run run;

    (void)unused;
    open_run(&run);
    add_capacity(&run, 1100, 500000000);
    summarise(&run);
    assert_true(isnan(run.summary.points[0].capacity));
    assert_false(cell(&run, "libev")->server_bound);
    close_run(&run);
}

static void one_busy_thread_is_enough(void **unused)
{
    struct run run;

    (void)unused;
    open_run(&run);
    for (size_t i = 0; i < run.rounds.count; i++) {
        struct record *r = &run.rounds.records[i];

        r->platform.watched_ns = 1000000000;
        r->server_hottest_ns =
            strcmp(r->backend, "libev") == 0 ? 900000000 : 899000000;
    }
    summarise(&run);
    assert_false(cell(&run, "epoll")->server_bound);
    assert_true(cell(&run, "libev")->server_bound);
    close_run(&run);
}

static void calls_come_from_the_instrumented_round(void **unused)
{
    struct run run;
    const struct report_value *v;

    (void)unused;
    open_run(&run);
    add_extra(&run, RECORD_INSTRUMENTED, "libev")->client_calls = 2500;
    summarise(&run);
    v = &cell(&run, "libev")->value[MEASURE_CALLS];
    assert_int_equal(v->n, 1);
    assert_true(v->e.value == 2.5);
    assert_true(isnan(v->e.low));
    assert_int_equal(cell(&run, "epoll")->value[MEASURE_CALLS].n, 0);
    /* What was timed is not what was counted. */
    assert_int_equal(cell(&run, "libev")->value[MEASURE_RATE].n, BLOCKS);
    close_run(&run);
}

static bool warned(struct run *run, const char *what)
{
    struct lines lines = {NULL, 0, false};
    bool found = false;

    report_warnings(&run->summary, &lines);
    for (size_t i = 0; i < lines.count; i++)
        found |= strstr(lines.text[i], what) != NULL;
    lines_free(&lines);
    return found;
}

static void what_the_machine_did_is_told(void **unused)
{
    static const char *const told[] = {
        "the hypervisor took more than 1 % of a CPU in 1 of 24 rounds",
        "quota of CPU time was used up in 1 of 24 rounds",
        "other processes used more than 5 % of a CPU in 1 of 24 rounds",
        "the machine stood still for more than 10 ms in 1 of 24 rounds",
        "connections found a full listen queue in 1 of 24 rounds",
        "the listener dropped connections in 1 of 24 rounds",
        "TCP segments were sent again in 1 of 24 rounds"};
    struct run run;
    struct record_platform *p;

    (void)unused;
    open_run(&run);
    p = &run.rounds.records[3].platform;
    *p = (struct record_platform){.watched_ns = 1000000000,
                                  .steal_ns = 10000001,
                                  .throttled_ns = 1,
                                  .others_cpu_ns = 50000001,
                                  .stalls = 1,
                                  .listen_overflows = 1,
                                  .listen_drops = 1,
                                  .retransmits = 1};
    summarise(&run);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        assert_true(warned(&run, told[i]));
    close_run(&run);
}

static void what_is_allowed_or_unknown_is_not(void **unused)
{
    struct run run;

    (void)unused;
    open_run(&run);
    run.rounds.records[3].platform =
        (struct record_platform){.watched_ns = 1000000000,
                                 .steal_ns = 10000000,
                                 .others_cpu_ns = 50000000,
                                 .stall_ns = 9000000};
    summarise(&run);
    assert_false(warned(&run, " in 1 of "));
    assert_false(warned(&run, "see Diagnostics"));
    close_run(&run);
}

/* Of all rounds that count of a row. */
static void a_full_listen_queue_is_suspect(void **unused)
{
    struct run run;
    const struct validity_verdict *v;

    (void)unused;
    open_run(&run);
    for (size_t i = 0; i < run.rounds.count; i++)
        if (strcmp(run.rounds.records[i].backend, "libev") == 0)
            run.rounds.records[i].platform.listen_overflows =
                (uint64_t)run.rounds.records[i].block % 2;
    summarise(&run);
    v = &cell(&run, "libev")->validity;
    assert_int_equal(v->level, VALIDITY_SUSPECT);
    assert_string_equal(v->findings[v->count - 1].text,
                        "the server's listen queue overflowed 3 times");
    assert_int_equal(cell(&run, "epoll")->validity.level, VALIDITY_VALID);
    close_run(&run);
}

static void what_the_budget_did_not_hold_is_told(void **unused)
{
    struct run run;
    json_t *ended = json_pack("{s:i}", "extra_left_out", 7);

    (void)unused;
    open_run(&run);
    summarise(&run);
    assert_false(warned(&run, "The budget did not hold"));
    json_object_set_new(run.manifest.json, "ended", ended);
    assert_true(warned(&run, "The budget did not hold 7 rounds besides"));
    close_run(&run);
}

static void two_counts_of_cpu_time_have_to_agree(void **unused)
{
    struct run run;
    struct record *r;

    (void)unused;
    open_run(&run);
    r = add_extra(&run, RECORD_INSTRUMENTED, "epoll");
    r->client.cpu_user_ns = 100000000, r->client.cpu_sys_ns = 300000000;
    r->client_tasks_ns = 400000000 + 40000000;
    summarise(&run);
    assert_false(warned(&run, "getrusage"));
    r->client_tasks_ns += 1000000;
    assert_true(warned(&run, "the CPU time of epoll by getrusage"));
    r->ok = false;
    strcpy(r->reason, "a reason");
    assert_true(warned(&run, "the instrumented round of epoll failed: a "
                             "reason."));
    close_run(&run);
}

static const struct chart *find_chart(const struct charts *all,
                                      const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->list[i].name, name) == 0)
            return &all->list[i];
    return NULL;
}

static void calls_have_a_chart_without_intervals(void **unused)
{
    struct charts charts;
    const struct chart *calls;
    struct run run;

    (void)unused;
    open_run(&run);
    add_extra(&run, RECORD_INSTRUMENTED, "libev")->client_calls = 2500;
    summarise(&run);
    assert_int_equal(report_charts(&charts, &run.summary, NULL), 0);
    calls = find_chart(&charts, "s-calls");
    assert_non_null(calls);
    assert_non_null(strstr(calls->dat, " 2.5 "));
    assert_non_null(strstr(calls->mark, "no interval"));
    /* The others were not counted, and are said not to be. */
    assert_non_null(strstr(calls->gp, "Not measured, system calls/request at "
                                      "conns=8: null, epoll, epoll (twin)."));
    report_charts_free(&charts);
    close_run(&run);
}

/* A scenario of one point has no lines: the same run with a second point. */
static void open_two_points(struct run *run)
{
    char *manifest = report_manifest_with(
        "\"points\":[", "\"points\":[{\"point\":\"conns=1\",\"name\":"
                        "\"conns=1\",\"connections\":1},");
    char path[256], error[200] = "";

    open_run(run);
    report_manifest_free(&run->manifest);
    report_dir_write(run->dir, "manifest.json", manifest);
    snprintf(path, sizeof path, "%s/manifest.json", run->dir);
    if (report_manifest_read(&run->manifest, path, error, sizeof error) != 0)
        fail_msg("%s", error);
    free(manifest);
}

static void check_capacity(uint64_t rate, const char *wanted)
{
    struct charts charts;
    const struct chart *lines;
    struct run run;

    open_two_points(&run);
    add_capacity(&run, rate, 1000000000);
    summarise(&run);
    assert_int_equal(report_charts(&charts, &run.summary, NULL), 0);
    lines = find_chart(&charts, "s-throughput");
    assert_non_null(lines);
    if (strstr(lines->gp, wanted) == NULL)
        fail_msg("'%s' is not in:\n%s", wanted, lines->gp);
    report_charts_free(&charts);
    close_run(&run);
}

static void the_capacity_is_a_line_or_a_note(void **unused)
{
    (void)unused;
    check_capacity(2000, "\ncapacity = 2000\n");
    check_capacity(2000, "server's capacity: 2.00k");
    check_capacity(50000, "\ncapacity = 0\n");
    check_capacity(50000,
                   "The server's capacity, 50.0k requests/s, lies above");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_capacity_that_is_too_small_bounds),
        cmocka_unit_test(a_capacity_bounds_nothing_on_a_shared_cpu),
        cmocka_unit_test(a_capacity_that_was_not_reached_says_nothing),
        cmocka_unit_test(one_busy_thread_is_enough),
        cmocka_unit_test(calls_come_from_the_instrumented_round),
        cmocka_unit_test(what_the_machine_did_is_told),
        cmocka_unit_test(what_is_allowed_or_unknown_is_not),
        cmocka_unit_test(a_full_listen_queue_is_suspect),
        cmocka_unit_test(what_the_budget_did_not_hold_is_told),
        cmocka_unit_test(two_counts_of_cpu_time_have_to_agree),
        cmocka_unit_test(calls_have_a_chart_without_intervals),
        cmocka_unit_test(the_capacity_is_a_line_or_a_note),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
