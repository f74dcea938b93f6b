/*
 * What a load at a given rate says about time. A request that found no free
 * connection has waited for one: that is in its response time, and no lag of
 * the model's.
 */
#include <errno.h>

#include "histogram.h"
#include "job.h"
#include "record.h"
#include "window.h"

enum { SERVICE, CONNECT, RESPONSE, LAG, REACTION, KINDS };

struct counting {
    const struct job *job;
    struct histogram *times[KINDS];
    uint64_t begun; /* before the window's end, of those due in it */
    uint64_t first; /* due time of all; CLOCK_NEVER: none */
};

static void count_request(struct counting *c, const struct sample *s)
{
    c->begun += s->start <= c->job->edge_at[1];
    if (s->error != 0)
        return;
    histogram_record(c->times[SERVICE], s->done - s->start);
    histogram_record(c->times[RESPONSE], s->done - s->due);
    if (s->opened > 0)
        histogram_record(c->times[CONNECT], s->opened - s->start);
    if (s->taken <= s->due)
        histogram_record(c->times[LAG], s->start - s->due);
}

static void count_push(struct counting *c, const struct sample *s)
{
    c->begun += s->taken <= c->job->edge_at[1];
    if (s->error != 0)
        return;
    histogram_record(c->times[LAG], s->taken - s->due);
    histogram_record(c->times[REACTION], s->done - s->taken);
}

static void count_samples(struct counting *c)
{
    const struct job *job = c->job;
    size_t claimed = atomic_load(&job->samples_claimed);

    if (claimed > job->sample_count)
        claimed = job->sample_count;
    for (size_t i = 0; i < claimed; i++) {
        const struct sample *s = &job->samples[i];

        if (s->done == 0 || s->due == 0)
            continue;
        if (s->due < c->first)
            c->first = s->due;
        if (s->due < job->edge_at[0] || s->due >= job->edge_at[1])
            continue;
        if (!job->pushed)
            count_request(c, s);
        else if (s->taken >= s->due)
            count_push(c, s);
    }
}

/* A push's schedule begins when the server first sees a connection wait, which
 * its first event tells. */
static void count_due(const struct counting *c, const struct schedule *schedule,
                      struct record *record)
{
    const struct job *job = c->job;
    uint64_t origin = job->started;

    if (schedule->count == 0 || c->first == CLOCK_NEVER)
        return;
    if (job->pushed)
        origin = c->first - schedule->at[0];
    record->due = schedule_between(schedule, job->edge_at[0] - origin,
                                   job->edge_at[1] - origin);
    record->backlog = record->due > c->begun ? record->due - c->begun : 0;
}

int window_collect_due(const struct job *job, const struct schedule *schedule,
                       struct record *record)
{
    struct record_service *const places[KINDS] = {
        [SERVICE] = &record->service,   [CONNECT] = &record->connect,
        [RESPONSE] = &record->response, [LAG] = &record->lag,
        [REACTION] = &record->reaction,
    };
    struct counting c = {.job = job, .first = CLOCK_NEVER};
    int result = 0;

    for (int i = 0; i < KINDS && result == 0; i++)
        result = histogram_create(HISTOGRAM_HOUR_NS, &c.times[i]);
    if (result == 0) {
        count_samples(&c);
        count_due(&c, schedule, record);
    }
    for (int i = 0; i < KINDS && result == 0; i++)
        result = record_set_times(places[i], c.times[i]);
    for (int i = 0; i < KINDS; i++)
        histogram_destroy(c.times[i]);
    return result < 0 ? -ENOMEM : 0;
}
