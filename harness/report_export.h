/*
 * report_export - the numbers of a run for other programs. Each function
 * of a FILE writes a whole file's text; 0 or -ENOMEM. Errors of the stream are
 * the caller's to look for.
 */
#ifndef MUXBENCH_REPORT_EXPORT_H
#define MUXBENCH_REPORT_EXPORT_H

#include <stdbool.h>
#include <stddef.h>
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

/* gobench.txt: the rounds that count as Go benchmark text, for benchstat. */
int report_export_gobench(const struct report_summary *, FILE *);

/* latency.hlog: the service times of each round that counts as an interval of
 * HdrHistogram's log, version 1.3 (V2 histograms). */
int report_export_hlog(const struct report_summary *, FILE *);

/* Write DIR/hgrm/: for each cell the percentiles of all its service times, in
 * microseconds, as HdrHistogram prints them, "keepalive.conns=64.epoll.hgrm".
 * 0, or -errno with a line that says what and where in `error`. */
int report_write_hgrm(const struct report_summary *, const char *dir,
                      char *error, size_t error_size);

/* There is something for latency.hlog and hgrm/. */
bool report_has_latency(const struct report_summary *);

#endif
