/* Every row with due times, and with answers that the server pushes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "harness/affinity.h"
#include "harness/clock.h"
#include "harness/job.h"
#include "harness/server_process.h"
#include "harness/waiting.h"
#include "tests/support_backends.h"

enum { CONNECTIONS = 6, ACTIVE = 3, SAMPLES = 8192, WORKERS = 2 };

/* What one run has: its server, its job, what ended. */
struct trip {
    struct server_process server;
    struct target target;
    struct schedule schedule;
    struct job job;
    struct sample samples[SAMPLES];
    size_t ended;
};

static void start(struct trip *t, const char *path, struct server_push push)
{
    static const struct cpu_list anywhere;
    struct server_order order = {.cpus = &anywhere,
                                 .workers = WORKERS,
                                 .connections = CONNECTIONS,
                                 .limit_ns = 100 * CLOCK_S,
                                 .push = push,
                                 .host = 1};
    char url[128], address[NET_TEXT_MAX], error[256];

    memset(t, 0, sizeof *t);
    assert_int_equal(server_process_start(&t->server, &order), 0);
    net_format(server_process_address(&t->server), address);
    snprintf(url, sizeof url, "http://%s%s", address, path);
    assert_int_equal(target_init(&t->target, url, true, error, sizeof error),
                     0);
    target_expect_pattern(&t->target, 128);
    job_init(&t->job);
    t->job.targets = &t->target;
    t->job.target_count = 1;
    t->job.connections = CONNECTIONS;
    t->job.timeout_ns = 60 * CLOCK_S;
    t->job.ok_only = true;
    t->job.samples = t->samples;
    t->job.sample_count = SAMPLES;
}

/* The samples that were used, by the order of their due times. */
static int by_due(const void *a, const void *b)
{
    const struct sample *x = a, *y = b;

    return (x->due > y->due) - (x->due < y->due);
}

static void run(struct trip *t, const struct backend *b)
{
    const struct server_counters *c = server_process_counters(&t->server);

    assert_int_equal(job_run(&t->job, b), 0);
    assert_int_equal(t->job.totals.failed, 0);
    for (size_t i = 0; i < SAMPLES; i++)
        if (t->samples[i].done > 0)
            t->samples[t->ended++] = t->samples[i];
    assert_int_equal(t->ended, t->job.totals.ok);
    qsort(t->samples, t->ended, sizeof *t->samples, by_due);
    if (b->family == FAMILY_CONTROL)
        return;
    assert_true(server_process_settle(&t->server));
    assert_int_equal(atomic_load(&c->requests), t->ended);
    assert_int_equal(atomic_load(&c->connections), t->job.totals.opened);
}

static void end(struct trip *t)
{
    server_process_end(&t->server);
    schedule_free(&t->schedule);
    target_free(&t->target);
}

static void give_schedule(struct trip *t, uint64_t rate, uint64_t window)
{
    assert_int_equal(
        schedule_make(&t->schedule, SCHEDULE_POISSON, rate, 5, window), 0);
    t->job.schedule = &t->schedule;
    t->job.requests = t->schedule.count;
}

/* All of them, each at its time or later, whoever had to wait for what. */
static void check_rate(const struct backend *b, const void *data)
{
    static struct trip t;

    (void)data;
    start(&t, "/bytes/128", (struct server_push){.rate = 0});
    give_schedule(&t, 600, 100 * CLOCK_MS);
    run(&t, b);
    assert_int_equal(t.ended, t.schedule.count);
    for (size_t i = 0; i < t.ended; i++) {
        const struct sample *s = &t.samples[i];

        assert_int_equal(s->due, t.job.started + t.schedule.at[s->number]);
        assert_int_equal(s->number, i);
        assert_true(s->start >= s->due && s->start >= s->taken);
        assert_true(s->done >= s->start);
    }
    assert_int_equal(t.job.totals.opened, b->family == FAMILY_CONTROL
                                              ? t.job.totals.opened
                                              : CONNECTIONS);
    end(&t);
}

/* Far more than the connections can carry: what was begun has ended, the rest
 * was left, and none was lost between. */
static void check_too_much(const struct backend *b, const void *data)
{
    static struct trip t;

    (void)data;
    start(&t, "/delay/20", (struct server_push){.rate = 0});
    give_schedule(&t, 4000, 60 * CLOCK_MS);
    t.job.window_ns = 60 * CLOCK_MS;
    run(&t, b);
    assert_true(t.ended < t.schedule.count);
    assert_int_equal(t.ended, t.job.next_number);
    end(&t);
}

