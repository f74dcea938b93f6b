#include "report_meters.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report_format.h"

/* More than this is told of: shares of the window. */
static const double steal_limit = .01;
static const double others_limit = .05;

/* getrusage(2) and /proc/PID/task are read at slightly other times, and the
 * latter is up to a tick old. */
static const double tasks_limit = .05;
#define TASKS_NS UINT64_C(20000000)

static bool is_of(const struct record *r, const struct report_point *p,
                  const char *kind)
{
    return r->ok && strcmp(r->kind, kind) == 0 &&
           strcmp(r->scenario, p->scenario->name) == 0;
}

static double share(uint64_t part, const struct record *r)
{
    return part == RECORD_NONE || r->platform.watched_ns == RECORD_NONE ||
                   r->platform.watched_ns == 0
               ? (double)NAN
               : (double)part / (double)r->platform.watched_ns;
}

static bool reached_limit(const struct record *r)
{
    return share(r->server_hottest_ns, r) >= VALIDITY_SERVER_LIMIT;
}

/* What a strongest client got from a server that was busy all the time is what
 * the server can do; from another one it is only what the client can. */
static void take_capacity(struct report_point *p, const struct record *r)
{
    double rate = measure_info(MEASURE_RATE)->of(r);

    if (reached_limit(r) && !(p->capacity <= rate))
        p->capacity = rate;
}

void report_meters_sort(const struct report_summary *s, struct report_point *p)
{
    p->capacity = NAN;
    for (size_t i = 0; s->extra && i < s->extra->count; i++) {
        const struct record *r = &s->extra->records[i];

        if (is_of(r, p, RECORD_CAPACITY))
            take_capacity(p, r);
        if (!is_of(r, p, RECORD_INSTRUMENTED) || strcmp(r->point, p->name) != 0)
            continue;
        for (size_t k = 0; k < p->cell_count; k++)
            if (strcmp(p->cells[k].backend->name, r->backend) == 0)
                p->cells[k].instrumented = r;
    }
}

static void add(struct table *t, enum quantity q, double value)
{
    char text[FORMAT_SIZE];

    format_number(text, q, value);
    if (q == QUANTITY_COUNT && !isnan(value))
        table_add(t, "%.0f", value); /* of events, not of a request */
    else
        table_add(t, "%s", text);
}

static void heads(struct table *t, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        table_add(t, "%s", names[i]);
}

struct table *report_table_capacity(const struct report_summary *s)
{
    static const char *const names[] = {"scenario",   "when",
                                        "client",     "loops",
                                        "requests/s", "server's busiest thread",
                                        "capacity"};
    struct table *t = table_create("What the server could do", 7);

    if (t == NULL)
        return NULL;
    heads(t, names, 7);
    for (size_t i = 0; s->extra && i < s->extra->count; i++) {
        const struct record *r = &s->extra->records[i];

        if (strcmp(r->kind, RECORD_CAPACITY) != 0)
            continue;
        table_add(t, "%s", r->scenario);
        table_add(t, "%s", r->block == 1 ? "at the start" : "at the end");
        table_add(t, "%s, %d connections", r->backend, r->connections);
        table_add(t, "%d", r->threads);
        add(t, QUANTITY_RATE, measure_info(MEASURE_RATE)->of(r));
        add(t, QUANTITY_SHARE, share(r->server_hottest_ns, r));
        table_add(t, "%s",
                  !r->ok             ? r->reason
                  : reached_limit(r) ? "reached"
                                     : "not reached: it is more than that");
    }
    return t;
}

/* The most of the cell's rounds; NaN: no round has it. */
static double worst(const struct report_cell *cell,
                    double (*of)(const struct record *))
{
    double most = NAN;

    for (size_t i = 0; i < cell->round_count; i++)
        most = fmax(most, of(cell->rounds[i]));
    return most;
}

static double number(uint64_t value)
{
    return value == RECORD_NONE ? (double)NAN : (double)value;
}

static double steal(const struct record *r)
{
    return share(r->platform.steal_ns, r);
}

static double others(const struct record *r)
{
    return share(r->platform.others_cpu_ns, r);
}

static double throttled(const struct record *r)
{
    return number(r->platform.throttled_ns);
}

static double stall(const struct record *r)
{
    return number(r->platform.stall_ns);
}

static double stalls(const struct record *r)
{
    return number(r->platform.stalls);
}

static double overflows(const struct record *r)
{
    return number(r->platform.listen_overflows);
}

static double drops(const struct record *r)
{
    return number(r->platform.listen_drops);
}

static double retransmits(const struct record *r)
{
    return number(r->platform.retransmits);
}

