/*
 * report - everything that follows from a run's records: tables, charts and
 * documents. A pure function of the run directory: the same manifest.json and
 * rounds.jsonl give the same bytes.
 */
#ifndef MUXBENCH_REPORT_H
#define MUXBENCH_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct report_options {
    bool no_charts; /* leave them out on purpose */
    FILE *table;    /* the main table as text goes here; NULL: nowhere */
    FILE *warnings; /* lines that were left out, charts that are missing */
};

/*
 * Read DIR/manifest.json and DIR/rounds.jsonl; write into DIR summary.json,
 * rounds.csv, gobench.txt, hyperfine.json (when there are batch scenarios),
 * latency.hlog and hgrm/ (when there are others), charts/, report.md and
 * report.html. Each file is whole or as it was before. Lines
 * that cannot be read and charts that cannot be drawn are warned of, and the
 * report says so.
 *
 * 0, or -errno with one line that says what and where in `error`.
 */
int report_make(const char *dir, const struct report_options *, char *error,
                size_t error_size);

#endif
