#include "pilot.h"

#include <math.h>

#include "clock.h"

#define WARMUP_LEAST (300 * CLOCK_MS)
#define WARMUP_MOST (5 * CLOCK_S)

/* Requests beyond a percentile; a slow spell of the machine takes a third. */
static const double beyond = 10 * 1.5;

/* Sum of squared differences from their mean, by the square of their number. */
static double error_of(const uint64_t *bins, size_t n)
{
    double mean = 0, sum = 0;

    for (size_t i = 0; i < n; i++)
        mean += (double)bins[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        sum += ((double)bins[i] - mean) * ((double)bins[i] - mean);
    return sum / ((double)n * (double)n);
}

size_t pilot_mser(const uint64_t *bins, size_t n)
{
    double least = INFINITY;
    size_t cut = 0;

    for (size_t i = 0; i <= n / 2 && i < n; i++) {
        double error = error_of(bins + i, n - i);

        if (error < least) {
            least = error;
            cut = i;
        }
    }
    return cut;
}

uint64_t pilot_warmup(size_t bins)
{
    uint64_t ns = 2 * (uint64_t)bins * PILOT_BIN_NS;

    if (ns < WARMUP_LEAST)
        return WARMUP_LEAST;
    return ns > WARMUP_MOST ? WARMUP_MOST : ns;
}

uint64_t pilot_window(double rate, uint64_t most_ns, unsigned *per_mille)
{
    static const unsigned percentiles[] = {999, 990, 900, 500};

    for (size_t i = 0; i < sizeof percentiles / sizeof *percentiles; i++) {
        double share = (1000 - percentiles[i]) / 1000.0;

        for (uint64_t s = 1; s <= 16; s *= 2) {
            if (s > 1 && s * CLOCK_S > most_ns)
                break;
            *per_mille = percentiles[i];
            if (rate * (double)s * share >= beyond)
                return s * CLOCK_S;
        }
    }
    *per_mille = 0;
    return CLOCK_S;
}

double pilot_noise(const double *a, const double *b, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += log(a[i] / b[i]) * log(a[i] / b[i]);
    return n > 0 ? sqrt(sum / (double)n) : 0;
}
