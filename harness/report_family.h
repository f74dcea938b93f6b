/*
 * report_family - the rows of a point against each other, in one measure.
 *
 * A control is no rival, nor is an emulation, the twin is the noise floor, a
 * row whose rate changed inside its windows has no number that would hold, and
 * one whose service times leave out waits inside the client has no latency to
 * be compared. All others are compared in pairs, inside blocks: see verdict.h.
 * A family may be refused a ranking; then it has its pairs and the reason.
 */
#ifndef MUXBENCH_REPORT_FAMILY_H
#define MUXBENCH_REPORT_FAMILY_H

#include "report_summary.h"

/* Fill in `family` of every measure that is compared. 0 or -ENOMEM. */
int report_family_make(struct report_point *, const struct report_summary *);
void report_family_free(struct report_point *);

/* Some of its rounds that count have no such number, being too short for the
 * percentile: those that have one are the fast ones, so it is not compared. */
bool report_is_partial(const struct report_cell *, enum measure);

/* The pair of two cells; NULL: they are not compared. */
const struct verdict_pair *report_pair(const struct report_point *,
                                       const struct report_cell *,
                                       const struct report_cell *,
                                       enum measure);

/* Against the reference; VERDICT_NONE when nothing may be said. */
enum verdict report_verdict(const struct report_point *,
                            const struct report_cell *, enum measure);

/* The places of a cell; NULL: it is not ranked. */
const struct verdict_rank *report_rank(const struct report_point *,
                                       const struct report_cell *,
                                       enum measure);

#endif
