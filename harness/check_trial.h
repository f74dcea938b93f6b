/*
 * check_trial - trials: a backend runs a job, and what came of it.
 *
 * A trial runs in a process of its own, with a time limit: a backend that
 * hangs or crashes fails the case and not the check. What came of it comes
 * back in shared memory. check_outcome.h judges it.
 */
#ifndef MUXBENCH_CHECK_TRIAL_H
#define MUXBENCH_CHECK_TRIAL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "job.h"

struct backend;
struct check;

/* How many descriptors there are beyond those of the backend's loop. */
enum room {
    ROOM_ENOUGH,
    ROOM_FOR_NONE,
    ROOM_FOR_ONE,
    ROOM_NOT_FOR_THE_LOOP /* nor for those */
};

/* Batches of a trial that looks for memory that is not given back. */
#define TRIAL_BATCHES 5

struct trial {
    struct check *check;
    const struct backend *backend;
    struct job job; /* the order; its samples and its observer are made here */
    uint64_t stop_after; /* job_stop() when so many have ended; 0: never */
    unsigned signal_us;  /* a signal so often; 0: none */
    enum room room;
    bool no_samples; /* more workers than have room for theirs: counts alone */
    bool large;      /* it hangs when it gets no further for so long; other
                        trials do when they take longer than that in all */
    int repeats; /* jobs of a batch, before the one that counts; 0: no batches,
                    and memory is not looked at */
};

/* One target, deadlines of 10 s, and no limits but the number of requests. */
struct trial trial_of(struct check *, const struct target *, int connections,
                      uint64_t requests);

#define OUTCOME_SAMPLES 32768

/* What an observer of the job keeps. */
struct trial_watch {
    struct job *job;
    uint64_t stop_after;
    _Atomic uint64_t done;
    _Atomic int descriptors; /* open while a request is under way */
};

/* All of it is shared: a backend may have processes of its own. */
struct outcome {
    struct trial trial;
    int status;              /* of the process: 0, or a wait status */
    int idle_result, result; /* of the backend without requests, with them */
    struct job job;          /* the results in it */
    struct job other;        /* a job before it */
    struct trial_watch watch;
    /* Connections that a full listen queue turned away meanwhile, to come
     * again after 1, 3, 7, 15 s; METER_NONE: the system does not tell. */
    uint64_t turned_away;
    int descriptors_lost, threads_lost;
    bool children_lost;
    uint64_t heap[TRIAL_BATCHES + 1], resident[TRIAL_BATCHES + 1]; /* bytes */
    uint64_t elapsed_ns, cpu_ns;
    size_t sample_count;
    struct sample samples[OUTCOME_SAMPLES]; /* by number */
};

/* Run it. NULL: it cannot be run, and the case is told. Release with
 * outcome_free(), which NULL is allowed for. */
struct outcome *outcome_of(const struct trial *);
void outcome_free(struct outcome *);

#endif
