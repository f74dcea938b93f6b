/*
 * sweep - what the points of a scenario may differ in, as a table: how each
 * quantity is called in files, in the names of points, at charts.
 *
 * A scenario has a list of values for each; a point is made of each choice of
 * one value from every list. Knows no scenario and no plan.
 */
#ifndef MUXBENCH_SWEEP_H
#define MUXBENCH_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

/* In the order of points: those of the last follow each other. */
enum sweep {
    SWEEP_CONNECTIONS, /* that carry requests */
    SWEEP_THREADS,
    SWEEP_IDLE,   /* connections besides, that wait for nothing */
    SWEEP_SIZE,   /* bytes of an answer; SWEEP_MIXED: several */
    SWEEP_PIECES, /* that an answer comes in */
    SWEEP_RATE,   /* due a second */
    SWEEPS
};

/* Instead of a size: many of them, in turn. */
#define SWEEP_MIXED UINT64_MAX

/* Instead of a rate: a share of what the reference serves, in percent. The bit
 * is none of any rate's; a word in the place of a value has more of them. */
#define SWEEP_SHARE (UINT64_C(1) << 62)
#define SWEEP_SHARE_MOST 200
bool sweep_is_share(uint64_t value);
unsigned sweep_share(uint64_t value); /* percent; 0: it is none */

struct sweep_info {
    const char *key;        /* of scenario files and manifests: "connections" */
    const char *label;      /* in the names of points: "conns" */
    const char *axis;       /* below a chart: "connections" */
    const char *one, *many; /* behind a number: " connection"; NULL: bytes */
    uint64_t usual;         /* what a scenario has that says nothing of it */
    bool counted; /* 0 is a number of them; else it stands for nothing */
};

const struct sweep_info *sweep_info(enum sweep);

/* "64", "4096", "mixed", "50%". */
#define SWEEP_VALUE_MAX 24
void sweep_value(uint64_t value, char text[SWEEP_VALUE_MAX]);

/* The same for people, with its unit: "64 connections", "4 KiB". */
#define SWEEP_TEXT_MAX 48
void sweep_text(enum sweep, uint64_t value, char text[SWEEP_TEXT_MAX]);

/* Members of a JSON object, by their keys: null for nothing; what is not there
 * is as usual. */
void sweep_to_json(json_t *object, const uint64_t at[SWEEPS]);
void sweep_from_json(uint64_t at[SWEEPS], const json_t *object);

#endif
