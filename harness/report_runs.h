/*
 * report_runs - several runs side by side: of machines, kernels or versions.
 *
 * Speeds of different machines are never set against each other. In each run
 * every row is compared with one row that all of them have, inside the blocks
 * of that run, and these ratios stand side by side; before them stands what
 * differs between the runs. Nothing is ranked across runs.
 */
#ifndef MUXBENCH_REPORT_RUNS_H
#define MUXBENCH_REPORT_RUNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "compare.h"
#include "report_chart.h"

#define REPORT_RUNS_MAX COMPARE_SIDES_MAX

struct report_runs_order {
    const char *const *dirs;
    size_t count;    /* 2 to REPORT_RUNS_MAX */
    const char *out; /* the directory of the report; made if need be */
    bool no_charts;
    FILE *warnings; /* lines left out, charts that are missing */
};

/*
 * Write OUT/report.md, OUT/report.html and OUT/charts/. 0; -EINVAL: a
 * directory is not that of a run, two are of the same run, or no point is in
 * two of them; another -errno; with a line in `error`.
 */
int report_runs_make(const struct report_runs_order *, char *error,
                     size_t error_size);

/* The following are for report_runs*.c. */

/* A point that two runs or more have. */
struct runs_point {
    const char *scenario, *name;
    enum scenario_mode mode;
    const struct report_point *in[REPORT_RUNS_MAX]; /* NULL: not in this run, or
                                                       of another load there */
};

struct runs {
    const struct report_runs_order *order;
    struct report_source *sources;
    struct compare_side sides[REPORT_RUNS_MAX]; /* of one run each */
    size_t count;
    struct compare_differences differences;
    struct runs_point *points;
    size_t point_count;
    struct lines notes; /* what was left out, and why */
    struct charts charts;
    char no_charts[256]; /* why; "": there are some */
};

/* 'A', 'B', ...: what a run is called. */
char runs_letter(size_t run);

/* The row that the others are compared with there: of the runs' references the
 * first that has this measure in all of them, or else the first row that has;
 * NULL: there is none. */
const char *runs_base(const struct runs *, const struct runs_point *,
                      enum measure);

/* A row of a run; NULL: it is not there. */
const struct report_cell *runs_cell(const struct report_point *,
                                    const char *backend);

/* Its ratio to the base; n is 0 when there is none. */
struct report_value runs_ratio(const struct report_point *, const char *backend,
                               const char *base, enum measure);

/* All rows of a point that can be compared, in the order of the runs; how many.
 * `names` has room for RUNS_ROWS_MAX. */
enum { RUNS_ROWS_MAX = 128 };
size_t runs_rows(const struct runs *, const struct runs_point *,
                 const char *base, enum measure, const char **names);

/* What the ratios say together, in a sentence to be freed; NULL: no memory. */
char *runs_finding(const struct runs *, const struct runs_point *,
                   const char *base, enum measure);

/* 0 or -ENOMEM. */
int runs_find_points(struct runs *);
int runs_charts(struct runs *);

struct page;
void runs_page(const struct runs *, struct page *);

#endif
