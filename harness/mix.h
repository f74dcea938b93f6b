/*
 * mix - what is fetched at a point: its paths, with the numbers of the point in
 * their places, and how long each answer is.
 *
 * {size} and {pieces} stand for the point's; {delay} for each quantile of the
 * scenario's distribution once. A size that is mixed is each power of two from
 * MIX_LEAST to MIX_MOST equally often. What is many is in the order of a seed,
 * so that every backend of a block gets the same.
 */
#ifndef MUXBENCH_MIX_H
#define MUXBENCH_MIX_H

#include <stddef.h>
#include <stdint.h>

#include "scenario.h"

#define MIX_LEAST 16
#define MIX_MOST (UINT32_C(1) << 20)

/* Delays of a distribution; p99.9 is the longest of them. */
#define MIX_DELAYS 250

struct mix {
    const struct scenario *scenario;
    uint64_t size, pieces; /* of the point */
    size_t count;          /* of values; >= 1 */
    unsigned values[MIX_DELAYS];
};

void mix_make(struct mix *, const struct scenario *, const uint64_t at[SWEEPS],
              uint64_t seed);

/* How many paths there are, to be fetched in turn. */
size_t mix_paths(const struct mix *);

/* Path `index` of them, and the bytes of body its answer has. 0; -ERANGE: it
 * is too long; -EINVAL: its length cannot be told. */
int mix_path(const struct mix *, size_t index, char path[SCENARIO_TEXT_MAX],
             uint64_t *length);

/* The first {name} in a path that stands for nothing; NULL: there is none. */
const char *mix_unknown(const char *path);

#endif
