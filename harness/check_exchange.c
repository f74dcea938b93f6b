#include "check_exchange.h"

#include <errno.h>
#include <string.h>

#include "backend.h"
#include "check_origin.h"
#include "check_outcome.h"
#include "waiting.h"

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

/* What the server has counted is what the client has. */
static void expect_counts(const struct outcome *o, const struct exchange *e,
                          const struct counts *before)
{
    const struct totals *t = &o->job.totals;
    struct counts now =
        ours_counts(o->trial.check->server, before->connections + t->opened);

    outcome_expect_same(o, "server: open", now.open, 0);
    outcome_expect_same(o, "server: connections",
                        now.connections - before->connections, t->opened);
    outcome_expect_same(o, "server: requests", now.requests - before->requests,
                        t->ok + t->failed);
    if (e->error != 0)
        return;
    outcome_expect_same(o, "server: responses",
                        now.responses - before->responses, t->ok);
    outcome_expect_same(o, "server: body bytes",
                        now.body_bytes - before->body_bytes, t->body_bytes);
}

/*
 * On a busy machine a deadline may come before what should come before it. A
 * reset may throw away the bytes before it that were not read yet, and libuv
 * takes one that it meets together with such bytes for the end.
 */
static bool is_too_late(const struct outcome *o, const struct exchange *e)
{
    for (size_t i = 0; i < o->sample_count; i++) {
        const struct sample *s = &o->samples[i];

        if (s->error == ETIMEDOUT &&
            (e->error != ETIMEDOUT || s->status != e->status))
            return true;
        if (e->error == ECONNRESET && e->status != 0 &&
            ((s->error == ECONNRESET && s->status == 0) || s->error == EPROTO))
            return true;
    }
    return false;
}

/* What is wrong every time is wrong. */
#define TRIES 5

/* Try again when it was too late, with deadlines that are longer. */
static struct outcome *try_in_time(const struct trial *t,
                                   const struct exchange *e,
                                   struct counts *before)
{
    const struct ours *server = t->check->server;
    struct trial again = *t;
    struct outcome *o;

    for (int attempt = 0;; attempt++) {
        *before = ours_counts(server, 0);
        o = outcome_of(&again);
        if (!o || attempt == TRIES - 1 || !is_too_late(o, e))
            return o;
        ours_counts(server, before->connections + o->job.totals.opened);
        again.job.timeout_ns *= 3;
        outcome_free(o);
    }
}

static void try_shape(const struct trial *t, const struct exchange *e)
{
    struct counts before;
    struct outcome *o = try_in_time(t, e, &before);
    uint64_t ok = e->error == 0 ? t->job.requests : 0;

    if (!o)
        return;
    outcome_expect_sound(o);
    outcome_expect_same(o, "requests", o->sample_count, t->job.requests);
    outcome_expect_all(o, e->error, e->status);
    outcome_expect_same(o, "ok", o->job.totals.ok, ok);
    if (e->body != CHECK_ANY_BODY && e->error == 0)
        outcome_expect_same(o, "body bytes", o->job.totals.body_bytes,
                            ok * e->body);
    expect_opened(o, e);
    if (t->backend->family != FAMILY_CONTROL && !e->raw &&
        check_goes_on(t->check))
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
    if (e->few)
        return shape->connections == 1;
    if (e->slow || shape->connections == 4)
        return e->slow && shape->connections == 4;
    return e->many || shape->connections == 1 ||
           (shape->connections == 8 && workers > 1);
}

static struct trial shaped(struct check *c, const struct exchange *e,
                           const struct target *target,
                           const struct shape *shape)
{
    int requests = e->requests > 0 ? e->requests : 4;
    struct trial t = trial_of(c, target, shape->connections,
                              (uint64_t)(requests * shape->connections));

    t.job.threads = shape->threads;
    t.job.ok_only = e->ok_only;
    t.job.think_ns = e->think_ms * CLOCK_MS;
    if (e->per_connection > 0)
        t.job.requests_per_connection = e->per_connection;
    if (e->timeout_ms > 0)
        t.job.timeout_ns = e->timeout_ms * CLOCK_MS;
    return t;
}

static void try_shapes(struct check *c, const struct exchange *e,
                       const struct target *target)
{
    static const struct shape shapes[] = {{1, 1}, {1, 8},   {3, 8},
                                          {1, 4}, {1, 200}, {3, 200}};

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct trial t = shaped(c, e, target, &shapes[i]);

        if (check_goes_on(c) && fits(&shapes[i], c->backend, e))
            try_shape(&t, e);
    }
}

void exchange_check(struct check *c, const void *data)
{
    const struct exchange *e = data;
    struct raw_server raw = {.port = c->server->port};
    struct target target;
    int error = e->raw ? raw_start(&raw, e->raw) : 0;

    if (error < 0) {
        check_skip(c, "the server does not start: %s", strerror(-error));
    } else if (check_aim(c, &target, c->server->host, raw.port, e->path,
                         e->body)) {
        try_shapes(c, e, &target);
        target_free(&target);
    }
    raw_end(&raw);
}
