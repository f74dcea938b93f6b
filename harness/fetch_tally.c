#include "fetch_tally.h"

#include <errno.h>
#include <string.h>

#include "conn.h"
#include "histogram.h"
#include "job.h"

/* Values a percentile needs beyond it to be shown. */
#define BEYOND_LEAST 10

const struct fetch_percentile fetch_percentiles[FETCH_PERCENTILES] = {
    {"p50", 50}, {"p75", 75},     {"p90", 90},
    {"p99", 99}, {"p99.9", 99.9}, {"max", 100},
};

int fetch_tally_init(struct fetch_tally *t)
{
    memset(t, 0, sizeof *t);
    return histogram_create(HISTOGRAM_HOUR_NS, &t->latency);
}

int fetch_tally_keep_response(struct fetch_tally *t)
{
    return histogram_create(HISTOGRAM_HOUR_NS, &t->response);
}

void fetch_tally_free(struct fetch_tally *t)
{
    histogram_destroy(t->latency);
    histogram_destroy(t->response);
    t->latency = t->response = NULL;
}

static void add_error(struct fetch_tally *t, int error, uint64_t count)
{
    int i = 0;

    while (i < t->error_count && t->errors[i].error != error)
        i++;
    if (i == FETCH_ERRORS_MAX) {
        t->errors[--i].error = FETCH_OTHER;
    } else if (i == t->error_count) {
        t->errors[i] = (struct fetch_error){error, 0};
        t->error_count++;
    }
    t->errors[i].count += count;
}

static void add_response(struct fetch_tally *t, const struct sample *s)
{
    uint64_t time = s->done - s->due;

    if (time > t->slowest_response_ns)
        t->slowest_response_ns = time;
    if (!s->error || s->error == ETIMEDOUT)
        histogram_record(t->response, time);
}

void fetch_tally_add(struct fetch_tally *t, const struct sample *s)
{
    uint64_t time = s->done - s->start;

    t->sum_ns += time;
    if (time > t->slowest_ns)
        t->slowest_ns = time;
    if (!s->error || s->error == ETIMEDOUT)
        histogram_record(t->latency, time);
    if (t->response)
        add_response(t, s);
    if (s->error) {
        t->failed++;
        add_error(t, s->error, 1);
        return;
    }
    t->body_bytes += s->bytes;
    t->statuses[s->status]++;
    if (s->status < FETCH_STATUS_BAD)
        t->ok++;
    else
        t->bad++;
}

void fetch_tally_merge(struct fetch_tally *t, const struct fetch_tally *from)
{
    if (fetch_tally_requests(from) == 0)
        return;
    t->ok += from->ok;
    t->bad += from->bad;
    t->failed += from->failed;
    t->body_bytes += from->body_bytes;
    t->sum_ns += from->sum_ns;
    if (from->slowest_ns > t->slowest_ns)
        t->slowest_ns = from->slowest_ns;
    for (int i = 0; i <= FETCH_STATUS_MAX; i++)
        t->statuses[i] += from->statuses[i];
    for (int i = 0; i < from->error_count; i++)
        add_error(t, from->errors[i].error, from->errors[i].count);
    histogram_add(t->latency, from->latency);
    if (from->slowest_response_ns > t->slowest_response_ns)
        t->slowest_response_ns = from->slowest_response_ns;
    if (t->response && from->response)
        histogram_add(t->response, from->response);
}

uint64_t fetch_tally_requests(const struct fetch_tally *t)
{
    return t->ok + t->bad + t->failed;
}

static uint64_t percentile_of(const struct histogram *h, uint64_t slowest,
                              double percentile)
{
    double beyond = (double)h->total * (100 - percentile) / 100;

    if (h->total == 0)
        return FETCH_NONE;
    /* Within the histogram's precision, but not above what was seen. */
    if (percentile >= 100) {
        uint64_t max = histogram_max(h);

        return max < slowest ? max : slowest;
    }
    /* 1000 values have ten beyond p99, whatever the last bit of 0.1 is. */
    return beyond + 1e-6 < BEYOND_LEAST
               ? FETCH_NONE
               : histogram_value_at_percentile(h, percentile);
}

uint64_t fetch_tally_percentile(const struct fetch_tally *t, double percentile)
{
    return percentile_of(t->latency, t->slowest_ns, percentile);
}

uint64_t fetch_tally_response(const struct fetch_tally *t, double percentile)
{
    if (!t->response)
        return FETCH_NONE;
    return percentile_of(t->response, t->slowest_response_ns, percentile);
}

const char *fetch_error_words(int error)
{
    switch (error) {
    case FETCH_UNRESOLVED:
        return "the host's name cannot be resolved";
    case FETCH_OTHER:
        return "other errors";
    default:
        return conn_error(error);
    }
}
