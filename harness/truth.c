#include "truth.h"

#include <math.h>

#include "random.h"

const char *truth_name(enum truth truth)
{
    static const char *const names[TRUTH_COUNT] = {"constant", "bimodal",
                                                   "heavy-tailed"};

    return names[truth];
}

/* The quantile u of 0..1, ms. */
static unsigned quantile(enum truth truth, double u)
{
    switch (truth) {
    case TRUTH_CONSTANT:
        return 5;
    case TRUTH_BIMODAL:
        return u < 0.95 ? 2 : 40;
    case TRUTH_HEAVY:
        return (unsigned)lround(2 / pow(1 - u, 2.0 / 3));
    case TRUTH_COUNT:
        break;
    }
    return 0;
}

void truth_delays(enum truth truth, uint64_t seed, unsigned *delays,
                  size_t count)
{
    struct random random;

    for (size_t i = 0; i < count; i++)
        delays[i] = quantile(truth, ((double)i + 0.5) / (double)count);
    random_seed(&random, seed);
    random_shuffle(&random, delays, count);
}