/* CPU time of this process and of those that have ended, ns. */
static uint64_t cpu_used(void)
{
    struct usage self, children;

    meter_self(&self);
    meter_children(&children);
    meter_add(&self, &children);
    return self.cpu_user_ns + self.cpu_sys_ns;
}

/* To wait with the connection open already takes no CPU time: less than half of
 * the elapsed, which is a bound and no measurement. */
static void check_idle(const struct backend *b, const void *data)
{
    static struct trip t;
    uint64_t cpu;

    (void)data;
    if (b->spins == 1)
        return; /* what it is about */
    start(&t, "/bytes/128", (struct server_push){.rate = 0});
    assert_int_equal(
        schedule_make(&t.schedule, SCHEDULE_EVEN, 30, 0, 200 * CLOCK_MS + 1),
        0);
    t.job.schedule = &t.schedule;
    t.job.requests = t.schedule.count;
    cpu = cpu_used();
    run(&t, b);
    assert_int_equal(t.ended, t.schedule.count);
    assert_true(2 * (cpu_used() - cpu) < t.job.ended - t.job.started);
    end(&t);
}

/* One of the pauses that the seed gives to one of the clients. */
static bool is_pause(const struct job *job, uint64_t pause, size_t requests)
{
    for (uint32_t client = 0; client < CONNECTIONS; client++)
        for (uint64_t i = 0; i < requests; i++)
            if (pauses_before(job, client, i) == pause)
                return true;
    return false;
}

/* Each request at its time or later, which is a pause after the last. */
static void check_think(const struct backend *b, const void *data)
{
    static struct trip t;

    (void)data;
    start(&t, "/bytes/128", (struct server_push){.rate = 0});
    t.job.think_ns = 10 * CLOCK_MS;
    t.job.pauses = PAUSES_EXPONENTIAL;
    t.job.pause_seed = 5;
    t.job.requests = 60;
    run(&t, b);
    assert_int_equal(t.ended, t.job.requests);
    for (size_t i = 0; i < t.ended; i++) {
        const struct sample *s = &t.samples[i];

        assert_true(s->start >= s->due && s->due >= s->taken);
        assert_true(is_pause(&t.job, s->due - s->taken, t.ended));
    }
    end(&t);
}

static bool is_due(const struct schedule *s, uint64_t at)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->at[i] == at)
            return true;
    return false;
}

/* Events come at times of the schedule, and everyone is told of the end. */
static void check_push(const struct backend *b, const void *data)
{
    const struct server_push push = {.rate = 600,
                                     .arrivals = SCHEDULE_POISSON,
                                     .seed = 5,
                                     .connections = CONNECTIONS,
                                     .active = ACTIVE,
                                     .duration_ns = 100 * CLOCK_MS};
    static struct trip t;
    size_t released = 0;
    uint64_t origin;

    (void)data;
    if (waiting_at_once(b->waiting, CONNECTIONS, 1) < CONNECTIONS)
        return;
    start(&t, "/push/128", push);
    assert_int_equal(schedule_make(&t.schedule, push.arrivals, push.rate,
                                   push.seed, push.duration_ns),
                     0);
    t.job.pushed = true;
    run(&t, b);
    /* By due time, those without an event come first: as many as connections,
     * but for one that has an event when another is told of the end. */
    while (released < t.ended && t.samples[released].due == 0)
        released++;
    assert_true(released > 0 && released <= CONNECTIONS);
    assert_true(t.ended > released);
    origin = t.samples[released].due - t.schedule.at[0];
    for (size_t i = released; i < t.ended; i++) {
        const struct sample *s = &t.samples[i];

        assert_true(is_due(&t.schedule, s->due - origin));
        assert_true(s->due <= s->taken && s->taken <= s->first);
        assert_true(i == released || s->due > s[-1].due);
    }
    assert_int_equal(t.job.totals.opened, CONNECTIONS);
    end(&t);
}

int main(void)
{
    static const struct backend_case cases[] = {
        {"requests start when they are due", check_rate, NULL, true},
        {"what is too much is left", check_too_much, NULL, false},
        {"clients think", check_think, NULL, true},
        {"a wait is no work", check_idle, NULL, false},
        {"pushes reach those who wait", check_push, NULL, false},
    };

    return backends_test("due", cases, sizeof cases / sizeof *cases, NULL,
                         NULL);
}
