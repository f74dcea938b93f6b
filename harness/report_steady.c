#include "report_steady.h"

#include <math.h>

#include "report_summary.h"

#define TENTH (RECORD_BINS / 10)

static const double steady_limit = 0.02;

bool report_steady_round(const struct record_bins *bins, double *slope,
                         double *first)
{
    const double middle = (RECORD_BINS - 1) / 2.0;
    double start = 0, rest = 0, mean, lean = 0, spread = 0;

    for (int i = 0; i < RECORD_BINS; i++)
        *(i < TENTH ? &start : &rest) += (double)bins->counts[i];
    if (!bins->there || rest == 0)
        return false;
    mean = (start + rest) / RECORD_BINS;
    for (int i = 0; i < RECORD_BINS; i++) {
        lean += (i - middle) * ((double)bins->counts[i] / mean - 1);
        spread += (i - middle) * (i - middle);
    }
    *slope = lean / spread * RECORD_BINS;
    *first = start / TENTH / (rest / (RECORD_BINS - TENTH)) - 1;
    return true;
}

static struct report_value estimate(const double *x, size_t n)
{
    struct report_value v = {.n = n};

    if (stats_estimate(x, n, REPORT_CONFIDENCE, &v.e) < 0)
        v = (struct report_value){
            .e = {.value = NAN, .low = NAN, .high = NAN, .confidence = NAN}};
    return v;
}

static bool is_off(const struct report_value *v)
{
    return report_has_interval(v) &&
           (v->e.low > steady_limit || v->e.high < -steady_limit);
}

void report_steady_cell(struct report_cell *cell)
{
    double slopes[STATS_MAX], firsts[STATS_MAX];
    size_t n = 0;

    for (size_t i = 0; i < cell->round_count && n < STATS_MAX; i++)
        n +=
            report_steady_round(&cell->rounds[i]->bins, &slopes[n], &firsts[n]);
    cell->slope = estimate(slopes, n);
    cell->first = estimate(firsts, n);
    cell->unsteady =
        !cell->control && (is_off(&cell->slope) || is_off(&cell->first));
}
