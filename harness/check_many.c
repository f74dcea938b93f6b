/*
 * 10,000 connections at once, or as many as the machine allows, which is then
 * stated. Server and client are processes of their own, each with the
 * descriptors for it.
 */
#include <string.h>

#include "backend.h"
#include "check_origin.h"
#include "check_outcome.h"
#include "check_sets.h"
#include "resources.h"
#include "target.h"

#define MANY 10000

/* Descriptors and threads that are not connections. */
#define OTHERS 64

/* Of each connection. */
#define REQUESTS 2

static void lower(int *most, const char **by, uint64_t limit, const char *what)
{
    if (limit >= (uint64_t)*most + OTHERS)
        return;
    *most = limit > OTHERS ? (int)(limit - OTHERS) : 0;
    *by = what;
}

/* How many connections there can be, and what allows no more; NULL: MANY. */
static int most_connections(const struct backend *backend, const char **by)
{
    struct limits limits;
    int most = MANY;

    *by = NULL;
    limits_read(&limits);
    lower(&most, by, limits.descriptors, "the limit of descriptors");
    lower(&most, by, limits.ports, "the range of local ports");
    if (backend->waiting == WAITING_EACH)
        lower(&most, by, limits.threads, "the limit of threads");
    return most;
}

/* A worker that is late may find no request left, and opens nothing then. */
static bool has_all(const struct backend *backend)
{
    return backend->waiting == WAITING_LOOP || backend->waiting == WAITING_ONE;
}

static void expect_many(const struct outcome *o)
{
    uint64_t n = (uint64_t)o->job.connections;
    bool all = has_all(o->trial.backend);

    outcome_expect_sound(o);
    outcome_expect_same(o, "ok", o->job.totals.ok, n * REQUESTS);
    outcome_expect_same(o, "failed", o->job.totals.failed, 0);
    outcome_expect_same(o, "body bytes", o->job.totals.body_bytes,
                        n * REQUESTS * 128);
    outcome_expect(o, "opened", o->job.totals.opened, all ? n : 1, n);
    outcome_expect(o, "connections at once", (uint64_t)o->job.connected_most,
                   all ? n : 1, n);
}

/* Each pauses after its first answer, until all others are there: longer when
 * that was not long enough. How long all of it takes is the machine's affair,
 * so deadlines are far off; but there are as many as connections. */
static struct outcome *fetch_many(struct check *c, const struct target *target,
                                  int connections)
{
    struct trial t =
        trial_of(c, target, connections, (uint64_t)connections * REQUESTS);

    t.no_samples = t.large = true;
    t.job.timeout_ns = 20 * c->patience_s * CLOCK_S;
    t.job.think_ns = 250 * CLOCK_MS;
    for (int attempt = 0;; attempt++) {
        struct outcome *o = outcome_of(&t);

        if (!o || attempt == 2 || !has_all(c->backend) || o->result < 0 ||
            o->status != 0 || o->job.connected_most == connections)
            return o;
        outcome_free(o);
        t.job.think_ns *= 5;
    }
}

/* A row with a wall stops at it, with an error and nothing left behind. */
static void expect_wall(struct check *c, const struct target *target,
                        int connections)
{
    struct outcome *o = fetch_many(c, target, connections);

    if (!o)
        return;
    outcome_expect_clean(o);
    outcome_expect(o, "a run beyond its wall ended well", o->result == 0, 0, 0);
    check_note(c, "at %d connections, its wall (%s); with %d it ends with: %s",
               c->backend->connections_most, c->backend->wall, connections,
               strerror(-o->result));
    outcome_free(o);
}

static void try_many(struct check *c, const struct target *target, int most,
                     const char *by)
{
    int wall = c->backend->connections_most;
    struct outcome *o;

    if (wall > 0 && wall < most) {
        expect_wall(c, target, most);
        most = wall;
    } else if (by) {
        check_note(c, "at %d connections: %s", most, by);
    }
    o = check_goes_on(c) ? fetch_many(c, target, most) : NULL;
    if (o)
        expect_many(o);
    outcome_free(o);
}

static void check_ten_thousand(struct check *c, const void *unused)
{
    struct ours server = {0};
    struct target target;
    const char *by;
    int most = most_connections(c->backend, &by);
    int error = ours_start(&server, "127.0.0.1", (unsigned)most);

    (void)unused;
    if (error < 0) {
        check_skip(c, "the server does not start: %s", strerror(-error));
    } else if (check_aim(c, &target, server.host, server.port, "/bytes/128",
                         128)) {
        try_many(c, &target, most, by);
        target_free(&target);
    }
    ours_end(&server);
}

static const struct check_case cases[] = {
    {"10000", "10,000 connections, or the machine's limit", CHECK_LIMITS,
     check_ten_thousand, NULL, CHECK_HEAVY},
};

const struct check_set check_many = {cases, sizeof cases / sizeof *cases};
