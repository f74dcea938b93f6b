/*
 * report_estimate - the numbers of a point's cells from the rounds that count.
 */
#ifndef MUXBENCH_REPORT_ESTIMATE_H
#define MUXBENCH_REPORT_ESTIMATE_H

#include "report_summary.h"

/* Fill in `value`, `ratio` and `idle` of every cell. 0 or -ENOMEM. */
int report_estimate_point(struct report_point *);

#endif
