/*
 * report_selftest - what `muxbench selftest aa` has left in the directory of a
 * run: how often this suite, on that machine, found a difference between rows
 * that are the same.
 */
#ifndef MUXBENCH_REPORT_SELFTEST_H
#define MUXBENCH_REPORT_SELFTEST_H

#include "lines.h"

/* A line that says how it was measured and one for each measure; none when
 * there is no such file, one that says so when it cannot be understood. */
void report_selftest_lines(const char *dir, struct lines *);

#endif
