/*
 * goal - what somebody who chooses an IO model is after.
 *
 * Most goals are a measure: which one depends on how the load comes. Two of
 * them are read from the sources of the rows (shape.h) and need no round.
 */
#ifndef MUXBENCH_GOAL_H
#define MUXBENCH_GOAL_H

#include <stdbool.h>

#include "report_measure.h"
#include "scenario.h"

enum goal {
    GOAL_REQUESTS,
    GOAL_REACTION,
    GOAL_CPU,
    GOAL_MEMORY,
    GOAL_CODE,
    GOAL_EVERYWHERE,
    GOAL_COUNT
};

/* The first ones are measured. */
#define GOAL_MEASURED GOAL_CODE

struct goal_info {
    const char *key;     /* as on the command line: "cpu" */
    const char *title;   /* "least CPU per request" */
    const char *heading; /* the same with a capital */
    const char *not_told;
};

const struct goal_info *goal_info(enum goal);

/* GOAL_COUNT: there is none of this key. */
enum goal goal_find(const char *key);

/* What decides it at the points of such a scenario; MEASURE_COUNT: nothing of
 * what is measured there. */
enum measure goal_measure(enum goal, enum scenario_mode);

#endif
