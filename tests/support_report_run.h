/*
 * support_report_run - a run as the report sees it: written, read, summed up.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_REPORT_RUN_H
#define MUXBENCH_TESTS_SUPPORT_REPORT_RUN_H

#include "harness/report_summary.h"
#include "support_report.h"

struct report_run {
    char *dir;
    struct report_manifest manifest;
    struct record_list rounds;
    struct report_summary summary;
    const struct report_point *point;
    const struct report_cell *null, *epoll, *twin, *libev;
};

/* 6 blocks; the twin within 1 %, libev at 80 % of the reference. */
extern double report_steady[6][REPORT_ROWS];

/* Of such rates; of the steady ones with something in every line changed for
 * something as long; of the files that are in run->dir. */
void report_run_open(struct report_run *, double rates[][REPORT_ROWS],
                     size_t blocks);
void report_run_open_changed(struct report_run *, const char *from,
                             const char *to);
void report_run_read(struct report_run *);

/* A standard run of twelve blocks; libev at `factor` of the reference, give or
 * take `scatter`. */
void report_run_open_standard(struct report_run *, double factor,
                              double scatter);
void report_run_close(struct report_run *);

/* All sentences, all warnings: a line each, to be freed. */
char *report_run_words(const struct report_run *);
char *report_run_warnings(const struct report_run *);

#endif
