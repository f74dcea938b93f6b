/*
 * truth - delays whose percentiles are known: what a measurement of them has to
 * come to.
 *
 * Each distribution is taken at evenly spaced quantiles, put in an order by a
 * seed: no sampling error stands between it and what is asked for. Request
 * number n gets delay n mod TRUTH_DELAYS. Whole ms, as /delay/MS takes them.
 */
#ifndef MUXBENCH_TRUTH_H
#define MUXBENCH_TRUTH_H

#include <stddef.h>
#include <stdint.h>

enum truth {
    TRUTH_CONSTANT, /* 5 ms */
    TRUTH_BIMODAL,  /* 2 ms, and 40 ms for every 20th */
    TRUTH_HEAVY,    /* Pareto from 2 ms on, alpha 1.5: 2 / (1 - u)^(2/3) */
    TRUTH_COUNT
};

/* Ten requests for each delay put p99.9 into the midst of those of one. */
enum { TRUTH_DELAYS = 1250, TRUTH_REQUESTS = 12500 };

/* "constant", "bimodal", "heavy-tailed". */
const char *truth_name(enum truth);

/* So many delays in ms, in the order of this seed. */
void truth_delays(enum truth, uint64_t seed, unsigned *delays, size_t count);

#endif
