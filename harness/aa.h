/*
 * aa - how often a difference is found between rows that are the same.
 *
 * A session is blocks in which one backend runs several times under as many
 * names, in an order drawn anew for each block. Every 12 blocks are a family,
 * judged as a report judges its rows (verdict.h). No block is in two families,
 * and inside its block each row was as likely to get each place: so families
 * are independent trials with one chance of a false difference, the number of
 * those that have one is binomial, and the interval of Clopper and Pearson
 * (1934) covers its rate at least as often as it says.
 *
 * Pure functions.
 */
#ifndef MUXBENCH_AA_H
#define MUXBENCH_AA_H

#include <stddef.h>

struct verdict_rule;

/* Blocks of a family: the fewest a report ranks by. */
enum { AA_BLOCKS = 12, AA_ROWS_MAX = 8 };

struct aa_rate {
    size_t families, different; /* with a difference said of any pair */
    double rate, low, high;     /* 95 %; NaN: no family */
};

/* values[row * blocks + block], above 0; what is beyond the last whole family
 * is left out. rows up to AA_ROWS_MAX. 0, or as verdict_family(). */
int aa_judge(const double *values, size_t rows, size_t blocks,
             const struct verdict_rule *, struct aa_rate *);

/* The Clopper-Pearson interval of a share: `hits` of n, n >= 1; `confidence`
 * between 0 and 1. */
void aa_interval(size_t hits, size_t n, double confidence, double *low,
                 double *high);

#endif
