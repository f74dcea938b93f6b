/*
 * check_sets - the cases by the file they stand in.
 */
#ifndef MUXBENCH_CHECK_SETS_H
#define MUXBENCH_CHECK_SETS_H

#include "check.h"

/* One a line, so that a new file is a new line. */
/* clang-format off */
extern const struct check_set
    check_answers,
    check_faults,
    check_connect,
    check_limits,
    check_jobs,
    check_leaks,
    check_many,
    check_ports;
/* clang-format on */

#endif
