/*
 * report_meters - what the meters beside the measures say: the server's
 * capacity, what the machine did during the rounds, and what was not measured.
 */
#ifndef MUXBENCH_REPORT_METERS_H
#define MUXBENCH_REPORT_METERS_H

#include "report_summary.h"
#include "table.h"

/* Give a point and its cells the rounds of extra.jsonl that are theirs. */
void report_meters_sort(const struct report_summary *, struct report_point *);

/* Tables as in report_tables.h: what the server could do at most; the worst
 * round of each cell; what this system does not tell. */
struct table *report_table_capacity(const struct report_summary *);
struct table *report_table_platform(const struct report_point *);
struct table *report_table_meters(const struct report_summary *);

/* What the machine did that the numbers may show, a line a point. */
void report_warn_platform(const struct report_point *, struct lines *);

/* CPU time that was counted in two ways, and differs. */
void report_warn_extra(const struct report_summary *, struct lines *);

#endif
