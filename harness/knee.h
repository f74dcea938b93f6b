/*
 * knee - where more load begins to cost more than it brings.
 *
 * By Kleinrock's power, the rate divided by the mean response time: it rises
 * as long as a share more of load makes answers later by less than that share,
 * and is largest at the knee (L. Kleinrock, "Power and Deterministic Rules of
 * Thumb for Probabilistic Problems in Computer Communications", ICC 1979).
 * Knows rates and times, and only those that were measured.
 */
#ifndef MUXBENCH_KNEE_H
#define MUXBENCH_KNEE_H

#include <stddef.h>

struct knee_point {
    double rate; /* a second, above 0 and rising from point to point */
    double mean; /* response time, above 0; NaN: not measured, not carried */
};

enum knee_side {
    KNEE_NONE,   /* fewer than two points were measured */
    KNEE_INSIDE, /* there is a point on either side of it */
    KNEE_LOWEST, /* it may be below all points */
    KNEE_HIGHEST /* it may be above all points; one that was not carried is
                    none of these */
};

/* The point of the largest power, the lower one of two that are equal; *index
 * is set unless there is none. */
enum knee_side knee_find(const struct knee_point *, size_t count,
                         size_t *index);

#endif
