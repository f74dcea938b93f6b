/* Rounds with idle connections, of every row that can have them. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/plan.h"
#include "harness/record.h"
#include "harness/round.h"
#include "tests/support_backends.h"
#include "tests/support_round.h"

enum { ACTIVE = 3, IDLE = 40, THREADS = 2 };

static volatile sig_atomic_t stop;

static struct plan_point point_of(void)
{
    struct plan_point point = {
        .scenario = &round_scenario,
        .name = "conns=3/idle=40",
        .at = {[SWEEP_CONNECTIONS] = ACTIVE,
               [SWEEP_THREADS] = THREADS,
               [SWEEP_IDLE] = IDLE},
        .warmup_ns = 20 * CLOCK_MS,
        .window_ns = 50 * CLOCK_MS,
        .guard_ns = 10 * CLOCK_MS,
    };

    plan_point_take(&point);
    return point;
}

static void run(const struct backend *b, struct record *record)
{
    struct plan_point point = point_of();
    struct plan_round plan = {
        .block = 1, .order = 1, .point = &point, .backend = b, .seed = 1};
    struct round_setting setting = {.run_started = clock_now(), .stop = &stop};

    setting.placement.mode = PLACEMENT_NONE;
    for (int i = 0; i < ROUND_TRIES; i++) {
        record_init(record);
        assert_int_equal(round_run(&setting, &plan, 1, record), 0);
        if (!round_was_starved(record))
            return;
        record_free(record);
    }
    record_init(record);
    print_message("%s: too busy a machine\n", b->name);
    skip();
}

/* All are open at one time, only the active ones are served in the window, and
 * every idle one has its answer in the end. */
static void check_round(const struct backend *b)
{
    struct record r;

    run(b, &r);
    assert_string_equal(r.reason, "");
    assert_int_equal(r.connections, ACTIVE);
    assert_int_equal(r.connected_most, ACTIVE + IDLE);
    assert_int_equal(r.server_connections, ACTIVE + IDLE);
    assert_int_equal(r.server_requests, r.total.ok);
    assert_true(r.requests > 0);
    assert_true(r.requests + ACTIVE + IDLE <= r.total.ok);
    record_free(&r);
}

static void idle_ones_wait(const struct backend *b, const void *unused)
{
    struct plan_point point = point_of();
    struct plan_order order = {.seed = 1};
    char text[WALL_TEXT_MAX];

    (void)unused;
    if (plan_walled(&order, &point, b, text)) {
        print_message("%s has no part in it: %s\n", b->name, text);
        return;
    }
    check_round(b);
}

int main(void)
{
    const struct backend_case cases[] = {
        {"idle connections wait", idle_ones_wait, NULL, false},
    };

    return backends_test("idle", cases, sizeof cases / sizeof *cases, NULL,
                         NULL);
}
