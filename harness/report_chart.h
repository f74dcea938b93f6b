/*
 * report_chart - charts as data: what is drawn, not yet how. A script of
 * scripts/charts draws each; see report_gnuplot.h.
 *
 * Beside the pictures a chart has two files: NAME.dat, the numbers, and
 * NAME.gp, which sets the script's variables. `gnuplot` can draw it again
 * from them: see scripts/charts/style.gp.
 */
#ifndef MUXBENCH_REPORT_CHART_H
#define MUXBENCH_REPORT_CHART_H

#include <stdbool.h>
#include <stdio.h>

#include "lines.h"
#include "report_axis.h"
#include "report_style.h"
#include "report_summary.h"
#include "table.h"

/* Where in the report it stands. */
enum chart_place { CHART_MAIN, CHART_COST, CHART_DIAGNOSTIC };

/* How charts are to look; all zeros: as in the report. */
struct chart_look {
    enum theme theme;
    int width, height; /* in pixels; 0: the size that the format has */
    const char *title; /* NULL: the chart's own */
    const char *file;  /* what its files are called; NULL: its name */
};

struct chart {
    char name[96];      /* of its files: "keepalive-throughput" */
    const char *script; /* "lines": scripts/charts/lines.gp */
    enum chart_place place;
    const struct manifest_scenario *scenario; /* NULL: the whole run */
    const struct chart_look *look;
    char title[320];
    char origin[200];    /* where the numbers are from; "": the run's machine */
    char mark[200];      /* what one mark is */
    struct lines notes;  /* what is missing and why, what is to be known */
    char *finding;       /* what is to be seen, in words */
    struct lines series; /* the names of the lines, when all the script draws
                            is drawn for each of them in this order */
    struct table *data;  /* the same in numbers */
    char *dat, *gp;      /* texts of the two files */
    bool drawn;          /* the pictures are there */
};

struct charts {
    struct chart *list;
    size_t count;
    struct chart_look look;
};

/* All charts of a run, which must stay where they are. `look`: NULL is that of
 * the report. 0 or -ENOMEM. May be freed in either case. */
int report_charts(struct charts *, const struct report_summary *,
                  const struct chart_look *look);
void report_charts_free(struct charts *);

/* The following are for report_chart*.c. */

/* One under way: the streams end up as its `dat` and `gp`. */
struct chart_maker {
    const struct report_summary *summary;
    struct chart *chart;
    FILE *dat, *gp;
    size_t dat_size, gp_size;
};

/* NULL: out of memory. The kinds of charts; each adds what there is to add. */
struct chart *charts_add(struct charts *, const char *script, enum chart_place,
                         const struct manifest_scenario *, const char *format,
                         ...) __attribute__((format(printf, 5, 6)));
int chart_begin(struct chart_maker *, const struct report_summary *,
                struct chart *);
int chart_end(struct chart_maker *); /* 0 or -ENOMEM */

/* `name = value` in the script's language. */
void chart_text(struct chart_maker *, const char *name, const char *text);
void chart_number(struct chart_maker *, const char *name, double value);
void chart_axis(struct chart_maker *, const char *prefix, const struct axis *);

/* A list in the script's language: its words are set apart by blanks, which
 * is why each is quoted. */
void chart_list(struct chart_maker *, const char *name);
__attribute__((format(printf, 2, 3))) void chart_list_add(struct chart_maker *,
                                                          const char *format,
                                                          ...);
void chart_list_end(struct chart_maker *);

/* The end of a backend's line: its label stands at the right border, in `place`
 * of the plot's height (0..1), moved away from the labels of others. */
struct line_end {
    const struct manifest_backend *backend;
    size_t set; /* of NAME.dat, from 0 */
    double x, y, place;
    const char *wall; /* what ends it there; NULL: the last point */
};

/* Sort by y, set the places. 0 or -ENOMEM. */
int chart_place_ends(struct line_end *, size_t count, const struct axis *y);

/* The lists that tell the script how each line looks and where its label is. */
void chart_write_ends(struct chart_maker *, const struct line_end *,
                      size_t count);

/* What the files of a chart are called. */
const char *chart_file(const struct chart *);

/* How a row of this chart looks. */
struct style chart_style(const struct chart_maker *,
                         const struct manifest_backend *);

/* Part of the charts where a line stands for a backend: not a control, which
 * does no IO and would dwarf the others, nor an emulation, nor the twin, nor
 * what was not asked for. */
bool chart_has_line(const struct report_cell *);

/* Part of the charts where a row does; `controls`: of those that have the twin
 * and rows that are no rivals, too. */
bool chart_has_row(const struct report_cell *, bool controls);

/* Say what one mark of any of these measures is: an estimate over so many
 * rounds, with an interval. */
void chart_mark(struct chart_maker *, const struct manifest_scenario *,
                const enum measure *, size_t count);

/* How a number is marked: 0 with its interval, 1 hollow and without one, 2
 * hollow with one, since its cell is suspect. */
int chart_hollow(const struct report_cell *, const struct report_value *);

/* A note that names the suspect rows of a scenario. */
void chart_note_suspects(struct chart_maker *, const struct manifest_scenario *,
                         bool controls);

/* One that names the rows with a line which could not carry a rate: they have
 * no latencies there. */
void chart_note_saturated(struct chart_maker *,
                          const struct manifest_scenario *);

/* Some row with a line has a number of this measure in the scenario. */
bool chart_has_numbers(const struct report_summary *,
                       const struct manifest_scenario *, enum measure);

int chart_lines(struct charts *, const struct report_summary *,
                const struct manifest_scenario *);
int chart_rates(struct charts *, const struct report_summary *,
                const struct manifest_scenario *);
int chart_spectrum(struct charts *, const struct report_summary *,
                   const struct report_point *);
int chart_dots(struct charts *, const struct report_summary *,
               const struct manifest_scenario *);
int chart_compared(struct charts *, const struct report_summary *,
                   const struct manifest_scenario *);
int chart_shape(struct charts *, const struct report_summary *);
int chart_rounds(struct charts *, const struct report_summary *);

#endif
