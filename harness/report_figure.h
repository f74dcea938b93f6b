/*
 * report_figure - one chart of a run by itself, for slides and papers, with the
 * two files that it can be drawn from again by hand.
 */
#ifndef MUXBENCH_REPORT_FIGURE_H
#define MUXBENCH_REPORT_FIGURE_H

#include <stddef.h>
#include <stdio.h>

#include "report_chart.h"
#include "report_gnuplot.h"

enum {
    FIGURE_SIDE_MIN = 200, /* pixels */
    FIGURE_SIDE_MAX = 8000,
    FIGURE_FILE_MAX = 200 /* bytes of the name of a file, with the '\0' */
};

struct figure_order {
    const char *dir; /* of the run */
    const char *chart;
    const char *const *only; /* these backends; NULL: all */
    size_t only_count;
    enum chart_format format;
    struct chart_look look;
    const char *output; /* the directory of its files */
};

/*
 * Write OUTPUT/FILE.svg (or .png, .pdf), FILE.dat and FILE.gp: all of them, or
 * none. 0; -EINVAL: the run has no such chart or no such backend; another
 * -errno when the run cannot be read or the chart not be drawn; with a line in
 * `error`.
 */
int report_figure(const struct figure_order *, char *error, size_t error_size);

/* The names of the charts of a run, a line each with what it shows. 0 or
 * -errno as above. */
int report_figure_list(const char *dir, FILE *, char *error, size_t error_size);

#endif
