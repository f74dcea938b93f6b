/*
 * winners - who may be the best at a point, by the verdicts and nothing else.
 *
 * The set has every row that no other one was shown to be better than. That
 * says little where many rows are in it and neither differ nor are equal, so
 * the set has a state. See verdict.h.
 */
#ifndef MUXBENCH_WINNERS_H
#define MUXBENCH_WINNERS_H

#include <stdbool.h>
#include <stddef.h>

#include "report_family.h"

enum winners_state {
    WINNERS_NOT_MEASURED,
    WINNERS_REFUSED,   /* a ranking: family->refused says why */
    WINNERS_UNDECIDED, /* two of the set are not shown to be equal */
    WINNERS_DECIDED    /* one row, or all of the set practically equal */
};

struct winners {
    enum winners_state state;
    enum measure measure;               /* MEASURE_COUNT: none */
    const struct report_family *family; /* NULL: none is measured */
    size_t count;                       /* rows of the set */
    size_t rows;                        /* that were ranked */
};

/* MEASURE_COUNT is not measured. */
struct winners winners_of(const struct report_point *, enum measure);

/* Row `i` of the family is in the set. */
bool winners_has(const struct winners *, size_t i);

/* The set has the cell's backend. */
bool winners_name(const struct winners *, const char *backend);

/* The same rows in the same state, by the same measure. */
bool winners_same(const struct winners *, const struct winners *);

#endif
