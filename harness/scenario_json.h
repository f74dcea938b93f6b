/*
 * scenario_json - a scenario's keys as they stand in manifests.
 */
#ifndef MUXBENCH_SCENARIO_JSON_H
#define MUXBENCH_SCENARIO_JSON_H

#include <jansson.h>

struct scenario;

/* An object of all its keys, "load.connections": as the file has it, or the
 * default. NULL: no memory. */
json_t *scenario_json_keys(const struct scenario *);

#endif
