/*
 * report_mode - which measures say something about a scenario, by its mode.
 */
#ifndef MUXBENCH_REPORT_MODE_H
#define MUXBENCH_REPORT_MODE_H

#include "report_measure.h"
#include "scenario.h"

enum { MODE_MEASURES_MAX = 10 };

struct mode_list {
    enum measure list[MODE_MEASURES_MAX];
    size_t count;
};

struct mode_measures {
    enum measure first;     /* the one that the scenario is about */
    struct mode_list brief; /* beside it, in the table that ends a run */
    struct mode_list values, compared, costs;
    const char *latency; /* what its percentiles are of: "service time" */
    const char *caption; /* of a table of them over all rounds */
    enum measure percentiles[3]; /* p50, p99, p99.9 of it; not of a batch */
};

const struct mode_measures *mode_measures(enum scenario_mode);

/* It is in one of the lists. */
bool mode_applies(enum scenario_mode, enum measure);

/* Rows are compared in it. */
bool mode_compares(enum scenario_mode, enum measure);

/* A percentile of some time of a request. */
bool mode_is_latency(enum measure);

#endif
