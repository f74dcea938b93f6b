/*
 * report_gnuplot - charts as pictures, drawn by gnuplot.
 *
 * The scripts are scripts/charts/NAME.gp. gnuplot runs in the directory of
 * the pictures, without anybody's settings, so that the same numbers give the
 * same bytes.
 */
#ifndef MUXBENCH_REPORT_GNUPLOT_H
#define MUXBENCH_REPORT_GNUPLOT_H

#include "report_chart.h"

enum chart_format { CHART_SVG, CHART_PNG, CHART_PDF, CHART_FORMAT_COUNT };

/* "svg": on the command line, and as the end of the name of a file. */
const char *chart_format_name(enum chart_format);

/*
 * Write DIR/charts/NAME.dat, .gp, .svg and .png of each chart and set its
 * `drawn`. 0; -ENOENT when there is no gnuplot; another -errno when it failed
 * or a file cannot be written: `error` says what. What was drawn stays.
 */
int report_draw(struct charts *, const char *dir, char *error,
                size_t error_size);

/* The same of one chart in one format, straight into the directory. */
int report_draw_one(const struct chart *, enum chart_format, const char *dir,
                    char *error, size_t error_size);

#endif
