/*
 * check_outcome - what must be true of a trial. Each function tells the case
 * of what is not; the first complaint stands.
 */
#ifndef MUXBENCH_CHECK_OUTCOME_H
#define MUXBENCH_CHECK_OUTCOME_H

#include "check.h"
#include "check_trial.h"

/* low <= is <= high. `what` is in the complaint, with both numbers and the
 * counts of the trial. */
void outcome_expect(const struct outcome *, const char *what, uint64_t is,
                    uint64_t low, uint64_t high);

/* The same for exactly one value. */
void outcome_expect_same(const struct outcome *, const char *what, uint64_t is,
                         uint64_t wanted);

/*
 * What is true of every trial: it ended by itself, nothing is left open, the
 * samples are there once each with their stamps in order, and fit the totals.
 */
void outcome_expect_sound(const struct outcome *);

/* Only how its process ended, and what it left behind. */
void outcome_expect_clean(const struct outcome *);

/* The errno, and the status, of one sample. */
void outcome_expect_sample(const struct outcome *, const struct sample *,
                           int error, int status);

/* All samples have this errno and this status. */
void outcome_expect_all(const struct outcome *, int error, int status);

/* All that failed have this errno. */
void outcome_expect_failed(const struct outcome *, int error);

/* Sound, so many samples, and all of them alike. */
void outcome_expect_alike(const struct outcome *, uint64_t count, int error,
                          int status);

/* It slept rather than spun: CPU time below half of the elapsed time. For
 * trials that wait 100 ms or more; a bound, not a measurement. Under TSan,
 * whose own work would count, and for a row that spins, only the elapsed time
 * is looked at. */
void outcome_expect_idle(const struct outcome *);

#endif
