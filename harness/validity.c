#include "validity.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "record.h"

/* rho above 1 by more than this is no rounding of a histogram. */
static const double little_most = 1.01;

/* Below this share of what its model can have under way, a client lets its
 * requests wait where no stamp shows it. */
static const double little_least = 0.9;

/* See validity_server_bound(). */
static const double server_kept = 0.1;

static const char *const fault_names[FAULT_COUNT] = {
    "",       "answers", "counts",      "clock",
    "little", "errors",  "connections", "window",
};

const char *fault_name(enum validity_fault fault)
{
    return fault_names[fault];
}

enum validity_fault fault_of(const char *name)
{
    for (int i = 0; i < FAULT_COUNT; i++)
        if (strcmp(fault_names[i], name) == 0)
            return (enum validity_fault)i;
    return FAULT_NONE;
}

bool fault_condemns(enum validity_fault fault)
{
    switch (fault) {
    case FAULT_ANSWERS:
    case FAULT_COUNTS:
    case FAULT_CLOCK:
    case FAULT_LITTLE:
        return true;
    case FAULT_NONE:
    case FAULT_ERRORS:
    case FAULT_CONNECTIONS:
    case FAULT_WINDOW:
    case FAULT_COUNT:
        break;
    }
    return false;
}

bool validity_is_wrong(int error)
{
    return error == EILSEQ || error == EBADMSG || error == EMSGSIZE ||
           error == ENOMSG;
}

const char *validity_name(enum validity level)
{
    switch (level) {
    case VALIDITY_VALID:
        return "VALID";
    case VALIDITY_SUSPECT:
        return "SUSPECT";
    case VALIDITY_INVALID:
        break;
    }
    return "INVALID";
}

__attribute__((format(printf, 4, 5))) static void find(
    struct validity_verdict *v, enum validity level, enum validity_fault fault,
    const char *format, ...)
{
    struct validity_finding *f;
    va_list values;

    if (level > v->level)
        v->level = level;
    if (v->count == VALIDITY_FINDINGS)
        return;
    f = &v->findings[v->count++];
    f->level = level;
    f->fault = fault;
    va_start(values, format);
    vsnprintf(f->text, sizeof f->text, format, values);
    va_end(values);
}

static void compare(struct validity_verdict *v, const char *what,
                    uint64_t client, uint64_t server)
{
    if (client != server)
        find(v, VALIDITY_INVALID, FAULT_COUNTS,
             "client and server do not agree: %" PRIu64 " and %" PRIu64 " %s",
             client, server, what);
}

static double share_of_window(const struct record *r, uint64_t ns)
{
    return ns == RECORD_NONE || r->window_ns == RECORD_NONE || r->window_ns == 0
               ? (double)NAN
               : (double)ns / (double)r->window_ns;
}

double validity_longest(const struct record *r)
{
    return r->service.total == 0 ? (double)NAN
                                 : share_of_window(r, r->service.max);
}

/* An empty one has no mean. */
static double sum_of(const struct record_service *times)
{
    return times->total == 0 ? 0 : (double)times->total * (double)times->mean;
}

double validity_busy(const struct record *r)
{
    if (r->window_ns == RECORD_NONE || r->window_ns == 0 ||
        r->service.total == 0 || r->connections == 0)
        return NAN;
    return (sum_of(&r->service) + sum_of(&r->ordered)) / (double)r->window_ns /
           r->connections;
}

double validity_server_worked(const struct record *r)
{
    return share_of_window(r, r->server_cpu_ns);
}

double validity_server_waited(const struct record *r)
{
    return share_of_window(r, r->server_wait_ns);
}

bool validity_server_bound(const struct validity_server *s)
{
    double demand = isnan(s->waited) ? s->worked : s->worked + s->waited;

    return s->hottest >= VALIDITY_SERVER_LIMIT ||
           s->reserve < VALIDITY_SERVER_RESERVE ||
           demand >= VALIDITY_SERVER_LIMIT ||
           (s->waited >= server_kept && demand * VALIDITY_SERVER_RESERVE >= 1);
}

static void check_most(const struct record *r, int faults_every,
                       struct validity_verdict *v)
{
    double rho = validity_busy(r), limit;

