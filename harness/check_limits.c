/* Descriptors that run out, signals that interrupt: the same errno, or none,
 * for all. */
#include <errno.h>

#include "check_origin.h"
#include "check_outcome.h"
#include "check_sets.h"
#include "target.h"

/* NULL: the case cannot be run. */
static struct outcome *try_room(struct check *c, enum room room,
                                int connections, uint64_t requests,
                                uint64_t per_connection)
{
    struct target target;
    struct outcome *o;
    struct trial t;

    if (!check_aim(c, &target, c->server->host, c->server->port, "/bytes/128",
                   128))
        return NULL;
    t = trial_of(c, &target, connections, requests);
    t.room = room;
    if (per_connection > 0)
        t.job.requests_per_connection = per_connection;
    o = outcome_of(&t);
    target_free(&target);
    return o;
}

static void check_no_descriptor(struct check *c, const void *unused)
{
    struct outcome *o = try_room(c, ROOM_FOR_NONE, 2, 6, 0);

    (void)unused;
    if (o)
        outcome_expect_alike(o, 6, EMFILE, 0);
    outcome_free(o);
}

/* One descriptor, used again and again: none is held any longer than the
 * connection. */
static void check_one_descriptor(struct check *c, const void *unused)
{
    struct outcome *o = try_room(c, ROOM_FOR_ONE, 1, 20, 1);

    (void)unused;
    if (!o)
        return;
    outcome_expect_alike(o, 20, 0, 200);
    outcome_expect_same(o, "opened", o->job.totals.opened, 20);
    outcome_free(o);
}

static void check_few_descriptors(struct check *c, const void *unused)
{
    struct outcome *o = try_room(c, ROOM_FOR_ONE, 3, 30, 0);

    (void)unused;
    if (!o)
        return;
    outcome_expect_sound(o);
    outcome_expect_same(o, "requests", o->sample_count, 30);
    outcome_expect(o, "ok", o->job.totals.ok, 1, 30);
    outcome_expect_failed(o, EMFILE);
    outcome_free(o);
}

/* Without the descriptor of the loop there is no run; a model that needs none
 * is left without sockets. */
static void check_no_loop(struct check *c, const void *unused)
{
    struct outcome *o = try_room(c, ROOM_NOT_FOR_THE_LOOP, 2, 6, 0);

    (void)unused;
    if (!o)
        return;
    outcome_expect_clean(o);
    if (o->result == 0)
        outcome_expect_alike(o, 6, EMFILE, 0);
    else
        outcome_expect_same(o, "errno of the run", (uint64_t)-o->result,
                            EMFILE);
    outcome_free(o);
}

struct interrupted {
    const char *path;
    int connections;
    uint64_t requests, per_connection, timeout_ns;
    int error, status;
};

/* Signals end calls early; that is no error. */
static const struct interrupted answers = {.path = "/delay/4",
                                           .connections = 4,
                                           .requests = 12,
                                           .per_connection = 2,
                                           .timeout_ns = 10 * CLOCK_S,
                                           .status = 200};
/* And they do not put off the deadline. */
static const struct interrupted deadlines = {.path = "/fault/stall",
                                             .connections = 2,
                                             .requests = 2,
                                             .per_connection = UINT64_MAX,
                                             .timeout_ns = 40 * CLOCK_MS,
                                             .error = ETIMEDOUT};

static void check_interrupted(struct check *c, const void *data)
{
    const struct interrupted *what = data;
    struct target target;
    struct outcome *o;
    struct trial t;

    if (!check_aim(c, &target, c->server->host, c->server->port, what->path,
                   128))
        return;
    t = trial_of(c, &target, what->connections, what->requests);
    t.signal_us = 500;
    t.job.requests_per_connection = what->per_connection;
    t.job.timeout_ns = what->timeout_ns;
    o = outcome_of(&t);
    if (o)
        outcome_expect_alike(o, what->requests, what->error, what->status);
    outcome_free(o);
    target_free(&target);
}

static const struct check_case cases[] = {
    {"no-descriptor", "EMFILE for every socket", CHECK_LIMITS,
     check_no_descriptor, NULL, 0},
    {"one-descriptor", "one descriptor for all connections", CHECK_LIMITS,
     check_one_descriptor, NULL, 0},
    {"few-descriptors", "EMFILE for all but one", CHECK_LIMITS,
     check_few_descriptors, NULL, 0},
    {"no-loop", "EMFILE for what the loop needs", CHECK_LIMITS, check_no_loop,
     NULL, 0},
    {"signals", "calls interrupted every 0.5 ms", CHECK_LIMITS,
     check_interrupted, &answers, 0},
    {"signals-deadline", "the same, up to a deadline", CHECK_LIMITS,
     check_interrupted, &deadlines, 0},
};

const struct check_set check_limits = {cases, sizeof cases / sizeof *cases};
