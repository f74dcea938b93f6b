/*
 * The samples are sorted out after the client has ended, not while it runs:
 * what is done for a request under load is to fill in one slot.
 */
#include "window.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "histogram.h"
#include "job.h"
#include "record.h"

/*
 * A window may be off by a quarter of its length, and by 50 ms in any case.
 * What is counted is counted between the edges as they were taken, so a late
 * edge spoils no figure; it is late because the worker that took it had to wait
 * for a CPU, which a thread among hundreds does for tens of milliseconds.
 * Beyond that the client was starved by others. The record has both lengths,
 * and the report tells of those that are off by more than a hundredth.
 */
static uint64_t off_allowed(uint64_t asked)
{
    uint64_t always = 50 * CLOCK_MS;

    return asked / 4 > always ? asked / 4 : always;
}

size_t window_slots(const struct job *job)
{
    size_t claimed = atomic_load(&job->samples_claimed);

    return claimed < job->sample_count ? claimed : job->sample_count;
}

static bool is_inside(const struct sample *s, uint64_t from, uint64_t to)
{
    return s->done > from && s->done <= to;
}

void window_errors(const struct job *job, uint64_t from, uint64_t to,
                   struct record *record)
{
    size_t count = window_slots(job);

    for (size_t i = 0; i < count; i++) {
        const struct sample *s = &job->samples[i];

        if (s->error > 0 && is_inside(s, from, to))
            record_count_error(record, s->error, 1);
    }
}

/* `at` is inside the window that begins behind `from`. */
static size_t bin_of(uint64_t at, uint64_t from, uint64_t to, size_t bins)
{
    return (size_t)((double)(at - from - 1) / (double)(to - from) *
                    (double)bins);
}

/* What is timed of the requests that end in the window. */
struct times {
    struct histogram *service, *connect, *ordered;
};

static void count_answers(const struct job *job, struct record *record,
                          const struct times *times)
{
    uint64_t from = job->edges[0].at, to = job->edges[1].at;
    size_t count = window_slots(job);

    record->bins.there = true;
    record->requests = 0;
    record->body_bytes = 0;
    for (size_t i = 0; i < count; i++) {
        const struct sample *s = &job->samples[i];

        if (job->pushed && s->due == 0)
            continue; /* no event: the end of the waiting */
        if (s->error > 0 || !is_inside(s, from, to))
            continue;
        if (s->error < 0) {
            histogram_record(times->ordered, s->done - s->start);
            continue;
        }
        record->requests++;
        record->bins.counts[bin_of(s->done, from, to, RECORD_BINS)]++;
        record->body_bytes += s->bytes;
        histogram_record(times->service, s->done - s->start);
        if (s->opened > 0)
            histogram_record(times->connect, s->opened - s->start);
    }
}

void window_series(const struct job *job, struct window_series *series)
{
    uint64_t from = job->edges[0].at;
    size_t count = from > 0 ? window_slots(job) : 0;

    memset(series->bins, 0, series->count * sizeof *series->bins);
    for (size_t i = 0; i < count; i++) {
        const struct sample *s = &job->samples[i];
        uint64_t bin = (s->done - from) / series->bin_ns;

        if (s->error == 0 && s->done > from && bin < series->count)
            series->bins[bin]++;
    }
}

static void take_usage(const struct job *job, struct record *record)
{
    const struct edge *a = &job->edges[0], *b = &job->edges[1];

    record->window_ns = b->at - a->at;
    record->client = b->client;
    meter_subtract(&record->client, &a->client);
    if (a->server_cpu_ns != METER_NONE && b->server_cpu_ns != METER_NONE)
        record->server_cpu_ns = b->server_cpu_ns - a->server_cpu_ns;
    if (a->server_wait_ns != METER_NONE && b->server_wait_ns != METER_NONE &&
        b->server_wait_ns >= a->server_wait_ns)
        record->server_wait_ns = b->server_wait_ns - a->server_wait_ns;
    if (a->calls != METER_NONE && b->calls != METER_NONE)
        record->client_calls = b->calls - a->calls;
}

static bool has_edges(const struct job *job)
{
    return job->edges[0].at > 0 && job->edges[1].at > job->edges[0].at;
}

static int create_times(struct times *times)
{
    int result = histogram_create(HISTOGRAM_HOUR_NS, &times->service);

    if (result == 0)
        result = histogram_create(HISTOGRAM_HOUR_NS, &times->connect);
    if (result == 0)
        result = histogram_create(HISTOGRAM_HOUR_NS, &times->ordered);
    return result;
}

static int keep_times(const struct times *times, struct record *record)
{
    int result = record_set_service(record, times->service);

    if (result == 0)
        result = record_set_times(&record->connect, times->connect);
    if (result == 0)
        result = record_set_times(&record->ordered, times->ordered);
    return result;
}

int window_collect(const struct job *job, struct record *record)
{
    struct times times = {NULL, NULL, NULL};
    int result;

    record->window_asked_ns = job->window_ns;
    if (!has_edges(job))
        return 0;
    result = create_times(&times);
    if (result == 0) {
        count_answers(job, record, &times);
        window_errors(job, job->edges[0].at, job->edges[1].at, record);
        take_usage(job, record);
        result = keep_times(&times, record);
    }
    histogram_destroy(times.service);
    histogram_destroy(times.connect);
    histogram_destroy(times.ordered);
    return result < 0 ? -ENOMEM : 0;
}

int window_check(const struct job *job, const struct record *record,
                 char *reason, size_t size)
{
    uint64_t asked = job->window_ns, got = record->window_ns;
    uint64_t off = got > asked ? got - asked : asked - got;

    if (!has_edges(job))
        snprintf(reason, size,
                 "no request ended at or after the end of the window");
    else if (off > off_allowed(asked))
        snprintf(reason, size, "the window was %.1f ms long instead of %.1f ms",
                 (double)got / 1e6, (double)asked / 1e6);
    else if (record->requests == 0)
        snprintf(reason, size, "no request ended inside the window");
    else
        return 0;
    return -EINVAL;
}
