/* Every backend: descriptors that run out, jobs that end, think time, a
 * server that is killed. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support_backends.h"
#include "tests/support_exchange.h"
#include "tests/support_origin.h"
#include "tests/support_process.h"
#include "tests/support_trial.h"

static struct outcome *try_room(const struct backend *backend, enum room room,
                                int connections, uint64_t requests,
                                uint64_t per_connection)
{
    const struct ours *ours = exchange_server();
    struct target target;
    struct outcome *o;
    struct trial t;

    backends_aim(&target, ours->host, ours->port, "/bytes/128", 128);
    t = trial_of(backend, &target, connections, requests);
    t.room = room;
    if (per_connection > 0)
        t.job.requests_per_connection = per_connection;
    o = outcome_of(&t);
    target_free(&target);
    return o;
}

static void check_no_descriptor(const struct backend *backend,
                                const void *unused)
{
    struct outcome *o = try_room(backend, ROOM_FOR_NONE, 2, 6, 0);

    (void)unused;
    outcome_expect_alike(o, 6, EMFILE, 0);
    outcome_free(o);
}

/* One descriptor, used again and again: none is held any longer than the
 * connection. */
static void check_one_descriptor(const struct backend *backend,
                                 const void *unused)
{
    struct outcome *o = try_room(backend, ROOM_FOR_ONE, 1, 20, 1);

    (void)unused;
    outcome_expect_alike(o, 20, 0, 200);
    outcome_expect(o, "opened", o->job.totals.opened, 20, 20);
    outcome_free(o);
}

static void check_few_descriptors(const struct backend *backend,
                                  const void *unused)
{
    struct outcome *o = try_room(backend, ROOM_FOR_ONE, 3, 30, 0);

    (void)unused;
    outcome_expect_sound(o);
    outcome_expect(o, "requests", o->sample_count, 30, 30);
    outcome_expect(o, "ok", o->job.totals.ok, 1, 30);
    for (size_t i = 0; i < o->sample_count; i++)
        if (o->samples[i].error != 0)
            outcome_expect(o, "errno", (uint64_t)o->samples[i].error, EMFILE,
                           EMFILE);
    outcome_free(o);
}

/* Without the descriptor of the loop there is no run; a model that needs none
 * is left without sockets. */
static void check_no_loop(const struct backend *backend, const void *unused)
{
    struct outcome *o = try_room(backend, ROOM_NOT_FOR_THE_LOOP, 2, 6, 0);

    (void)unused;
    outcome_expect(o, "status of the process", (uint64_t)o->status, 0, 0);
    outcome_expect(o, "descriptors lost", (uint64_t)o->descriptors_lost, 0, 0);
    if (o->result == 0)
        outcome_expect_alike(o, 6, EMFILE, 0);
    else
        outcome_expect(o, "result", (uint64_t)-o->result, EMFILE, EMFILE);
    outcome_free(o);
}

static void check_error_limit(const struct backend *backend, const void *unused)
{
    const struct ours *ours = exchange_server();
    struct target target;

    (void)unused;
    backends_aim(&target, ours->host, ours->port, "/fault/close", 128);
    for (int connections = 1; connections <= 8; connections += 7) {
        struct trial t = trial_of(backend, &target, connections, UINT64_MAX);
        struct outcome *o;

        t.job.threads = connections > 1 ? 2 : 1;
        t.job.error_limit = 5;
        o = outcome_of(&t);
        outcome_expect_sound(o);
        /* The others go on until they notice. */
        outcome_expect(o, "failed", o->job.totals.failed, 5,
                       connections == 1 ? 5 : UINT64_MAX);
        outcome_expect(o, "reason", (uint64_t)o->job.stop_reason,
                       JOB_TOO_MANY_FAIL, JOB_TOO_MANY_FAIL);
        outcome_free(o);
    }
    target_free(&target);
}

/* A worker process goes on while its observer, in another, is told. */
static void check_stop(const struct backend *backend, const void *unused)
{
    bool late = strcmp(backend->name, "processes") == 0;
    const struct ours *ours = exchange_server();
    struct target target;

    (void)unused;
    backends_aim(&target, ours->host, ours->port, "/bytes/128", 128);
    for (int connections = 1; connections <= 8; connections += 7) {
        struct trial t = trial_of(backend, &target, connections, UINT64_MAX);
        struct outcome *o;

        t.job.threads = connections > 1 ? 3 : 1;
        t.stop_after = 20;
        o = outcome_of(&t);
        outcome_expect_sound(o);
        outcome_expect_all(o, 0, 200);
        outcome_expect(o, "ok", o->job.totals.ok, 20,
                       connections == 1 && !late ? 20 : UINT64_MAX);
        outcome_expect(o, "reason", (uint64_t)o->job.stop_reason, JOB_ASKED,
                       JOB_ASKED);
        outcome_free(o);
    }
    target_free(&target);
}

/* No request starts behind window and guard; both edges are taken. */
static void check_window(const struct backend *backend, const void *unused)
{
    const struct ours *ours = exchange_server();
    struct target target;
    struct outcome *o;
    struct trial t;
    uint64_t end;

    (void)unused;
    backends_aim(&target, ours->host, ours->port, "/delay/2", 128);
    t = trial_of(backend, &target, 4, UINT64_MAX);
    t.job.threads = 2;
    t.job.warmup_ns = 10 * CLOCK_MS;
    t.job.window_ns = 30 * CLOCK_MS;
    t.job.guard_ns = 10 * CLOCK_MS;
    o = outcome_of(&t);
    outcome_expect_sound(o);
    outcome_expect_all(o, 0, 200);
    outcome_expect(o, "reason", (uint64_t)o->job.stop_reason, JOB_RUNS,
                   JOB_RUNS);
    end = o->job.edge_at[1] + t.job.guard_ns;
    for (size_t i = 0; i < o->sample_count; i++)
        outcome_expect(o, "due", o->samples[i].due, 0, end - 1);
    for (int i = 0; i < 2; i++)
        outcome_expect(o, "edge", o->job.edges[i].at, o->job.edge_at[i],
                       o->job.ended);
    outcome_expect(o, "ended", o->job.ended, end - 2 * CLOCK_MS, UINT64_MAX);
    outcome_free(o);
    target_free(&target);
}

