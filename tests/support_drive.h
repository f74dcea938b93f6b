/*
 * support_drive - what the programs have in common that run one row: tests
 * look at them from outside (strace, valgrind, LD_PRELOAD).
 */
#ifndef MUXBENCH_TESTS_SUPPORT_DRIVE_H
#define MUXBENCH_TESTS_SUPPORT_DRIVE_H

#include <stdint.h>

struct backend;

/* Exit statuses: cannot run here; wrong arguments. */
enum { DRIVE_SKIP = 77, DRIVE_USAGE = 2 };

/* The row of that name. Ends the program when there is none, or when it
 * cannot run here: a line to stderr says why. */
const struct backend *drive_row(const char *program, const char *name);

/* A whole number from `low` to `high`, or the end of the program. */
uint64_t drive_number(const char *program, const char *text, uint64_t low,
                      uint64_t high);

#endif
