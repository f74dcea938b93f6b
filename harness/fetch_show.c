#include "fetch_show.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "backend.h"
#include "clock.h"
#include "report_format.h"

static const char *time_text(char room[FORMAT_SIZE], uint64_t ns)
{
    format_number(room, QUANTITY_TIME,
                  ns == FETCH_NONE ? (double)NAN : (double)ns);
    return room;
}

void fetch_show_page(FILE *file, const struct fetch_page *page)
{
    const struct sample *s = &page->sample;
    char status[12] = "-", time[FORMAT_SIZE];

    if (s->status > 0)
        snprintf(status, sizeof status, "%d", s->status);
    fprintf(file, "%-3s %12" PRIu64 " B %8s  %s", status, s->bytes,
            time_text(time, page->unresolved ? FETCH_NONE : s->done - s->start),
            page->url);
    if (page->unresolved)
        fprintf(file, ": %s", page->unresolved);
    else if (s->error)
        fprintf(file, ": %s%s", page->unsaved ? "not saved: " : "",
                fetch_error_words(s->error));
    fputc('\n', file);
}

/* "3 ok, 1 with status 404, 1 failed" */
static void show_counts(FILE *file, const struct fetch_tally *t)
{
    fprintf(file, "%" PRIu64 " ok", t->ok);
    for (int i = FETCH_STATUS_BAD; i <= FETCH_STATUS_MAX; i++)
        if (t->statuses[i] > 0)
            fprintf(file, ", %" PRIu64 " with status %d", t->statuses[i], i);
    if (t->failed > 0)
        fprintf(file, ", %" PRIu64 " failed", t->failed);
}

static void show_backend(FILE *file, const struct fetch *f,
                         const struct fetch_result *r)
{
    fprintf(file, "%s", f->order->backend->name);
    if (*r->uses)
        fprintf(file, " (%s)", r->uses);
}

void fetch_show_list(FILE *file, const struct fetch *f,
                     const struct fetch_result *r)
{
    char elapsed[FORMAT_SIZE], slowest[FORMAT_SIZE], sum[FORMAT_SIZE];
    uint64_t ended = fetch_tally_requests(&r->tally);

    if (r->interrupted)
        fprintf(file, "interrupted: %" PRIu64 " of %d URLs had ended\n", ended,
                f->order->url_count);
    show_counts(file, &r->tally);
    fprintf(file, "; backend ");
    show_backend(file, f, r);
    fprintf(file, "\nelapsed %s, slowest %s, sum %s\n",
            time_text(elapsed, r->elapsed_ns),
            time_text(slowest, r->tally.slowest_ns),
            time_text(sum, r->tally.sum_ns));
}

void fetch_show_statuses(FILE *file, const char *prefix,
                         const struct fetch_result *r)
{
    for (int i = FETCH_STATUS_BAD; i <= FETCH_STATUS_MAX; i++)
        if (r->tally.statuses[i] > 0)
            fprintf(file, "%s%" PRIu64 " with status %d\n", prefix,
                    r->tally.statuses[i], i);
}

void fetch_show_errors(FILE *file, const char *prefix,
                       const struct fetch_result *r)
{
    for (int i = 0; i < r->tally.error_count; i++)
        fprintf(file, "%s%" PRIu64 " failed: %s\n", prefix,
                r->tally.errors[i].count,
                fetch_error_words(r->tally.errors[i].error));
}

static void show_rate(FILE *file, const struct fetch_result *r)
{
    double seconds = (double)r->elapsed_ns / 1e9;
    double answers = (double)(r->tally.ok + r->tally.bad);
    char requests[FORMAT_SIZE], bytes[FORMAT_SIZE], elapsed[FORMAT_SIZE];

    format_number(requests, QUANTITY_RATE, answers / seconds);
    format_number(bytes, QUANTITY_RATE, (double)r->tally.body_bytes / seconds);
    fprintf(file, "elapsed      %s\n", time_text(elapsed, r->elapsed_ns));
    fprintf(file, "rate         %s requests/s, %sB/s of body\n", requests,
            bytes);
}

static void show_percentiles(FILE *file, const char *name,
                             const struct fetch_tally *t,
                             uint64_t (*of)(const struct fetch_tally *, double))
{
    bool missing = false;

    fprintf(file, "%-12s", name);
    for (int i = 0; i < FETCH_PERCENTILES; i++) {
        char time[FORMAT_SIZE];
        uint64_t ns = of(t, fetch_percentiles[i].percentile);

        missing |= ns == FETCH_NONE;
        fprintf(file, " %9s", time_text(time, ns));
    }
    fprintf(file, "%s\n", missing ? "   (-: fewer than 10 beyond it)" : "");
}

/* At a given rate from the start, and from when the request was due. */
static void show_latency(FILE *file, const struct fetch *f,
                         const struct fetch_result *r)
{
    bool due = f->order->rate > 0;

    fprintf(file, "latency     ");
    for (int i = 0; i < FETCH_PERCENTILES; i++)
        fprintf(file, " %9s", fetch_percentiles[i].name);
    fputc('\n', file);
    show_percentiles(file, due ? "service" : "", &r->tally,
                     fetch_tally_percentile);
    if (due && fetch_saturated(r) && !r->interrupted)
        fputs("response     not shown: the rate was not reached\n", file);
    else if (due)
        show_percentiles(file, "response", &r->tally, fetch_tally_response);
}

/* What was asked for, and what was late. */
static void show_schedule(FILE *file, const struct fetch *f,
                          const struct fetch_result *r)
{
    if (f->order->rate == 0)
        return;
    fprintf(file, "asked for    %" PRIu64 " requests/s, %" PRIu64 " in all",
            f->order->rate, r->scheduled);
    if (!r->interrupted)
        fprintf(file, "; %" PRIu64 " not begun in time%s", r->behind,
                fetch_saturated(r) ? ": saturated" : "");
    fputc('\n', file);
}

static void show_cpu(FILE *file, const struct fetch_result *r)
{
    uint64_t ended = fetch_tally_requests(&r->tally);
    uint64_t user = r->used.cpu_user_ns, sys = r->used.cpu_sys_ns;
    char all[FORMAT_SIZE], a[FORMAT_SIZE], b[FORMAT_SIZE];

    if (ended == 0)
        return;
    if (user == METER_NONE) {
        fputs("CPU          not known while processes of ours still run\n",
              file);
        return;
    }
    fprintf(file, "CPU          %s a request: %s user, %s system\n",
            time_text(all, (user + sys) / ended), time_text(a, user / ended),
            time_text(b, sys / ended));
}

/* Where the workers are not those of -t, the line above has told of them. */
static void show_threads(FILE *file, const struct fetch *f)
{
    enum waiting waiting = f->order->backend->waiting;
    int threads = f->job.threads;

    if (waiting == WAITING_LOOP || waiting == WAITING_ONE)
        fprintf(file, ", %d %s", threads, threads == 1 ? "thread" : "threads");
    fputc('\n', file);
}

void fetch_show_load(FILE *file, const struct fetch *f,
                     const struct fetch_result *r)
{
    fprintf(file, "backend      ");
    show_backend(file, f, r);
    fprintf(file, "\nconnections  %d of %d", r->connected_most,
            f->job.connections);
    show_threads(file, f);
    fprintf(file, "requests     ");
    show_counts(file, &r->tally);
    fprintf(file, "%s\n", r->interrupted ? "; interrupted" : "");
    show_rate(file, r);
    show_schedule(file, f, r);
    show_latency(file, f, r);
    show_cpu(file, r);
    fetch_show_errors(file, "errors       ", r);
}
