#include "report_measure.h"

#include <math.h>
#include <string.h>

#include "record.h"

static double number(uint64_t value)
{
    return value == RECORD_NONE ? (double)NAN : (double)value;
}

static double per(uint64_t amount, uint64_t of)
{
    return of == 0 ? (double)NAN : number(amount) / number(of);
}

static uint64_t sum(uint64_t a, uint64_t b)
{
    return a == RECORD_NONE || b == RECORD_NONE ? RECORD_NONE : a + b;
}

static uint64_t client_cpu(const struct record *r)
{
    return sum(r->client.cpu_user_ns, r->client.cpu_sys_ns);
}

static double rate(const struct record *r)
{
    return 1e9 * per(r->requests, r->window_ns);
}

/* Elsewhere it says no more than requests/s. */
static double bytes(const struct record *r)
{
    if (strstr(r->point, "size=") == NULL)
        return (double)NAN;
    return 1e9 * per(r->body_bytes, r->window_ns);
}

/* Without any request there are no percentiles; their fields are 0. */
static double time_of(const struct record_service *times, uint64_t value)
{
    return times->total == 0 ? (double)NAN : number(value);
}

static double p50(const struct record *r)
{
    return time_of(&r->service, r->service.p50);
}

static double p99(const struct record *r)
{
    return time_of(&r->service, r->service.p99);
}

static double p999(const struct record *r)
{
    return time_of(&r->service, r->service.p999);
}

static double connect_p50(const struct record *r)
{
    return time_of(&r->connect, r->connect.p50);
}

static double connect_p99(const struct record *r)
{
    return time_of(&r->connect, r->connect.p99);
}

static double response_p50(const struct record *r)
{
    return time_of(&r->response, r->response.p50);
}

static double response_p99(const struct record *r)
{
    return time_of(&r->response, r->response.p99);
}

static double response_p999(const struct record *r)
{
    return time_of(&r->response, r->response.p999);
}

static double response_mean(const struct record *r)
{
    return r->response.total == 0 ? (double)NAN : (double)r->response.mean;
}

static double lag(const struct record *r)
{
    return time_of(&r->lag, r->lag.p99);
}

static double reaction_p50(const struct record *r)
{
    return time_of(&r->reaction, r->reaction.p50);
}

static double reaction_p99(const struct record *r)
{
    return time_of(&r->reaction, r->reaction.p99);
}

static double reaction_p999(const struct record *r)
{
    return time_of(&r->reaction, r->reaction.p999);
}

static double cpu(const struct record *r)
{
    return per(client_cpu(r), r->requests);
}

static double switches(const struct record *r)
{
    return per(sum(r->client.switches_voluntary, r->client.switches_forced),
               r->requests);
}

static double busy(const struct record *r)
{
    if (r->connections == 0)
        return (double)NAN;
    return rate(r) / 1e9 * time_of(&r->service, r->service.mean) /
           r->connections;
}

static double server_load(const struct record *r)
{
    return per(r->server_cpu_ns, r->window_ns);
}

static double hottest(const struct record *r)
{
    return per(r->server_hottest_ns, r->platform.watched_ns);
}

static double calls(const struct record *r)
{
    return per(r->client_calls, r->requests);
}

/* Bytes of one connection more. */
static double slope(const struct record *r, uint64_t few, uint64_t many)
{
    if (r->memory.few == RECORD_NONE || r->memory.many <= r->memory.few)
        return (double)NAN;
    return (number(many) - number(few)) /
           (double)(r->memory.many - r->memory.few);
}

static double memory_user(const struct record *r)
{
    return slope(r, r->memory.user_few, r->memory.user_many);
}

static double memory_kernel(const struct record *r)
{
    return slope(r, r->memory.kernel_few, r->memory.kernel_many);
}

static double makespan(const struct record *r)
{
    return number(r->makespan_ns);
}

static double slowest(const struct record *r)
{
    return number(r->slowest_ns);
}

static double one_by_one(const struct record *r)
{
    return number(r->sum_ns);
}

/* What a closed scenario used in its window is no run's cost. */
static double run_cpu(const struct record *r)
{
    return r->makespan_ns == RECORD_NONE ? (double)NAN : number(client_cpu(r));
}

