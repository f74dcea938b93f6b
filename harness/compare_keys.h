/*
 * compare_keys - were two runs of a scenario of the same load?
 */
#ifndef MUXBENCH_COMPARE_KEYS_H
#define MUXBENCH_COMPARE_KEYS_H

#include <stddef.h>

#include "report_manifest.h"

/*
 * The names of the keys that differ, with commas between, into `names`; "":
 * the scenarios ask for the same. What only names a scenario or chooses its
 * points is not looked at. A key that a run of an earlier program does not
 * have counts as its default. Warm-up and window are those of the run's
 * profile.
 */
void compare_keys(const struct report_manifest *,
                  const struct report_manifest *, const char *scenario,
                  char *names, size_t size);

#endif
