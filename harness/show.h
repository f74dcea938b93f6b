/*
 * show - a run for a terminal: the answer, and for each point its table with a
 * bar in each row, what may be said of it and what is to be known.
 */
#ifndef MUXBENCH_SHOW_H
#define MUXBENCH_SHOW_H

#include <stdbool.h>
#include <stdio.h>

struct report_summary;

struct show_style {
    int width; /* columns; what has no room is left out of the tables */
    bool colour;
};

/* 0 or -ENOMEM. */
int show_print(const struct report_summary *, const struct show_style *,
               FILE *);

#endif
