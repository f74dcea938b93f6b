/*
 * support_round - what tests have in common that run whole rounds.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_ROUND_H
#define MUXBENCH_TESTS_SUPPORT_ROUND_H

#include <stdbool.h>

#include "harness/record.h"
#include "harness/scenario.h"

struct job;

/* A busy machine may starve a client, and not just once. */
enum { ROUND_TRIES = 10 };

/* A closed loop over /bytes/128, 5 s a request at most. */
extern const struct scenario round_scenario;

/* The round says that it was starved, which is not what a test is about. */
bool round_was_starved(const struct record *);

/* The row `sequential`, for odd ones to be made of. */
int round_run_real(struct job *);

#endif
