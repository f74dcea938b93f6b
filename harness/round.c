/*
 * Each step of a round is over before the next begins, so that nothing of the
 * setting up is measured:
 *
 *   network namespace -> server listens -> client touches its memory
 *     -> warm-up | window | guard -> client ends
 *     -> server has seen every end -> counts are compared -> record
 *
 * The harness sleeps meanwhile; client and server leave what they have to tell
 * in shared memory.
 */
#include "round.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "clock.h"
#include "net.h"
#include "netns.h"
#include "pingpong.h"
#include "ports.h"
#include "target.h"

/* How long the machine is looked at before each round. */
#define PROBE_TIME (20 * CLOCK_MS)

/* TIME_WAIT takes a minute. */
#define PORTS_TIME (65 * CLOCK_S)

/* On top of what a round may take by its plan. */
#define SERVER_GRACE (30 * CLOCK_S)

static void fail(struct round *r, enum validity_fault fault, const char *format,
                 va_list values)
{
    struct record *record = r->record;

    record->ok = false;
    if (*record->reason)
        return;
    snprintf(record->fault, sizeof record->fault, "%s", fault_name(fault));
    vsnprintf(record->reason, sizeof record->reason, format, values);
}

void round_fail(struct round *r, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    fail(r, FAULT_NONE, format, values);
    va_end(values);
}

void round_fault(struct round *r, enum validity_fault fault, const char *format,
                 ...)
{
    va_list values;

    va_start(values, format);
    fail(r, fault, format, values);
    va_end(values);
}

/* The control row does no IO: there is nothing it could connect to. */
static bool needs_server(const struct round *r)
{
    return !r->setting->remote && r->plan->backend->family != FAMILY_CONTROL;
}

/* A server that is slower than the client would be what is measured: it gets
 * two workers for each thread of the client where it has the CPUs. */
static int server_workers(const struct placement *p, int threads)
{
    int most = threads * 2;

    if (p->mode != PLACEMENT_SPLIT)
        return threads;
    return p->server.count < most ? p->server.count : most;
}

/* Nothing but its alarm ends a server that is left behind where the system
 * has no lifeline. */
static uint64_t server_limit(const struct plan_round *plan)
{
    const struct scenario *s = plan->point->scenario;
    struct plan_times t = plan_times(plan->point, plan->backend);
    uint64_t load = s->mode == SCENARIO_BATCH
                        ? s->limit
                        : t.warmup_ns + t.window_ns + t.guard_ns + s->timeout +
                              ROUND_OPENING * (plan->point->idle > 0);

    return load + SERVER_GRACE;
}

int round_schedule(struct round *r)
{
    const struct plan_round *plan = r->plan;
    const struct plan_point *point = plan->point;
    struct plan_times t = plan_times(point, plan->backend);
    int result = 0;

    if (point->rate > 0 && point->scenario->arrivals == SCHEDULE_BURST)
        result = schedule_make_bursts(&r->schedule, point->rate,
                                      (uint64_t)point->connections,
                                      t.warmup_ns + t.window_ns + t.guard_ns);
    else if (point->rate > 0)
        result = schedule_make(&r->schedule, point->scenario->arrivals,
                               point->rate, plan->schedule_seed,
                               t.warmup_ns + t.window_ns + t.guard_ns);
    if (result == -ERANGE)
        round_fail(r, "more than %" PRIu64 " requests in a round",
                   SCHEDULE_MAX);
    else if (result < 0)
        round_fail(r, "out of memory for the schedule");
    return result;
}

static struct server_push push_of(const struct round *r)
{
    const struct plan_point *point = r->plan->point;
    const struct scenario *s = point->scenario;
    struct plan_times t = plan_times(point, r->plan->backend);
    unsigned all = (unsigned)point->connections;

    if (s->mode != SCENARIO_PUSH)
        return (struct server_push){.rate = 0};
    return (struct server_push){
        .rate = point->rate,
        .arrivals = s->arrivals,
        .seed = r->plan->schedule_seed,
        .connections = all,
        .active = s->active == SCENARIO_NO_COUNT ? all : (unsigned)s->active,
        .duration_ns = t.warmup_ns + t.window_ns + t.guard_ns,
    };
}

