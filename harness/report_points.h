/*
 * report_points - what the points of a scenario differ in, and what that is
 * called at charts.
 */
#ifndef MUXBENCH_REPORT_POINTS_H
#define MUXBENCH_REPORT_POINTS_H

#include <stdbool.h>
#include <stddef.h>

#include "report_manifest.h"
#include "sweep.h"

/* Points differ in this. */
bool points_vary(const struct manifest_scenario *, enum sweep);

/* What charts have along their axis: the last that varies, else connections. */
enum sweep points_axis(const struct manifest_scenario *);

/* Are they the same but for this? */
bool points_alike(const uint64_t a[SWEEPS], const uint64_t b[SWEEPS],
                  enum sweep but);

/* "64 connections", "1000 idle connections", "64 connections, 2000/s": what
 * tells a point from the others of its scenario. */
#define POINTS_TEXT_MAX 160
void points_words(const struct manifest_scenario *, const uint64_t at[SWEEPS],
                  char text[POINTS_TEXT_MAX]);

/*
 * What else they differ in, besides some (1u << sweep): of this point,
 * "-idle-1000", for the name of a chart, or ", 1000 idle", for its title.
 */
enum points_place { POINTS_NAME, POINTS_TITLE };
void points_others(const struct manifest_scenario *, const uint64_t at[SWEEPS],
                   unsigned besides, enum points_place,
                   char text[POINTS_TEXT_MAX]);

#endif
