/*
 * run_pilot - a few rounds before the plan, which settle how long warm-up and
 * window are and where client and server run.
 *
 * What the user or the scenario's file has fixed is left as it is. Its rounds
 * are no part of the run: they are not recorded, their figures are, in the
 * manifest.
 */
#ifndef MUXBENCH_RUN_PILOT_H
#define MUXBENCH_RUN_PILOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

struct backend;
struct plan_point;
struct run;

/* Rounds of the reference in pairs, in a placement: how much two differ. */
struct pilot_place {
    double rate, cpu; /* pilot_noise() of requests/s and CPU per request */
};

/* What was found at a point. */
struct pilot_point {
    const struct plan_point *point;
    const struct backend *slowest; /* NULL: no row gave a rate */
    double slowest_rate;           /* requests/s */
    size_t cut;                    /* bins before it was steady, the most */
    unsigned per_mille;            /* highest percentile the window is for */
    bool warmup, window;           /* were they set by it? */
};

struct pilot {
    char skipped[160]; /* why there is none; "": it was run */
    size_t rounds;
    uint64_t overhead_ns;  /* of the rounds that did not fail, in sum */
    size_t overhead_count; /* their number */
    uint64_t took_ns;
    struct pilot_point *points;
    size_t point_count;
    const struct plan_point *place; /* where placements were tried */
    size_t pairs;                   /* of each; 0: they were not tried */
    char unplaced[128];             /* why not */
    struct pilot_place split, shared;
};

/* There is none, for this reason. */
void run_pilot_skip(struct run *, const char *why);

/* Set `skipped` when there is to be none; true: there is. */
bool run_pilot_due(struct run *);

/* About how long it will take. ns */
uint64_t run_pilot_expected(const struct run *);

/* Run it, change the plan's times and the placement by it. 0; -EINTR; or
 * -ENOMEM. What fails in it leaves the times as they were. */
int run_pilot(struct run *);

/* The same where placements are tried, before anything else. */
int run_pilot_place(struct run *);
uint64_t run_pilot_place_expected(const struct run *);

/* A round that is not recorded, with these times. 0 with its record, whose
 * `ok` is false after three that failed; -EINTR. */
struct record;
struct window_series;
struct pilot_round {
    const struct plan_point *point;
    const struct backend *backend;
    uint64_t warmup_ns, window_ns;
    struct window_series *series; /* or NULL */
};
int run_pilot_round(struct run *, const struct pilot_round *, struct record *);

/* For the manifest, and in words. */
json_t *run_pilot_manifest(const struct run *);
void run_pilot_print(const struct run *, FILE *);

void run_pilot_free(struct pilot *);

#endif