/* Released when the client's load is over for sure: one that was answered
 * earlier would become active. */
#define IDLE_SLACK (100 * CLOCK_MS)

static struct server_idle idle_of(const struct round *r)
{
    const struct plan_point *point = r->plan->point;
    struct plan_times t = plan_times(point, r->plan->backend);

    if (point->idle == 0)
        return (struct server_idle){.connections = 0};
    return (struct server_idle){
        .connections = (unsigned)(point->connections + point->idle),
        .active = (unsigned)point->connections,
        .duration_ns = t.warmup_ns + t.window_ns + t.guard_ns + IDLE_SLACK,
    };
}

static int start_server(struct round *r)
{
    const struct round_setting *setting = r->setting;
    const struct plan_point *point = r->plan->point;
    struct server_order order = {
        .cpus = &setting->placement.server,
        .workers = server_workers(&setting->placement, r->record->threads),
        .connections = (unsigned)(point->connections + point->idle),
        .limit_ns = server_limit(r->plan),
        .push = push_of(r),
        .idle = idle_of(r),
        .host = setting->namespaces ? 1 : 2 + (unsigned)r->record->round % 250,
    };
    int result = server_process_start(&r->server, &order);

    if (result < 0)
        round_fail(r, "the server does not start: %s", strerror(-result));
    return result;
}

/* Ports that connections of earlier rounds still keep, where the network is
 * that of the machine. A scenario that opens connections again and again
 * needs many more than are open at one time: half of all. */
static int await_ports(struct round *r)
{
    const struct round_setting *setting = r->setting;
    const struct plan_point *p = r->plan->point;
    const struct net_address *to = setting->remote
                                       ? &setting->remote->addresses[0]
                                       : server_process_address(&r->server);
    struct ports ports = {0, 0};
    unsigned needed = (unsigned)(p->connections + p->idle);
    int result;

    if (ports_read(&ports, to) == 0 &&
        (p->scenario->requests_per_connection != SCENARIO_NO_COUNT ||
         p->scenario->faults.count > 0) &&
        needed < ports.all / 2)
        needed = ports.all / 2;
    result =
        ports_wait(&ports, to, needed, clock_now() + PORTS_TIME, setting->stop);
    r->interrupted = result == -EINTR;
    if (result == -EADDRNOTAVAIL)
        round_fail(r,
                   "only %u of %u local ports are left for connections to the "
                   "server, of which the round needs %u: others are in "
                   "TIME_WAIT",
                   ports.left, ports.all, needed);
    return result;
}

int round_serve_anew(struct round *r)
{
    int result;

    if (!r->server.shared)
        return 0;
    server_process_end(&r->server);
    round_free_targets(r);
    result = start_server(r);
    return result < 0 ? result : round_aim(r);
}

static int set_up(struct round *r)
{
    int result = 0;

    if (r->setting->namespaces)
        result = netns_enter_new();
    if (result < 0) {
        round_fail(r, "no network namespace for the round: %s",
                   strerror(-result));
        return result;
    }
    /* What it cannot tell stays null: the round does not depend on it. */
    pingpong(&r->setting->placement, PROBE_TIME, &r->record->probe_ns);
    network_losses_read(&r->losses);
    result = round_schedule(r);
    if (result == 0 && needs_server(r))
        result = start_server(r);
    if (result == 0 && !r->setting->remote)
        result = round_aim(r);
    if (result == 0 && !r->setting->namespaces &&
        (r->setting->remote || r->server.shared))
        result = await_ports(r);
    return result;
}

/* All connections are closed and not all answers were sent: the client has
 * counted what it did not wait for. */
static void explain_unsettled(struct round *r, const struct server_counters *c)
{
    if (atomic_load(&c->open) > 0)
        round_fail(r, "the server did not see the end of all connections");
    else
        round_fault(r, FAULT_COUNTS,
                    "client and server do not agree: %" PRIu64 " of %" PRIu64
                    " answers were sent whole before the client left",
                    atomic_load(&c->responses), atomic_load(&c->requests));
}

