/*
 * axes - where a point lies among all loads: how many connections, which share
 * of them is idle, how large the answers are, how many cores the client has.
 *
 * The numbers are those in the point's name ("conns=64/idle=1000"), else the
 * scenario's keys; what a record does not have is what there was before there
 * was a key for it.
 */
#ifndef MUXBENCH_AXES_H
#define MUXBENCH_AXES_H

#include <stdint.h>

#include "report_summary.h"

/* Instead of a size in bytes. */
#define AXES_MIXED UINT64_MAX
#define AXES_UNKNOWN (UINT64_MAX - 1)

struct axes {
    uint64_t connections; /* all of them */
    uint64_t idle;        /* of them, that wait and get nothing */
    uint64_t size;        /* bytes of body, or one of the above */
    uint64_t cores;       /* loops of the client; pools have more workers */
};

struct axes axes_of(const struct report_point *);

/* From 0 to 1. */
double axes_idle_share(const struct axes *);

/* "99 %", "4 KiB", "mixed"; the size has room for AXES_TEXT_MAX. */
#define AXES_TEXT_MAX 32
void axes_share_text(const struct axes *, char text[AXES_TEXT_MAX]);
void axes_size_text(uint64_t size, char text[AXES_TEXT_MAX]);

/* By connections, then idle ones, then size, then cores: <0, 0, >0. */
int axes_compare(const struct axes *, const struct axes *);

#endif
