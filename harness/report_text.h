/*
 * report_text - the main tables of a report for a terminal.
 */
#ifndef MUXBENCH_REPORT_TEXT_H
#define MUXBENCH_REPORT_TEXT_H

#include <stdio.h>

#include "report_summary.h"

/* The answer, a table a point, then warnings and rows that could not run. 0 or
 * -ENOMEM. */
int report_text(const struct report_summary *, FILE *);

#endif