static int compare_times(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/*
 * With n connections, n requests start without one before them; every other
 * one starts a think time after the end of one. So the (i + n)th start is not
 * before the ith end and the think time.
 */
static void expect_thought(const struct outcome *o)
{
    size_t n = (size_t)o->job.connections, count = o->sample_count;
    uint64_t *starts = calloc(2 * count, sizeof *starts),
             *ends = starts + count;

    assert_non_null(starts);
    for (size_t i = 0; i < count; i++) {
        starts[i] = o->samples[i].start;
        ends[i] = o->samples[i].done;
    }
    qsort(starts, count, sizeof *starts, compare_times);
    qsort(ends, count, sizeof *ends, compare_times);
    for (size_t i = 0; i + n < count; i++)
        outcome_expect(o, "start", starts[i + n], ends[i] + o->job.think_ns,
                       UINT64_MAX);
    free(starts);
}

static void check_think_time(const struct backend *backend, const void *unused)
{
    const struct ours *ours = exchange_server();
    struct target target;

    (void)unused;
    backends_aim(&target, ours->host, ours->port, "/bytes/128", 128);
    for (int connections = 1; connections <= 5; connections += 4) {
        uint64_t requests = (uint64_t)connections * 3;
        struct trial t = trial_of(backend, &target, connections, requests);
        struct outcome *o;

        t.job.threads = connections > 1 ? 2 : 1;
        t.job.think_ns = 20 * CLOCK_MS;
        o = outcome_of(&t);
        outcome_expect_alike(o, requests, 0, 200);
        outcome_expect(o, "retried", o->job.totals.retried, 0, 0);
        expect_thought(o);
        outcome_free(o);
    }
    target_free(&target);
}

static void kill_soon(void *data)
{
    const struct ours *server = data;

    while (atomic_load(&server->counters->responses) < 12)
        raw_sleep_ms(1);
    kill(server->pid, SIGKILL);
}

static bool is_of_a_lost_server(int error)
{
    return error == ECONNREFUSED || error == ECONNRESET || error == EPROTO ||
           error == EPIPE;
}

/* The server is killed in the middle of it. */
static void check_server_gone(const struct backend *backend, const void *unused)
{
    struct ours server = {0};
    struct target target;
    struct outcome *o;
    struct trial t;
    pid_t killer;

    (void)unused;
    assert_int_equal(ours_start(&server, "127.0.0.1"), 0);
    backends_aim(&target, server.host, server.port, "/delay/1", 128);
    t = trial_of(backend, &target, 6, UINT64_MAX);
    t.job.threads = 2;
    t.job.error_limit = 18;
    killer = process_start(kill_soon, &server, 30);
    o = outcome_of(&t);
    outcome_expect_sound(o);
    outcome_expect(o, "ok", o->job.totals.ok, 1, UINT64_MAX);
    outcome_expect(o, "failed", o->job.totals.failed, 18, UINT64_MAX);
    for (size_t i = 0; i < o->sample_count; i++)
        if (o->samples[i].error != 0)
            outcome_expect(o, "errno of a lost server",
                           is_of_a_lost_server(o->samples[i].error), 1, 1);
    outcome_free(o);
    target_free(&target);
    process_end(killer);
    ours_end(&server);
}

/* Only coroutines have stacks to set the size of. */
static void check_stack_size(const struct backend *backend, const void *unused)
{
    static const size_t sizes[] = {8 * 1024, 16 * 1024, 256 * 1024};
    const struct ours *ours = exchange_server();
    bool coroutines = strncmp(backend->name, "coroutines", 10) == 0;
    struct target target;

    (void)unused;
    backends_aim(&target, ours->host, ours->port, "/bytes/100000", 100000);
    for (size_t i = 0; i < 3; i++) {
        struct trial t = trial_of(backend, &target, 3, 12);
        struct outcome *o;

        t.job.stack_size = sizes[i];
        o = outcome_of(&t);
        if (coroutines && sizes[i] < 16 * 1024)
            outcome_expect(o, "result", (uint64_t)-o->result, EINVAL, EINVAL);
        else
            outcome_expect_alike(o, 12, 0, 200);
        outcome_free(o);
    }
    target_free(&target);
}

int main(void)
{
    static const struct backend_case cases[] = {
        {"no descriptor", check_no_descriptor, NULL, false},
        {"one descriptor", check_one_descriptor, NULL, false},
        {"few descriptors", check_few_descriptors, NULL, false},
        {"no loop", check_no_loop, NULL, false},
        {"error limit", check_error_limit, NULL, false},
        {"stop", check_stop, NULL, .null = true},
        {"window", check_window, NULL, false},
        {"think time", check_think_time, NULL, .null = true},
        {"server gone", check_server_gone, NULL, false},
        {"stack size", check_stack_size, NULL, false},
    };

    return backends_test("backends: limits", cases,
                         sizeof cases / sizeof *cases, exchange_setup,
                         exchange_teardown);
}