/* The requests of a memory scenario are there to wait, and no more. */
static bool is_answered(const struct round *r)
{
    return r->plan->point->scenario->mode != SCENARIO_MEMORY;
}

/* The server's half of the record. Its counts are final when it has seen the
 * end of every connection; a round that has failed does not wait for that. */
static void collect_server(struct round *r)
{
    const struct server_counters *c = server_process_counters(&r->server);
    struct record *record = r->record;
    struct usage used;
    char how[96];
    int status = 0;

    if (record->ok && is_answered(r) && !server_process_settle(&r->server))
        explain_unsettled(r, c);
    if (!server_process_stop(&r->server, &used, &status)) {
        child_describe(status, how, sizeof how);
        *record->reason = '\0'; /* all else follows from this */
        round_fail(r, "the server %s while the round ran", how);
    }
    record->server_connections = atomic_load(&c->connections);
    record->server_requests = atomic_load(&c->requests);
    record->server_body_bytes = atomic_load(&c->body_bytes);
    for (int kind = 0; kind < ORDERED_KINDS; kind++)
        record->server_faults[kind] = atomic_load(&c->faults[kind]);
    record->server_switches_voluntary = used.switches_voluntary;
    record->server_switches_forced = used.switches_forced;
}

static void collect_losses(struct round *r)
{
    struct network_losses lost;

    network_losses_read(&lost);
    network_losses_subtract(&lost, &r->losses);
    r->record->platform.listen_overflows = lost.listen_overflows;
    r->record->platform.listen_drops = lost.listen_drops;
    r->record->platform.retransmits = lost.retransmits;
}

static void tear_down(struct round *r)
{
    server_process_end(&r->server);
    schedule_free(&r->schedule);
    round_free_targets(r);
}

static void describe(struct round *r, int number)
{
    static const char *const kinds[] = {
        [PLAN_TIMED] = RECORD_TIMED,
        [PLAN_INSTRUMENTED] = RECORD_INSTRUMENTED,
        [PLAN_CAPACITY] = RECORD_CAPACITY,
    };
    const struct plan_round *plan = r->plan;
    const struct scenario *s = plan->point->scenario;
    struct record *record = r->record;

    record->round = number;
    record->block = plan->block;
    record->order = plan->order;
    snprintf(record->scenario, sizeof record->scenario, "%s", s->name);
    snprintf(record->point, sizeof record->point, "%s", plan->point->name);
    record->connections = plan->point->connections;
    record->threads = plan->point->threads;
    snprintf(record->backend, sizeof record->backend, "%s",
             plan->backend->name);
    record->twin = plan->twin;
    snprintf(record->kind, sizeof record->kind, "%s", kinds[plan->kind]);
    if (plan->point->rate > 0)
        record->rate = plan->point->rate;
    record->at_ns = clock_now() - r->setting->run_started;
    record->ok = true;
}

static void run_client(struct round *r)
{
    enum scenario_mode mode = r->plan->point->scenario->mode;

    if (mode == SCENARIO_BATCH)
        round_batch(r);
    else if (mode == SCENARIO_MEMORY && !r->setting->foreign)
        round_memory(r);
    else if (mode == SCENARIO_MEMORY)
        round_fail(r, "memory is measured of this build's clients only");
    else if (r->setting->foreign)
        round_foreign(r);
    else
        round_closed(r);
}

int round_run(const struct round_setting *setting,
              const struct plan_round *plan, int number, struct record *record)
{
    struct round r = {.setting = setting, .plan = plan, .record = record};

    describe(&r, number);
    if (set_up(&r) == 0) {
        run_client(&r);
        if (r.server.child.pid && !r.interrupted)
            collect_server(&r);
        collect_losses(&r);
        if (record->ok && is_answered(&r))
            round_judge(&r);
    }
    tear_down(&r);
    return r.interrupted ? -EINTR : 0;
}
