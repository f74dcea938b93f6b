/*
 * report_knee - the knee of a row over the rates of a scenario, see knee.h.
 */
#ifndef MUXBENCH_REPORT_KNEE_H
#define MUXBENCH_REPORT_KNEE_H

#include "knee.h"
#include "report_summary.h"

struct report_knee {
    enum knee_side side; /* KNEE_NONE: there is none, or no rates */
    size_t point;        /* index of it, from the first point given */
};

/* Of cell `cell` of each of these points, which follow each other and differ
 * in their rates alone. */
struct report_knee report_knee(const struct report_point *, size_t count,
                               size_t cell);

/* The same in words: "34000/s", "8000/s or below"; "": there is none. */
#define REPORT_KNEE_TEXT_MAX 32
void report_knee_text(const struct report_point *, size_t count, size_t cell,
                      char text[REPORT_KNEE_TEXT_MAX]);

/* The points like this one of the scenario, itself among them, that differ in
 * their rates alone: how many, *first is the index of the first. */
size_t report_knee_points(const struct report_point *, size_t count,
                          size_t index, size_t *first);

#endif
