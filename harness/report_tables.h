/*
 * report_tables - what a report tells in tables. Each function makes a table
 * that the caller frees, or NULL when memory is short.
 */
#ifndef MUXBENCH_REPORT_TABLES_H
#define MUXBENCH_REPORT_TABLES_H

#include "report_summary.h"
#include "table.h"

/* Every backend of a point with its main numbers and the ratio to the
 * reference: the table that ends `muxbench run`. */
struct table *report_table_main(const struct report_point *);

/* All estimates with their intervals: requests/s and latency, or makespan. */
/* The verdict on each cell, with its reasons and notes. */
struct table *report_table_validity(const struct report_point *);

struct table *report_table_values(const struct report_point *);

/* All ratios to the reference; the twin's row is the noise floor. */
struct table *report_table_ratios(const struct report_point *);

/* The places each row may have in each measure, from verdicts; only heads when
 * nothing is ranked. */
struct table *report_table_places(const struct report_point *);

/* What it cost: CPU time, context switches, the server's share. */
struct table *report_table_costs(const struct report_point *);

/* One measure of all points of a scenario: a row a backend, a column a point.
 */
struct table *report_table_scenario(const struct report_summary *,
                                    const struct manifest_scenario *,
                                    enum measure);

/* Rounds that failed, with their reasons. */
struct table *report_table_failed(const struct report_summary *);

/* Every backend: what it used, or why it could not run. */
struct table *report_table_backends(const struct report_summary *);
struct table *report_table_unusable(const struct report_summary *);

/* What the doctor found before the run. */
struct table *report_table_unsuitable(const struct report_summary *);

/* Machine, build, tools, placement. */
struct table *report_table_environment(const struct report_summary *);

#endif
