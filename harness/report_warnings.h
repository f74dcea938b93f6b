/*
 * report_warnings - what a reader has to know before believing a number.
 */
#ifndef MUXBENCH_REPORT_WARNINGS_H
#define MUXBENCH_REPORT_WARNINGS_H

#include "lines.h"
#include "report_summary.h"

/* A line each, the gravest first; none when there is nothing to warn of. */
void report_warnings(const struct report_summary *, struct lines *);

#endif
