/*
 * verdict - what may be said of several rows that were measured side by side.
 *
 * Each row has a number in each block; rows are compared in pairs, inside
 * blocks. Of a pair it is said, on the scale of logarithms and with the margin
 * D = ln(1 + max(delta, 2 x noise)):
 *
 *   practically equal  the 90 % interval of the ratio lies within +-D (two
 *                      one-sided tests at 5 %: Schuirmann 1987)
 *   better, worse      else, when the exact signed-rank p, corrected for all
 *                      pairs of the family by Holm (1979), is at most 0.05; by
 *                      at least delta, when the 95 % interval lies outside
 *   undecided          else: neither a difference nor equality was shown
 *
 * `noise` is the half-width of the reference's ratio to itself, which is why
 * nothing below twice of it is taken for a difference that matters.
 *
 * Pure functions over stats.h; no IO, no allocation kept.
 */
#ifndef MUXBENCH_VERDICT_H
#define MUXBENCH_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "stats.h"

/* Of differences that are none: how often one is said, in a family. */
#define VERDICT_ALPHA 0.05

enum verdict {
    VERDICT_NONE,      /* nothing: too few blocks have both */
    VERDICT_BETTER_BY, /* better, by at least delta */
    VERDICT_BETTER,
    VERDICT_EQUAL, /* practically, within the margin */
    VERDICT_UNDECIDED,
    VERDICT_WORSE,
    VERDICT_WORSE_BY,
    VERDICT_COUNT
};

struct verdict_rule {
    double delta; /* smallest difference that matters: 0.03 is 3 % */
    double noise; /* half-width of the twin's interval, ln; 0: none known */
    bool more_is_better;
};

/* One row against another. */
struct verdict_pair {
    enum verdict verdict;
    size_t n;              /* blocks that have both */
    struct estimate ratio; /* 95 %, as a factor; NaN when there is none */
    double low, high;      /* 90 %, as a factor */
    double p;              /* corrected for the family; NaN: none */
    size_t needed; /* undecided: blocks that would probably decide it, from the
                      width now; 0: more than STATS_MAX */
};

/* D, ln. */
double verdict_margin(const struct verdict_rule *);

/*
 * values[row * blocks + block], above 0; NaN where there is none. Fills in
 * pairs[i * rows + j], row i against row j, for all i != j; what lies on the
 * diagonal is VERDICT_NONE. 0; -ENOMEM; -E2BIG: blocks > STATS_MAX; -EDOM: a
 * value that is neither NaN nor finite and above 0.
 */
int verdict_family(const double *values, size_t rows, size_t blocks,
                   const struct verdict_rule *, struct verdict_pair *pairs);

/* What its interval and its p say of a pair, which verdict_family() does for
 * all; for those who correct p over another family, or get it another way. */
enum verdict verdict_decide(const struct verdict_pair *,
                            const struct verdict_rule *);

/* Where a row stands among the others: the places it may have. */
struct verdict_rank {
    size_t from, to; /* from 1; 0: the row was compared with none */
};

/* From 1 + the rows shown better than this one, to all but those shown worse.
 * Rows without any verdict are not counted. */
void verdict_ranks(const struct verdict_pair *pairs, size_t rows,
                   struct verdict_rank *ranks);

/*
 * Fewest blocks with which Holm's smallest level can be reached in a family of
 * so many rows: 1 + log2(pairs / 0.05), and not below 12.
 */
size_t verdict_blocks(size_t rows);

/*
 * Is this ratio known well enough to stop? True when the half-width of its
 * interval, ln, is at most ln(1 + delta) / 2.
 */
bool verdict_precise(const struct estimate *ratio, double delta);

/* "better", "practically equal", ...: for tables and files. */
const char *verdict_name(enum verdict);

#endif
