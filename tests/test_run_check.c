/* Admission to a run: who fails the check is not in the plan, and the record
 * says so. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "harness/backend.h"
#include "harness/job.h"
#include "harness/run.h"
#include "tests/support_place.h"

static const volatile sig_atomic_t never = 0;
static const char *const scenarios[] = {"./closed.ini"};

static int make_directory(void **unused)
{
    if (place_enter(unused) < 0)
        return -1;
    place_write("closed.ini", "[scenario]\ntitle = t\nquestion = q\n[load]\n"
                              "connections = 2\nquick-connections = 2\n");
    return 0;
}

static int fail_to_run(struct job *job)
{
    return job->requests > 0 ? -EIO : backend_reference()->run(job);
}

/* A run of null, sequential and the reference. */
static struct run_order order_of(const char **names, const char *out)
{
    names[0] = "null";
    names[1] = "sequential";
    names[2] = backend_reference()->name;
    return (struct run_order){
        .scenarios = scenarios,
        .scenario_count = 1,
        .backends = names,
        .backend_count = 3,
        .profile = "quick",
        .blocks = 1,
        .out = out,
        .seed = 1,
        .placement = PLACEMENT_AUTO,
        .stop = &never,
    };
}

/* The row is what it was, but for what it does. */
static void breaks(struct run *run, const char *name, struct backend *broken)
{
    size_t row = 0, i = 0;

    while (strcmp(run->rows[row].backend->name, name) != 0)
        row++;
    while (run->backends[i] != run->rows[row].backend)
        i++;
    *broken = *run->rows[row].backend;
    broken->run = fail_to_run;
    run->rows[row].backend = run->backends[i] = broken;
}

static char *printed_plan(const struct run *run)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    assert_non_null(file);
    run_print_plan(run, file);
    assert_int_equal(fclose(file), 0);
    return text;
}

static json_t *check_of(const char *path)
{
    json_t *manifest = json_load_file(path, 0, NULL), *check;

    assert_non_null(manifest);
    check = json_incref(json_object_get(manifest, "check"));
    json_decref(manifest);
    assert_non_null(check);
    return check;
}

static void one_that_fails_is_left_out(void **unused)
{
    const char *names[3], *name = backend_reference()->name;
    struct run_order order = order_of(names, "out");
    struct backend broken;
    char error[RUN_ERROR_MAX] = "", *plan;
    json_t *check, *entry;
    struct run run;

    (void)unused;
    assert_int_equal(run_prepare(&run, &order, error), 0);
    breaks(&run, name, &broken);
    assert_int_equal(run_admit(&run, error), 0);
    assert_int_equal(run.plan_order.backend_count, 2);
    assert_string_equal(run.plan_order.reference->name, "sequential");
    for (size_t i = 0; i < run.plan.round_count; i++)
        assert_string_not_equal(run.plan.rounds[i].backend->name, name);
    assert_true(run.plan.round_count > 0);
    assert_int_equal(run_open(&run, error), 0);
    check = check_of("out/manifest.json");
    assert_true(json_is_true(json_object_get(check, "run")));
    assert_true(json_array_size(json_object_get(check, "without")) > 0);
    entry = json_array_get(json_object_get(check, "left_out"), 0);
    assert_string_equal(json_string_value(json_object_get(entry, "backend")),
                        name);
    plan = printed_plan(&run);
    assert_non_null(strstr(plan, "left out  "));
    assert_non_null(strstr(plan, "Input/output error"));
    assert_non_null(strstr(plan, "2 of 3 rows passed"));
    free(plan);
    json_decref(check);
    run_free(&run);
}

static void a_run_of_failures_is_none(void **unused)
{
    const char *names[3];
    struct run_order order = order_of(names, "none");
    struct backend broken[2];
    char error[RUN_ERROR_MAX] = "";
    struct run run;

    (void)unused;
    assert_int_equal(run_prepare(&run, &order, error), 0);
    breaks(&run, backend_reference()->name, &broken[0]);
    breaks(&run, "sequential", &broken[1]);
    assert_int_equal(run_admit(&run, error), -ECHILD);
    assert_string_equal(error, "no backend is left to be measured: 2 of 3 "
                               "failed the check; `muxbench check` tells how");
    run_free(&run);
}

static void a_check_that_was_not_wanted_is_recorded(void **unused)
{
    const char *names[3];
    struct run_order order = order_of(names, "unchecked");
    struct backend broken;
    char error[RUN_ERROR_MAX] = "", *plan;
    json_t *check;
    struct run run;

    (void)unused;
    order.no_check = true;
    assert_int_equal(run_prepare(&run, &order, error), 0);
    breaks(&run, "sequential", &broken);
    assert_int_equal(run_admit(&run, error), 0);
    assert_int_equal(run.plan_order.backend_count, 3);
    assert_int_equal(run_open(&run, error), 0);
    check = check_of("unchecked/manifest.json");
    assert_true(json_is_false(json_object_get(check, "run")));
    assert_string_equal(json_string_value(json_object_get(check, "reason")),
                        "--no-check");
    plan = printed_plan(&run);
    assert_non_null(strstr(plan, "check     none (--no-check)\n"));
    free(plan);
    json_decref(check);
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_fails_is_left_out),
        cmocka_unit_test(a_run_of_failures_is_none),
        cmocka_unit_test(a_check_that_was_not_wanted_is_recorded),
    };

    return cmocka_run_group_tests(tests, make_directory, place_leave);
}
