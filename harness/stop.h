/*
 * stop - when a point has been measured precisely enough.
 *
 * After each block from the fewest on, every row's ratio to the reference is
 * looked at, in each measure that is compared: when all of them are known
 * well enough (verdict_precise()), the point needs no more blocks. Where a
 * ratio lies plays no part: to stop as soon as something looks different
 * would find differences where there are none.
 *
 * Knows the numbers of rounds; no IO, no clock. What it says of a block
 * follows from the blocks up to it alone, so a run that is gone on with
 * decides as it did.
 */
#ifndef MUXBENCH_STOP_H
#define MUXBENCH_STOP_H

#include <stdbool.h>
#include <stddef.h>

#include "plan.h"
#include "report_measure.h"

struct record;
struct stop_round;

struct stop {
    const struct plan *plan;
    const struct plan_order *order;
    size_t rows, blocks;       /* of a point; the last row is the twin */
    struct stop_round *rounds; /* [point][row][block] */
};

/* 0 or -ENOMEM. Release with stop_free() in either case. */
int stop_init(struct stop *, const struct plan *, const struct plan_order *);
void stop_free(struct stop *);

/* A round of the plan has ended; a later one of the same place replaces it. */
void stop_take(struct stop *, const struct plan_round *, const struct record *);

/* Blocks of the point that count, up to and with block `last`: no round of a
 * row that takes part failed in them. */
size_t stop_counted(const struct stop *, const struct plan_point *, int last);

/* The blocks up to and with `last` tell enough. */
bool stop_reached(const struct stop *, const struct plan_point *, int last);

#endif
