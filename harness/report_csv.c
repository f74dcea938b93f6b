/*
 * rounds.csv: every round that could be read, in the order of its file; those
 * of extra.jsonl, which are not compared, come last.
 */
#include "report_export.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* RFC 4180: quoted when it holds a comma, a quote or the end of a line. */
static void put_text(FILE *file, const char *text)
{
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;

    if (quoted)
        fputc('"', file);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', file);
        fputc(*text, file);
    }
    fputs(quoted ? "\"," : ",", file);
}

static void put_number(FILE *file, uint64_t value)
{
    if (value != RECORD_NONE)
        fprintf(file, "%" PRIu64, value);
    fputc(',', file);
}

/* Without a request there is no percentile: the fields of it are 0 then. */
static void put_service(FILE *file, const struct record_service *s)
{
    const uint64_t values[] = {s->min, s->mean, s->p50, s->p90,
                               s->p99, s->p999, s->max};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        put_number(file, s->total == 0 ? RECORD_NONE : values[i]);
}

static void put_measure(FILE *file, const struct record *r, enum measure m)
{
    double value = measure_info(m)->of(r);

    if (!isnan(value))
        fprintf(file, "%.3f", value);
    fputc(',', file);
}

/* Of a load at a given rate; a saturated round has no percentiles. */
static void put_load(FILE *file, const struct record *r)
{
    const struct record_service *a = &r->response, *b = &r->lag,
                                *c = &r->reaction, *d = &r->connect;
    const uint64_t counts[] = {r->rate, r->due, r->backlog, r->scheduled,
                               r->not_begun};
    const struct {
        const struct record_service *times;
        uint64_t value;
    } times[] = {{a, a->p50},  {a, a->p99}, {a, a->p999},
                 {b, b->p99},  {c, c->p50}, {c, c->p99},
                 {c, c->p999}, {d, d->p50}, {d, d->p99}};
    bool hidden = record_saturated(r->due, r->backlog);

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        put_number(file, counts[i]);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        put_number(file, hidden || times[i].times->total == 0 ? RECORD_NONE
                                                              : times[i].value);
}

static void put_meters(FILE *file, const struct record *r)
{
    const struct record_platform *p = &r->platform;
    const struct record_memory *m = &r->memory;
    const uint64_t values[] = {r->client_calls,
                               r->client_tasks_ns,
                               r->server_wait_ns,
                               r->server_hottest_ns,
                               p->watched_ns,
                               p->steal_ns,
                               p->throttled,
                               p->throttled_ns,
                               p->others_cpu_ns,
                               p->stall_ns,
                               p->stalls,
                               p->listen_overflows,
                               p->listen_drops,
                               p->retransmits,
                               m->few,
                               m->many,
                               m->user_few,
                               m->user_many,
                               m->kernel_few,
                               m->kernel_many,
                               r->total.ordered[ORDERED_STALL],
                               r->total.ordered[ORDERED_CUT],
                               r->total.ordered[ORDERED_WRONG]};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        put_number(file, values[i]);
}

static void put_round(FILE *file, const struct record *r, bool used)
{
    uint64_t errors = 0;

    fprintf(file, "%d,%d,%d,", r->round, r->block, r->order);
    put_text(file, r->scenario);
    put_text(file, r->point);
    fprintf(file, "%d,%d,", r->connections, r->threads);
    put_text(file, r->backend);
    fprintf(file, "%d,", r->twin);
    put_text(file, r->kind);
    fprintf(file, "%d,%d,", r->ok, used);
    put_number(file, r->at_ns);
    put_number(file, r->window_ns);
    put_number(file, r->requests);
    put_number(file, r->body_bytes);
    put_measure(file, r, MEASURE_RATE);
    put_service(file, &r->service);
    put_measure(file, r, MEASURE_CPU);
    put_number(file, r->client.cpu_user_ns);
    put_number(file, r->client.cpu_sys_ns);
    put_number(file, r->client.switches_voluntary);
    put_number(file, r->client.switches_forced);
    put_number(file, r->server_cpu_ns);
    put_number(file, r->makespan_ns);
    put_number(file, r->slowest_ns);
    put_number(file, r->sum_ns);
    put_load(file, r);
    put_meters(file, r);
    put_text(file, r->uses);
    put_text(file, r->fault);
    put_text(file, r->reason);
    for (int k = 0; k < r->error_count; k++)
        errors += r->errors[k].count;
    fprintf(file, "%" PRIu64 "\n", errors);
}

int report_export_csv(const struct report_summary *s, FILE *file)
{
    fputs("round,block,order,scenario,point,connections,threads,backend,twin,"
          "kind,ok,used,at_ns,window_ns,requests,body_bytes,requests_per_s,min_"
          "ns,"
          "mean_ns,p50_ns,p90_ns,p99_ns,p999_ns,max_ns,cpu_ns_per_request,"
          "cpu_user_ns,cpu_sys_ns,switches_voluntary,switches_forced,"
          "server_cpu_ns,makespan_ns,slowest_ns,sum_ns,rate,due,backlog,"
          "scheduled,not_begun,response_p50_ns,response_p99_ns,"
          "response_p999_ns,lag_p99_ns,reaction_p50_ns,reaction_p99_ns,"
          "reaction_p999_ns,connect_p50_ns,connect_p99_ns,calls,tasks_ns,"
          "server_wait_ns,server_hottest_ns,"
          "watched_ns,steal_ns,throttled,throttled_ns,others_cpu_ns,stall_ns,"
          "stalls,listen_overflows,listen_drops,retransmits,memory_few,"
          "memory_many,memory_user_few,memory_user_many,memory_kernel_few,"
          "memory_kernel_many,ordered_stalled,ordered_cut,ordered_wrong,uses,"
          "fault,reason,errors\n",
          file);
    for (size_t i = 0; i < s->rounds->count; i++)
        put_round(file, &s->rounds->records[i], s->used[i]);
    for (size_t i = 0; s->extra && i < s->extra->count; i++)
        put_round(file, &s->extra->records[i], false);
    return 0;
}
