/*
 * pauses - how long a client thinks before each of its requests.
 *
 * A pause follows from the job's seed, the client and the number of the
 * request on it, so that a client pauses alike in every row.
 */
#ifndef MUXBENCH_PAUSES_H
#define MUXBENCH_PAUSES_H

#include <stdint.h>

struct job;

enum pauses {
    PAUSES_BETWEEN,    /* the same between two requests; the first at once */
    PAUSES_EVEN,       /* the same */
    PAUSES_EXPONENTIAL /* drawn, with that mean: as of people */
};

/* "even", "exponential"; "between", which no scenario has. */
const char *pauses_name(enum pauses);

/*
 * Before request `number` (from 0) of client `client` (from 0), ns. The first
 * ones are spread evenly over the mean, but for PAUSES_BETWEEN: clients do not
 * ask all at once, and nobody is waited for longer.
 */
uint64_t pauses_before(const struct job *, uint32_t client, uint64_t number);

#endif
