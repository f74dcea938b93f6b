#include <errno.h>

#include "clock.h"
#include "histogram.h"
#include "job.h"
#include "truth_trial.h"

/* See the header of truth_trial. */
#define ALLOWED (2 * CLOCK_MS)
#define WAKEUPS 3

static void judge_percentile(struct truth_percentile *p)
{
    p->most_ns =
        p->truth_ns + p->truth_ns / 50 + ALLOWED + WAKEUPS * p->late_ns;
    /* Both come from buckets of a thousandth. */
    p->ok = p->measured_ns >= p->truth_ns - p->truth_ns / 1000 &&
            p->measured_ns <= p->most_ns;
}

static void fill(struct truth_result *r, const struct sample *samples,
                 size_t count, const unsigned delays[TRUTH_DELAYS],
                 struct histogram *truth, struct histogram *measured)
{
    for (size_t i = 0; i < count; i++) {
        const struct sample *s = &samples[i];
        uint64_t delay = delays[s->number % TRUTH_DELAYS] * CLOCK_MS;

        if (s->done == 0)
            continue;
        histogram_record(truth, delay);
        histogram_record(measured, s->done - s->start);
        r->early += s->done - s->start < delay;
    }
}

int truth_judge(struct truth_result *r, const struct sample *samples,
                size_t count, const unsigned delays[TRUTH_DELAYS],
                const uint64_t late_ns[TRUTH_PERCENTILES])
{
    struct histogram *truth = NULL, *measured = NULL;
    int result = histogram_create(HISTOGRAM_HOUR_NS, &truth);

    if (result == 0)
        result = histogram_create(HISTOGRAM_HOUR_NS, &measured);
    if (result == 0)
        fill(r, samples, count, delays, truth, measured);
    r->ok = result == 0 && r->early == 0;
    for (int i = 0; i < TRUTH_PERCENTILES && result == 0; i++) {
        struct truth_percentile *p = &r->percentiles[i];
        double q = truth_percentiles[i];

        p->truth_ns = histogram_value_at_percentile(truth, q);
        p->measured_ns = histogram_value_at_percentile(measured, q);
        p->late_ns = late_ns[i];
        judge_percentile(p);
        r->ok &= p->ok;
    }
    histogram_destroy(truth);
    histogram_destroy(measured);
    return result;
}
