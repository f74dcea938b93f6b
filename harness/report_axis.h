/*
 * report_axis - limits, marks and places on the axes of a chart.
 */
#ifndef MUXBENCH_REPORT_AXIS_H
#define MUXBENCH_REPORT_AXIS_H

#include <stdbool.h>
#include <stddef.h>

#include "report_measure.h"

struct axis {
    double low, high;
    bool log;
    char tics[1024]; /* what gnuplot's `set xtics` takes, without brackets */
    const char
        *unit; /* of the numbers at the marks, when they lack one: "us" */
};

/* From 0 to somewhat above `highest`, with at most `labels` steps. Times are
 * without their unit at the marks; `unit` says it. */
void axis_linear(struct axis *, enum quantity, double highest, int labels);

/* Logarithmic, around lowest..highest (both above 0), with at most `labels`
 * marked places: 1, 2 and 5 of each power of ten, or less. */
void axis_log(struct axis *, enum quantity, double lowest, double highest,
              int labels);

/* Logarithmic, of ratios around 1: steps are even where it spans little, as
 * above where it spans more. */
void axis_ratio(struct axis *, double lowest, double highest, int labels);

/* Where a value lies between low (0) and high (1). */
double axis_place(const struct axis *, double value);

/*
 * Move places in 0..1 so that each two are at least `gap` apart, all are in
 * 0..1 as far as there is room, their order stays and the sum of the squares
 * of the moves is as small as can be. `places` is sorted rising.
 */
void axis_spread(double *places, size_t count, double gap);

#endif