/* A column of the table, and when it is warned of. */
static const struct meter {
    const char *title;
    enum quantity quantity;
    double limit; /* it is told of above this */
    double (*of)(const struct record *);
    const char *what; /* "... in 3 of 12 rounds" */
} meters[] = {
    {"steal", QUANTITY_SHARE, steal_limit, steal,
     "the hypervisor took more than 1 % of a CPU"},
    {"throttled", QUANTITY_TIME, 0, throttled,
     "the control group's quota of CPU time was used up"},
    {"load of others", QUANTITY_SHARE, others_limit, others,
     "other processes used more than 5 % of a CPU"},
    {"longest stall", QUANTITY_TIME, (double)NAN, stall, NULL},
    {"stalls", QUANTITY_COUNT, 0, stalls,
     "the machine stood still for more than 10 ms"},
    {"listen overflows", QUANTITY_COUNT, 0, overflows,
     "connections found a full listen queue"},
    {"listen drops", QUANTITY_COUNT, 0, drops,
     "the listener dropped connections"},
    {"retransmits", QUANTITY_COUNT, 0, retransmits,
     "TCP segments were sent again"},
};
enum { METERS = sizeof meters / sizeof *meters };

/* Records of earlier versions have none of it. */
static bool is_watched(const struct report_cell *cell)
{
    for (size_t i = 0; i < METERS; i++)
        if (!isnan(worst(cell, meters[i].of)))
            return true;
    return false;
}

struct table *report_table_platform(const struct report_point *p)
{
    struct table *t = table_create("What the machine did: each cell's worst "
                                   "round",
                                   METERS + 1);

    if (t == NULL)
        return NULL;
    table_add(t, "backend");
    for (size_t i = 0; i < METERS; i++)
        table_add(t, "%s", meters[i].title);
    for (size_t k = 0; k < p->cell_count; k++) {
        if (!is_watched(&p->cells[k]))
            continue;
        table_add(t, "%s", p->cells[k].label);
        for (size_t i = 0; i < METERS; i++)
            add(t, meters[i].quantity, worst(&p->cells[k], meters[i].of));
    }
    return t;
}

void report_warn_platform(const struct report_point *p, struct lines *out)
{
    for (size_t i = 0; i < METERS; i++) {
        size_t rounds = 0, over = 0;

        for (size_t k = 0; k < p->cell_count; k++) {
            const struct report_cell *cell = &p->cells[k];

            rounds += cell->round_count;
            for (size_t n = 0; n < cell->round_count; n++)
                over += meters[i].of(cell->rounds[n]) > meters[i].limit;
        }
        if (over > 0)
            lines_add(out, "%s, %s: %s in %zu of %zu rounds; see Diagnostics.",
                      p->scenario->name, p->name, meters[i].what, over, rounds);
    }
}

static bool disagrees(const struct record *r)
{
    uint64_t all = r->client_tasks_ns, off,
             whole = r->client.cpu_user_ns + r->client.cpu_sys_ns;

    if (!r->ok || all == RECORD_NONE || r->client.cpu_user_ns == RECORD_NONE)
        return false;
    off = all > whole ? all - whole : whole - all;
    return (double)off > (double)TASKS_NS + tasks_limit * (double)whole;
}

void report_warn_extra(const struct report_summary *s, struct lines *out)
{
    json_int_t left_out = json_integer_value(
        report_manifest_value(s->manifest, "ended", "extra_left_out"));

    if (left_out > 0)
        lines_add(out,
                  "The budget did not hold %lld rounds besides the blocks: "
                  "where the server's capacity or system calls are not told, "
                  "they were not measured.",
                  (long long)left_out);
    for (size_t i = 0; s->extra && i < s->extra->count; i++) {
        const struct record *r = &s->extra->records[i];

        if (!r->ok)
            lines_add(out, "%s, %s: the %s round of %s failed: %s.",
                      r->scenario, r->point, r->kind, r->backend, r->reason);
        else if (disagrees(r))
            lines_add(out,
                      "%s, %s: the CPU time of %s by getrusage and the sum "
                      "over its threads differ by more than 5 %%: one of them "
                      "does not see all that works for it.",
                      r->scenario, r->point, r->backend);
    }
}

struct table *report_table_meters(const struct report_summary *s)
{
    json_t *all = report_manifest_value(s->manifest, NULL, "meters"), *reason;
    struct table *t = table_create("What was not measured", 2);
    const char *name;

    if (t == NULL)
        return NULL;
    table_add(t, "meter");
    table_add(t, "reason");
    json_object_foreach(all, name, reason)
    {
        if (!json_is_string(reason) ||
            strcmp(json_string_value(reason), "available") == 0)
            continue;
        table_add(t, "%s", name);
        table_add(t, "%s", json_string_value(reason));
    }
    return t;
}
