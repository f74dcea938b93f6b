/*
 * report_export - the numbers of a run for other programs. Each function
 * writes a whole file's text; 0 or -ENOMEM. Errors of the stream are the
 * caller's to look for.
 */
#ifndef MUXBENCH_REPORT_EXPORT_H
#define MUXBENCH_REPORT_EXPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "report_summary.h"

/* summary.json; results/README.md describes it. */
int report_export_summary(const struct report_summary *, FILE *);

/* rounds.csv: a line a round, RFC 4180; empty: not measured. */
int report_export_csv(const struct report_summary *, FILE *);

/* hyperfine.json: what `hyperfine --export-json` would have written, had it
 * run all rounds of the batch scenarios at once. */
int report_export_hyperfine(const struct report_summary *, FILE *);

/* There is something for hyperfine.json. */
bool report_has_batches(const struct report_summary *);

#endif
