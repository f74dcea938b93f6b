/*
 * scenario_check - what can only be told of a scenario's values together, and
 * how it is told. For scenario*.c only.
 */
#ifndef MUXBENCH_SCENARIO_CHECK_H
#define MUXBENCH_SCENARIO_CHECK_H

#include "scenario.h"

/* 0, or -EINVAL with one line in `error`. */
int scenario_check(const struct scenario *, char *error);

/* Write "FILE:LINE: ..." into `error` (line 0: of the file as a whole) unless
 * there is something. Always -EINVAL. */
__attribute__((format(printf, 4, 5))) int scenario_complain(
    const struct scenario *, int line, char *error, const char *format, ...);

/* scenario_check_points.c's part of it. */
int scenario_check_points(const struct scenario *, char *error);

/* The line a key was given in; 0: it was not. */
int scenario_line(const struct scenario *, const char *section,
                  const char *name);

/* The key's place in scenario_keys(); -1: there is none. */
int scenario_find_key(const char *section, const char *name);

#endif
