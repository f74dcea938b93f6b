/*
 * support_trial - trials: a backend runs a job, and what came of it.
 *
 * A trial runs in a process of its own, with a time limit: a backend that
 * hangs, crashes or leaks memory (ASan) fails the case and not the suite. What
 * came of it comes back in shared memory.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_TRIAL_H
#define MUXBENCH_TESTS_SUPPORT_TRIAL_H

#include <stddef.h>
#include <stdint.h>

#include "harness/backend.h"
#include "harness/job.h"

/* How many descriptors there are beyond those of the backend's loop. */
enum room {
    ROOM_ENOUGH,
    ROOM_FOR_NONE,
    ROOM_FOR_ONE,
    ROOM_NOT_FOR_THE_LOOP /* nor for those */
};

struct trial {
    const struct backend *backend;
    struct job job; /* the order; its samples and its observer are made here */
    uint64_t stop_after; /* job_stop() when so many have ended; 0: never */
    unsigned signal_us;  /* a signal so often; 0: none */
    enum room room;
};

/* One target, deadlines of 10 s, and no limits but the number of requests. */
struct trial trial_of(const struct backend *, const struct target *,
                      int connections, uint64_t requests);

#define OUTCOME_SAMPLES 32768

struct outcome {
    struct trial trial;
    int status;              /* of the process: 0, or a wait status */
    int idle_result, result; /* of the backend without requests, with them */
    struct job job;          /* the results in it */
    int descriptors_lost, threads_lost;
    uint64_t elapsed_ns, cpu_ns;
    size_t sample_count;
    struct sample samples[OUTCOME_SAMPLES]; /* by number */
};

/* Run it. Release with outcome_free(). */
struct outcome *outcome_of(const struct trial *);
void outcome_free(struct outcome *);

/* Fail the test, with all that is known of the trial, unless
 * low <= is <= high. */
void outcome_expect(const struct outcome *, const char *what, uint64_t is,
                    uint64_t low, uint64_t high);

/*
 * What is true of every trial: it ended by itself, nothing is left open, the
 * samples are there once each with their stamps in order, and fit the totals.
 */
void outcome_expect_sound(const struct outcome *);

/* All samples have this errno and this status. */
void outcome_expect_all(const struct outcome *, int error, int status);

/* Sound, so many samples, and all of them alike. */
void outcome_expect_alike(const struct outcome *, uint64_t count, int error,
                          int status);

/* It slept rather than spun: CPU time below half of the elapsed time. For
 * trials that wait 100 ms or more; a bound, not a measurement. Under TSan,
 * whose own work would count, only the elapsed time is looked at. */
void outcome_expect_idle(const struct outcome *);

#endif
