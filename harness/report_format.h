/*
 * report_format - numbers as they stand in tables, charts and sentences: three
 * significant digits and a unit, the same in every locale.
 */
#ifndef MUXBENCH_REPORT_FORMAT_H
#define MUXBENCH_REPORT_FORMAT_H

#include <stddef.h>

#include "report_measure.h"
#include "report_summary.h"

#define FORMAT_SIZE 96 /* of the room for any text below */

/* "181k", "12.3 us", "85 %", "0.934"; "-" for NaN. */
void format_number(char *room, enum quantity, double value);

/* "12.3 us (12.1 to 12.6)", all in the unit of the value; "12.3 us (no
 * interval, n = 4)" when the rounds are too few; "-" when there are none. */
void format_value(char *room, enum quantity, const struct report_value *);

/* How far a factor of either direction is from 1: "3.4 %" for 1.034 and for
 * 1/1.034; "unknown" for NaN. */
void format_difference(char *room, double factor);

/* An interval of ratios that lies on one side of 1, as a difference: "16 to
 * 19 %"; one that reaches half or double: "3.05 to 3.27 times". */
void format_change(char *room, double low, double high);

#endif
