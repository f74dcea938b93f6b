/*
 * check_json - the results of a check as JSON: what `muxbench check --json`
 * prints and manifest.json keeps. results/README.md has the fields.
 */
#ifndef MUXBENCH_CHECK_JSON_H
#define MUXBENCH_CHECK_JSON_H

#include <jansson.h>

#include "check_run.h"

/* A new object; NULL: no memory. */
json_t *check_to_json(const struct check_results *);

#endif
