/*
 * compare_keys - were two runs of a scenario of the same load?
 */
#ifndef MUXBENCH_COMPARE_KEYS_H
#define MUXBENCH_COMPARE_KEYS_H

#include <stddef.h>

#include "report_manifest.h"

/*
 * The names of the keys that differ, with commas between, into `names`; "":
 * the scenarios ask for the same load. What only names a scenario, chooses its
 * points, or says how long they are measured, is not looked at. A key that a
 * run of an earlier program does not have counts as its default.
 */
void compare_keys(const struct report_manifest *,
                  const struct report_manifest *, const char *scenario,
                  char *names, size_t size);

#endif