    if (isnan(rho))
        return;
    limit = little_most + (double)r->service.max / (double)r->window_ns;
    if (faults_every > 0 && r->ordered.total > 0)
        limit += (double)r->ordered.max / (double)r->window_ns / faults_every;
    if (rho > limit)
        find(v, VALIDITY_INVALID, FAULT_LITTLE,
             "by Little's law %.3f of the connections were busy, which is "
             "impossible beyond %.3f: a fault of clock or stamps",
             rho, limit);
}

/* What was not counted is none; a build from before there were faults. */
static uint64_t faults_of(const uint64_t counts[ORDERED_KINDS],
                          enum ordered kind)
{
    return counts[kind] == RECORD_NONE ? 0 : counts[kind];
}

/* Nothing is excused that was not ordered, and what was ordered has come. */
static void compare_faults(const struct record *r,
                           const struct validity_load *load,
                           struct validity_verdict *v)
{
    uint64_t all = 0;

    for (int i = 0; i < ORDERED_KINDS; i++) {
        uint64_t client = faults_of(r->total.ordered, (enum ordered)i);
        char what[32];

        snprintf(what, sizeof what, "faults: %s",
                 ordered_name((enum ordered)i));
        compare(v, what, client, faults_of(r->server_faults, (enum ordered)i));
        all += client;
    }
    if (load->faults_every > 0 && all == 0)
        find(v, VALIDITY_INVALID, FAULT_COUNTS,
             "faults were ordered, and none has come");
    else if (load->faults_every == 0 && all > 0)
        find(v, VALIDITY_INVALID, FAULT_COUNTS,
             "%" PRIu64 " requests are excused as faults, and none was ordered",
             all);
}

void validity_round(const struct record *r, const struct validity_load *load,
                    struct validity_verdict *v)
{
    const struct totals *t = &r->total;

    memset(v, 0, sizeof *v);
    if (r->server_requests != RECORD_NONE && t->ok != RECORD_NONE) {
        compare(v, "connections", t->opened, r->server_connections);
        compare(v, "requests", t->ok + t->failed, r->server_requests);
        compare(v, "bytes of body", t->body_bytes, r->server_body_bytes);
        compare_faults(r, load, v);
    }
    if (load->closed)
        check_most(r, load->faults_every, v);
}

static bool is_backwards(const struct sample *s, bool pushed)
{
    if (s->start > s->done ||
        (s->first != 0 && (s->first < s->start || s->first > s->done)))
        return true;
    return pushed ? s->due > s->taken || s->taken > s->done : s->due > s->start;
}

size_t validity_backwards(const struct sample *samples, size_t count,
                          bool pushed)
{
    size_t backwards = 0;

    for (size_t i = 0; i < count; i++)
        if (samples[i].done != 0 && is_backwards(&samples[i], pushed))
            backwards++;
    return backwards;
}

/* What the rounds of a cell came to. */
struct tally {
    size_t failed, condemned;
    uint64_t errors, requests, ordered[ORDERED_KINDS];
    const char *reason; /* of the first that condemns, else that failed */
};

static void add_round(struct tally *t, const struct record *r)
{
    bool condemns = fault_condemns(fault_of(r->fault));

    if (!r->ok && (t->failed == 0 || (condemns && t->condemned == 0)))
        t->reason = r->reason;
    t->failed += !r->ok;
    t->condemned += condemns;
    if (r->total.ok != RECORD_NONE) {
        t->errors += r->total.failed;
        t->requests += r->total.ok + r->total.failed;
    }
    for (int i = 0; i < ORDERED_KINDS; i++)
        t->ordered[i] += faults_of(r->total.ordered, (enum ordered)i);
}

static void note_ordered(const struct tally *t, struct validity_verdict *v)
{
    const uint64_t *n = t->ordered;

    if (n[ORDERED_STALL] + n[ORDERED_CUT] + n[ORDERED_WRONG] > 0)
        find(v, VALIDITY_VALID, FAULT_NONE,
             "faults that were ordered, and are neither answers nor failures: "
             "%" PRIu64 " stalled, %" PRIu64 " cut off, %" PRIu64 " wrong",
             n[ORDERED_STALL], n[ORDERED_CUT], n[ORDERED_WRONG]);
}

void validity_rounds(const struct record *const *rounds, size_t count,
                     struct validity_verdict *v)
{
    struct tally t = {.reason = ""};

