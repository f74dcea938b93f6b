/*
 * pilot - what a few rounds before the plan say about warm-up, window and
 * noise. Pure functions; run_pilot.c runs the rounds.
 */
#ifndef MUXBENCH_PILOT_H
#define MUXBENCH_PILOT_H

#include <stddef.h>
#include <stdint.h>

#define PILOT_BIN_NS UINT64_C(20000000) /* width of a bin of the series */

/*
 * Where a series becomes steady: the number of values to leave out from its
 * start, at most half of them, that makes the squared standard error of the
 * mean of the rest smallest (MSER: White, Simulation 69, 1997). n / 2: it may
 * not have become steady at all.
 */
size_t pilot_mser(const uint64_t *bins, size_t n);

/* The warm-up for a series that is steady after so many bins: twice as long,
 * from 0.3 to 5 s. ns */
uint64_t pilot_warmup(size_t bins);

/*
 * The window for the slowest row, which has `rate` requests a second: the
 * shortest of 1, 2, 4, 8 and 16 s, none above `most_ns` but the first, in
 * which 10 requests and half as many again lie beyond the highest percentile
 * that can be had. ns; *per_mille is that percentile: 999, 990, 900, 500, or
 * 0 for none.
 */
uint64_t pilot_window(double rate, uint64_t most_ns, unsigned *per_mille);

/* Root of the mean square of the log ratios of n pairs of the same thing: how
 * much two rounds of it differ. 0 for no pair. */
double pilot_noise(const double *a, const double *b, size_t n);

#endif
