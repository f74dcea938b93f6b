/* run_saturation: shares of what the reference serves become rates, once. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "harness/backend.h"
#include "harness/run.h"
#include "harness/run_resume.h"
#include "harness/run_saturation.h"
#include "tests/support_place.h"

static volatile sig_atomic_t stop;

#define HEAD "[scenario]\ntitle = t\nquestion = q\nmode = rate\n[load]\n"
#define TIMES "[time]\nwarmup = 5ms\nwindow = 300ms\nguard = 5ms\n"

static int make_directory(void **unused)
{
    if (place_enter(unused) < 0)
        return -1;
    place_write("shares.ini", HEAD "connections = 1, 4\n"
                                   "rate = 50%, 110%, 2000\n" TIMES);
    place_write("wrong.ini", HEAD "connections = 4\nrate = 50%\n[target]\n"
                                  "path = /status/500\nexpect = 0\n" TIMES);
    place_write("slow.ini", HEAD "connections = 1\nrate = 1%\n[target]\n"
                                 "path = /delay/5\n" TIMES);
    return 0;
}

static void prepare(struct run *run, struct run_order *order,
                    const char *const *scenario)
{
    static const char *names[1];
    char error[RUN_ERROR_MAX];

    names[0] = backend_reference()->name;
    *order = (struct run_order){.scenarios = scenario,
                                .scenario_count = 1,
                                .backends = names,
                                .backend_count = 1,
                                .blocks = 1,
                                .out = "out",
                                .seed = 5,
                                .placement = PLACEMENT_AUTO,
                                .stop = &stop};
    if (run_prepare(run, order, error) < 0)
        fail_msg("%s", error);
}

/* Points: 50 %, 110 % and a number, with one connection and with four. */
static void check_points(const struct run *run, const uint64_t found[2])
{
    for (size_t i = 0; i < 6; i++) {
        const struct plan_point *p = &run->plan.points[i];
        uint64_t saturation = found[i / 3];

        if (i % 3 == 2) {
            assert_int_equal(p->rate, 2000);
            assert_int_equal(p->saturation, 0);
            continue;
        }
        assert_int_equal(p->share, i % 3 == 0 ? 50 : 110);
        assert_int_equal(p->saturation, saturation);
        assert_int_equal(p->rate, (saturation * p->share + 50) / 100);
        assert_int_equal(p->at[SWEEP_RATE], p->rate);
    }
}

static void shares_become_rates(void **unused)
{
    static const char *const scenario[] = {"./shares.ini"};
    char error[RUN_ERROR_MAX] = "", words[RUN_SATURATION_TEXT_MAX];
    struct run_order order, again = {.stop = &stop};
    struct run_resume of;
    struct run run;
    uint64_t found[2];

    (void)unused;
    prepare(&run, &order, scenario);
    assert_int_equal(run.plan.point_count, 6);
    assert_string_equal(run.plan.points[0].name, "conns=1/rate=50%");
    assert_string_equal(run.plan.points[5].name, "conns=4/rate=2000");
    assert_int_equal(run.plan.points[0].rate, 0);
    run_saturation_words(&run, run.planned[0], words);
    assert_non_null(strstr(words, "is found before the first block"));
    assert_true(run_saturation_due(&run));
    assert_true(run_saturation_expected(&run) > 0);
    if (run_saturate(&run, error) < 0)
        fail_msg("%s", error);
    assert_false(run_saturation_due(&run));
    assert_int_equal(run_saturation_expected(&run), 0);
    assert_true(run.pilot.rounds >= 10); /* a round that fails is repeated */
    found[0] = run.plan.points[0].saturation;
    found[1] = run.plan.points[3].saturation;
    assert_true(found[0] > 0 && found[1] > 0);
    check_points(&run, found);
    run_saturation_words(&run, run.planned[0], words);
    assert_memory_equal(words, "saturation: ", 12);
    assert_non_null(strstr(words, " requests/s with 4 connections; "));
    if (run_open(&run, error) < 0)
        fail_msg("%s", error);
    run_free(&run);

    /* The manifest has them. */
    if (run_resume_read(&of, "out", &again, error) < 0 ||
        run_prepare(&run, &again, error) < 0 ||
        run_reopen(&run, &of, error) < 0)
        fail_msg("%s", error);
    check_points(&run, found);
    run_free(&run);
    run_resume_free(&of);
}

static void a_run_without_them_is_not_gone_on_with(void **unused)
{
    struct run_order order = {.stop = &stop};
    char error[RUN_ERROR_MAX] = "";
    json_t *root, *points;
    struct run_resume of;
    struct run run;

    (void)unused;
    root = json_load_file("out/manifest.json", 0, NULL);
    points = json_object_get(
        json_array_get(json_object_get(root, "scenarios"), 0), "points");
    for (size_t i = 0; i < json_array_size(points); i++)
        json_object_del(json_array_get(points, i), "saturation");
    assert_int_equal(json_dump_file(root, "out/manifest.json", 0), 0);
    json_decref(root);
    if (run_resume_read(&of, "out", &order, error) < 0 ||
        run_prepare(&run, &order, error) < 0)
        fail_msg("%s", error);
    assert_int_equal(run_reopen(&run, &of, error), -EINVAL);
    assert_string_equal(error, "out: manifest.json has no 'saturation', which "
                               "rates are shares of");
    run_free(&run);
    run_resume_free(&of);
}

static void expect_refused(const char *file, const char *says)
{
    const char *const scenario[] = {file};
    char error[RUN_ERROR_MAX] = "";
    struct run_order order;
    struct run run;

    prepare(&run, &order, scenario);
    assert_int_equal(run_saturate(&run, error), -EINVAL);
    if (!strstr(error, says) || !strstr(error, "--set rate=1000,2000"))
        fail_msg("%s", error);
    run_free(&run);
}

static void what_cannot_be_is_said(void **unused)
{
    (void)unused;
    expect_refused("./wrong.ini", "fails at it in a closed loop");
    expect_refused("./slow.ini", "too few requests");
}

static void a_signal_ends_it(void **unused)
{
    static const char *const scenario[] = {"./shares.ini"};
    char error[RUN_ERROR_MAX] = "";
    struct run_order order;
    struct run run;

    (void)unused;
    prepare(&run, &order, scenario);
    stop = 1;
    assert_int_equal(run_saturate(&run, error), -EINTR);
    assert_true(run_saturation_due(&run));
    stop = 0;
    run_free(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_become_rates),
        cmocka_unit_test(a_run_without_them_is_not_gone_on_with),
        cmocka_unit_test(what_cannot_be_is_said),
        cmocka_unit_test(a_signal_ends_it),
    };

    return cmocka_run_group_tests(tests, make_directory, place_leave);
}