    memset(v, 0, sizeof *v);
    for (size_t i = 0; i < count; i++)
        add_round(&t, rounds[i]);
    if (t.condemned > 0)
        find(v, VALIDITY_INVALID, FAULT_NONE, "in %zu of %zu rounds: %s",
             t.condemned, count, t.reason);
    else if (t.failed > 0 && 2 * t.failed >= count)
        find(v, VALIDITY_INVALID, FAULT_NONE, "%zu of %zu rounds failed: %s",
             t.failed, count, t.reason);
    else if ((double)t.errors > VALIDITY_ERRORS * (double)t.requests)
        find(v, VALIDITY_INVALID, FAULT_ERRORS,
             "%" PRIu64 " of %" PRIu64
             " requests failed, more than 0.01 %%: %s",
             t.errors, t.requests, t.reason);
    else if (t.failed > 0)
        find(v, VALIDITY_VALID, FAULT_NONE,
             "%zu of %zu rounds failed and do not count: %s", t.failed, count,
             t.reason);
    note_ordered(&t, v);
}

/* What Little's law lets expect of rho: the connections the model can serve at
 * once, less the share of time in which it was told to pause. */
static double expected_busy(const struct validity_cell *c)
{
    double at_once = c->load.at_once > 0 ? c->load.at_once : c->connections;

    return at_once / c->connections * c->mean_ns /
           (c->mean_ns + (double)c->load.think_ns);
}

static void judge_little(const struct validity_cell *c,
                         struct validity_verdict *v)
{
    double expected = expected_busy(c);

    if (!c->load.closed || c->load.control || isnan(c->busy) || isnan(expected))
        return;
    if (c->load.at_once > 0 && c->load.at_once < c->connections)
        find(v, VALIDITY_VALID, FAULT_NONE,
             "its model has %d of %d requests under way at most; what the "
             "others wait for it is not in the service time",
             c->load.at_once, c->connections);
    /* What is under way at the window's end is not counted in it. */
    if (c->busy >= little_least * expected - c->longest)
        return;
    if (c->load.churns)
        find(v, VALIDITY_VALID, FAULT_NONE,
             "by Little's law %.3f of the connections were busy: the rest of "
             "the time they were closed and opened, which is no service time",
             c->busy);
    else
        find(v, VALIDITY_SUSPECT, FAULT_LITTLE,
             "by Little's law %.3f of the connections were busy, where its "
             "model has %.3f: requests waited inside the client",
             c->busy, expected);
}

/* One figure more, with a comma; nothing of one that was not measured. */
static void add_figure(char *text, size_t size, const char *format,
                       double figure)
{
    size_t length = strlen(text);

    if (isnan(figure))
        return;
    length += (size_t)snprintf(text + length, size - length, "%s",
                               length > 0 ? ", " : "");
    snprintf(text + length, size - length, format, figure);
}

static void judge_server(const struct validity_server *s,
                         struct validity_verdict *v)
{
    char figures[VALIDITY_TEXT / 2] = "";
    size_t size = sizeof figures;

    if (!validity_server_bound(s))
        return;
    add_figure(figures, size, "worked %.0f %% of its time", 100 * s->worked);
    add_figure(figures, size, "waited for a CPU %.0f %%", 100 * s->waited);
    add_figure(figures, size, "busiest thread %.0f %%", 100 * s->hottest);
    add_figure(figures, size, "capacity %.1f times the rate", s->reserve);
    find(v, VALIDITY_SUSPECT, FAULT_NONE,
         "server-bound (%s): requests/s and latency show its limit, CPU per "
         "request counts",
         figures);
}

static void judge_surroundings(const struct validity_cell *c,
                               struct validity_verdict *v)
{
    judge_server(&c->server, v);
    if (c->overflows != RECORD_NONE && c->overflows > 0)
        find(v, VALIDITY_SUSPECT, FAULT_NONE,
             "the server's listen queue overflowed %" PRIu64 " times",
             c->overflows);
    if (c->carried > 0 && c->carried < VALIDITY_CARRIED)
        find(v, VALIDITY_VALID, FAULT_NONE,
             "overloaded: its clients waited so long for answers that they "
             "asked for %.0f %% of what their pauses allow",
             100 * c->carried);
    if (c->twin)
        find(v, VALIDITY_SUSPECT, FAULT_NONE, "%s", c->twin);
    if (c->unsteady)
        find(v, VALIDITY_SUSPECT, FAULT_NONE, "%s", c->unsteady);
}

void validity_cell(const struct validity_cell *c, struct validity_verdict *v)
{
    judge_little(c, v);
    judge_surroundings(c, v);
}