static const struct measure_info all[MEASURE_COUNT] = {
    [MEASURE_RATE] = {"requests_per_s", "requests/s", QUANTITY_RATE, .03, true,
                      "more", "fewer", rate},
    [MEASURE_BYTES] = {"body_bytes_per_s", "body bytes/s", QUANTITY_RATE, 0,
                       true, "", "", bytes},
    [MEASURE_P50] = {"p50_ns", "p50", QUANTITY_TIME, .05, false, "longer",
                     "shorter", p50},
    [MEASURE_P99] = {"p99_ns", "p99", QUANTITY_TIME, .10, false, "longer",
                     "shorter", p99},
    [MEASURE_P999] = {"p999_ns", "p99.9", QUANTITY_TIME, .20, false, "longer",
                      "shorter", p999},
    [MEASURE_CONNECT_P50] = {"connect_p50_ns", "connect p50", QUANTITY_TIME, 0,
                             false, "", "", connect_p50},
    [MEASURE_CONNECT_P99] = {"connect_p99_ns", "connect p99", QUANTITY_TIME, 0,
                             false, "", "", connect_p99},
    [MEASURE_CPU] = {"cpu_ns_per_request", "CPU/request", QUANTITY_TIME, .03,
                     false, "more", "less", cpu},
    [MEASURE_SWITCHES] = {"switches_per_request", "context switches/request",
                          QUANTITY_COUNT, 0, false, "", "", switches},
    [MEASURE_BUSY] = {"busy", "connections busy", QUANTITY_SHARE, 0, false, "",
                      "", busy},
    [MEASURE_SERVER_LOAD] = {"server_load", "server CPU", QUANTITY_SHARE, 0,
                             false, "", "", server_load},
    [MEASURE_RESPONSE_P50] = {"response_p50_ns", "response p50", QUANTITY_TIME,
                              .05, false, "longer", "shorter", response_p50},
    [MEASURE_RESPONSE_P99] = {"response_p99_ns", "response p99", QUANTITY_TIME,
                              .10, false, "longer", "shorter", response_p99},
    [MEASURE_RESPONSE_P999] = {"response_p999_ns", "response p99.9",
                               QUANTITY_TIME, .20, false, "longer", "shorter",
                               response_p999},
    [MEASURE_RESPONSE_MEAN] = {"response_mean_ns", "response mean",
                               QUANTITY_TIME, 0, false, "", "", response_mean},
    [MEASURE_LAG] = {"lag_p99_ns", "lag p99", QUANTITY_TIME, 0, false, "", "",
                     lag},
    [MEASURE_REACTION_P50] = {"reaction_p50_ns", "reaction p50", QUANTITY_TIME,
                              .05, false, "longer", "shorter", reaction_p50},
    [MEASURE_REACTION_P99] = {"reaction_p99_ns", "reaction p99", QUANTITY_TIME,
                              .10, false, "longer", "shorter", reaction_p99},
    [MEASURE_REACTION_P999] = {"reaction_p999_ns", "reaction p99.9",
                               QUANTITY_TIME, .20, false, "longer", "shorter",
                               reaction_p999},
    [MEASURE_MAKESPAN] = {"makespan_ns", "makespan", QUANTITY_TIME, .03, false,
                          "longer", "shorter", makespan},
    [MEASURE_SLOWEST] = {"slowest_ns", "slowest request", QUANTITY_TIME, 0,
                         false, "", "", slowest},
    [MEASURE_SUM] = {"sum_ns", "sum of all requests", QUANTITY_TIME, 0, false,
                     "", "", one_by_one},
    [MEASURE_RUN_CPU] = {"cpu_ns_per_run", "CPU/run", QUANTITY_TIME, .03, false,
                         "more", "less", run_cpu},
    [MEASURE_SERVER_HOTTEST] = {"server_hottest", "server's busiest thread",
                                QUANTITY_SHARE, 0, false, "", "", hottest},
    [MEASURE_CALLS] = {"calls_per_request", "system calls/request",
                       QUANTITY_COUNT, 0, false, "", "", calls},
    [MEASURE_MEMORY_USER] = {"memory_bytes_per_connection",
                             "client memory/connection", QUANTITY_BYTES, .05,
                             false, "more", "less", memory_user},
    [MEASURE_MEMORY_KERNEL] = {"kernel_bytes_per_connection",
                               "kernel memory/connection", QUANTITY_BYTES, 0,
                               false, "", "", memory_kernel},
};

const struct measure_info *measure_info(enum measure m)
{
    return &all[m];
}

enum measure measure_find(const char *key)
{
    int m = 0;

    while (m < MEASURE_COUNT && strcmp(all[m].key, key) != 0)
        m++;
    return (enum measure)m;
}

bool measure_is_seldom(enum measure m)
{
    return m == MEASURE_BYTES || m == MEASURE_CONNECT_P50 ||
           m == MEASURE_CONNECT_P99;
}
