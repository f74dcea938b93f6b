/*
 * report_weather - what the machine was like while a point was measured: the
 * probe beside each round, and windows that did not have their length.
 */
#ifndef MUXBENCH_REPORT_WEATHER_H
#define MUXBENCH_REPORT_WEATHER_H

#include "report_summary.h"
#include "table.h"

/*
 * Correlation of the probe with the rounds' numbers (requests/s, or makespan)
 * at a point, both as logarithms and from their row's mean: -1 is a machine
 * whose slow spells explain all that differs. NaN: fewer than 6 rounds, or
 * nothing varies.
 */
double report_weather_correlation(const struct report_point *);

/* Rounds that count whose window was off by more than a hundredth. */
size_t report_weather_windows(const struct report_point *);

/* A row for each point with a probe; NULL when memory is short. */
struct table *report_table_weather(const struct report_summary *);

#endif
