#include "tests/support_exchange.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "harness/waiting.h"
#include "tests/support_backends.h"
#include "tests/support_origin.h"
#include "tests/support_trial.h"

static struct ours ours;

int exchange_setup(void **unused)
{
    (void)unused;
    return ours_start(&ours, "127.0.0.1");
}

int exchange_teardown(void **unused)
{
    (void)unused;
    ours_end(&ours);
    return 0;
}

const struct ours *exchange_server(void)
{
    return &ours;
}

static int workers_of(const struct outcome *o)
{
    return waiting_workers(o->trial.backend->waiting, o->job.connections,
                           o->job.threads);
}

/* Does all of it happen in one thread? Then all connections take their first
 * request before any takes its second. */
static bool is_single(const struct outcome *o)
{
    return o->job.connections == 1 || workers_of(o) == 1;
}

/*
 * A difference between models that is allowed: a worker that gets a CPU late
 * may find no request left, and opens nothing then.
 */
static void expect_opened(const struct outcome *o, const struct exchange *e)
{
    uint64_t n = o->job.requests, c = (uint64_t)o->job.connections;
    uint64_t least = is_single(o) ? c : 1;
    uint64_t low = n, high = n, retried_low = 0, retried_high = 0;

    switch (e->opens) {
    case OPENS_ONE:
        low = least;
        high = c;
        break;
    case OPENS_EACH:
        break;
    case OPENS_SHARED:
        low = (n + e->per_connection - 1) / e->per_connection;
        high = c == 1 ? low : low + c;
        break;
    case OPENS_AGAIN:
        retried_low = n - c;
        retried_high = n - least;
        break;
    }
    outcome_expect(o, "opened", o->job.totals.opened, low, high);
    outcome_expect(o, "retried", o->job.totals.retried, retried_low,
                   retried_high);
}

static uint64_t most_at_once(const struct outcome *o)
{
    uint64_t most = 0;

    for (size_t i = 0; i < o->sample_count; i++) {
        uint64_t at = o->samples[i].start, n = 0;

        for (size_t j = 0; j < o->sample_count; j++)
            n += o->samples[j].start <= at && at < o->samples[j].done;
        most = n > most ? n : most;
    }
    return most;
}

/*
 * A difference between models that is meant: a worker of blocking calls has
 * one request under way, a loop has one for each connection. Of several
 * workers the first may have ended before the last gets a CPU.
 */
static void expect_at_once(const struct outcome *o)
{
    int most = waiting_at_once(o->trial.backend->waiting, o->job.connections,
                               o->job.threads);
    int least = is_single(o) || most < 2 ? most : 2;

    outcome_expect(o, "requests at once", most_at_once(o), (uint64_t)least,
                   (uint64_t)most);
}

static void expect_same(const struct outcome *o, const char *what,
                        uint64_t server, uint64_t client)
{
    outcome_expect(o, what, server, client, client);
}

/* What the server has counted is what the client has. */
static void expect_counts(const struct outcome *o, const struct exchange *e,
                          const struct counts *before)
{
    const struct totals *t = &o->job.totals;
    struct counts now = ours_counts(&ours, before->connections + t->opened);

    expect_same(o, "server: open", now.open, 0);
    expect_same(o, "server: connections", now.connections - before->connections,
                t->opened);
    expect_same(o, "server: requests", now.requests - before->requests,
                t->ok + t->failed);
    if (e->error != 0)
        return;
    expect_same(o, "server: responses", now.responses - before->responses,
                t->ok);
    expect_same(o, "server: body bytes", now.body_bytes - before->body_bytes,
                t->body_bytes);
}

/* On a busy machine a deadline may come before what should come before it. */
static bool is_too_late(const struct outcome *o, const struct exchange *e)
{
    for (size_t i = 0; i < o->sample_count; i++)
        if (o->samples[i].error == ETIMEDOUT &&
            (e->error != ETIMEDOUT || o->samples[i].status != e->status))
            return true;
    return false;
}

static struct outcome *try_in_time(const struct trial *t,
                                   const struct exchange *e,
                                   struct counts *before)
{
    struct trial again = *t;
    struct outcome *o;

    *before = ours_counts(&ours, 0);
    o = outcome_of(t);
    if (!is_too_late(o, e))
        return o;
    *before = ours_counts(&ours, before->connections + o->job.totals.opened);
    outcome_free(o);
    again.job.timeout_ns *= 10;
    return outcome_of(&again);
}

static void try_shape(const struct trial *t, const struct exchange *e)
{
    struct counts before;
    struct outcome *o = try_in_time(t, e, &before);
    uint64_t ok = e->error == 0 ? t->job.requests : 0;

    outcome_expect_sound(o);
    outcome_expect(o, "requests", o->sample_count, t->job.requests,
                   t->job.requests);
    expect_same(o, "ok", o->job.totals.ok, ok);
    outcome_expect_all(o, e->error, e->status);
    if (e->body != ANY_BODY && e->error == 0)
        expect_same(o, "body bytes", o->job.totals.body_bytes, ok * e->body);
    expect_opened(o, e);
    if (t->backend->family != FAMILY_CONTROL && !e->raw)
        expect_counts(o, e, &before);
    if (e->long_answer)
        expect_at_once(o);
    if (e->idle && o->elapsed_ns >= 100 * CLOCK_MS)
        outcome_expect_idle(o);
    outcome_free(o);
}

struct shape {
    int threads, connections;
};

/* All shapes for some; for the others one connection alone, and some in as
 * many threads as the model has for them. */
static bool fits(const struct shape *shape, const struct backend *backend,
                 const struct exchange *e)
{
    int workers =
        waiting_workers(backend->waiting, shape->connections, shape->threads);

    /* One thread a connection is as many as there are. */
    if (backend->waiting == WAITING_EACH && shape->threads > 1)
        return false;
    if (e->slow || shape->connections == 4)
        return e->slow && shape->connections == 4;
    return e->many || shape->connections == 1 ||
           (shape->connections == 8 && workers > 1);
}

static void try_shapes(const struct backend *backend, const struct exchange *e,
                       const struct target *target)
{
    static const struct shape shapes[] = {{1, 1}, {1, 8},   {3, 8},
                                          {1, 4}, {1, 200}, {3, 200}};
    int requests = e->requests > 0 ? e->requests : 4;

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct trial t = trial_of(backend, target, shapes[i].connections,
                                  (uint64_t)(requests * shapes[i].connections));

        if (!fits(&shapes[i], backend, e))
            continue;
        t.job.threads = shapes[i].threads;
        t.job.ok_only = e->ok_only;
        t.job.think_ns = e->think_ms * CLOCK_MS;
        if (e->per_connection > 0)
            t.job.requests_per_connection = e->per_connection;
        if (e->timeout_ms > 0)
            t.job.timeout_ns = e->timeout_ms * CLOCK_MS;
        try_shape(&t, e);
    }
}

void exchange_check(const struct backend *backend, const void *data)
{
    const struct exchange *e = data;
    struct raw_server raw = {.port = ours.port};
    struct target target;

    if (e->raw)
        assert_int_equal(raw_start(&raw, e->raw), 0);
    backends_aim(&target, ours.host, raw.port, e->path, e->body);
    try_shapes(backend, e, &target);
    target_free(&target);
    raw_end(&raw);
}
