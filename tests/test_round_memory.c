/* round: what waiting connections hold, and who cannot have them wait. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/backend.h"
#include "harness/clock.h"
#include "harness/job.h"
#include "harness/memory.h"
#include "harness/meter.h"
#include "harness/record.h"
#include "harness/round.h"

static volatile sig_atomic_t stop;

static const struct scenario scenario = {
    .name = "test",
    .mode = SCENARIO_MEMORY,
    .timeout = 600 * CLOCK_S,
    .paths = {1, {"/delay/600000"}},
    .expect = SCENARIO_NO_COUNT,
};

static struct plan_point point = {
    .scenario = &scenario, .name = "conns=40", .connections = 40, .threads = 1};

static struct record *run(const struct backend *backend)
{
    static struct record record;
    struct plan_round plan = {
        .block = 1, .order = 1, .point = &point, .backend = backend};
    struct round_setting setting = {.run_started = clock_now(), .stop = &stop};

    setting.placement.mode = PLACEMENT_NONE;
    record_init(&record);
    assert_int_equal(round_run(&setting, &plan, 1, &record), 0);
    record_free(&record);
    return &record;
}

static bool has_pss(void)
{
    char reason[256];

    memory_refused_user(reason, sizeof reason);
    return *reason == '\0';
}

/* A page for each connection, held until the end. */
static int hold_pages(struct job *job)
{
    size_t page = 65536, bytes = (size_t)job->connections * page;
    char *held = malloc(bytes);
    volatile char *touch = held;
    int result;

    for (size_t i = 0; i < bytes; i++)
        touch[i] = 1;
    result = backend_find("poll")->run(job);
    free(held);
    return result;
}

static void what_a_connection_holds_is_found(void **unused)
{
    struct backend backend = {.name = "odd",
                              .family = FAMILY_READINESS,
                              .waiting = WAITING_LOOP,
                              .run = hold_pages};
    struct record *r = run(&backend);
    uint64_t slope;

    (void)unused;
    assert_string_equal(r->reason, "");
    assert_int_equal(r->memory.few, 4);
    assert_int_equal(r->memory.many, 40);
    assert_int_equal(r->connected_most, 40);
    assert_int_equal(r->server_requests, 40);
    slope = (r->memory.user_many - r->memory.user_few) / 36;
    assert_in_range(slope, 65536 - 4096, 2 * 65536);
}

static void a_control_is_measured_without_a_server(void **unused)
{
    struct record *r = run(backend_find("null"));

    (void)unused;
    assert_string_equal(r->reason, "");
    assert_true(r->memory.user_many > 0);
    assert_true(r->server_requests == RECORD_NONE);
}

static int give_up(struct job *job)
{
    (void)job;
    return -1;
}

static void a_client_that_ends_has_failed(void **unused)
{
    struct backend backend = {
        .name = "odd", .family = FAMILY_READINESS, .run = give_up};
    struct record *r = run(&backend);

    (void)unused;
    assert_memory_equal(r->reason, "the backend ended with an error", 31);
    assert_true(r->memory.user_many == RECORD_NONE);
}

/* Who serves one after another never has them all wait. */
static void walls_are_known_before(void **unused)
{
    struct plan_order order = {.limits = NULL};
    char text[WALL_TEXT_MAX];

    (void)unused;
    assert_true(plan_walled(&order, &point, backend_find("sequential"), text));
    assert_string_equal(text, "1 request at once");
    assert_true(plan_walled(&order, &point, backend_find("pool"), text));
    assert_string_equal(text, "16 requests at once");
    assert_false(plan_walled(&order, &point, backend_find("threads"), text));
    assert_false(plan_walled(&order, &point, backend_find("poll"), text));
}

static void the_memory_of_nobody_is_unknown(void **unused)
{
    (void)unused;
    assert_true(memory_user(0x3fffffff) == METER_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_connection_holds_is_found),
        cmocka_unit_test(a_control_is_measured_without_a_server),
        cmocka_unit_test(a_client_that_ends_has_failed),
        cmocka_unit_test(walls_are_known_before),
        cmocka_unit_test(the_memory_of_nobody_is_unknown),
    };

    if (!has_pss())
        return 77;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
