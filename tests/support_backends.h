/*
 * support_backends - trials: a backend runs a job, and what came of it.
 *
 * Test cases are written once and run with every row of the backend table. A
 * trial runs in a process of its own, with a time limit: a backend that hangs,
 * crashes or leaks memory (ASan) fails the case and not the suite. What came
 * of it comes back in shared memory.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_BACKENDS_H
#define MUXBENCH_TESTS_SUPPORT_BACKENDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/backend.h"
#include "harness/job.h"

struct backend_case {
    const char *name;
    void (*run)(const struct backend *, const void *data);
    const void *data;
    bool null; /* it makes sense for the null backend, too */
};

/*
 * Run each case with each backend, as a cmocka test case `name, backend`; one
 * that cannot run here is skipped with its reason. Returns what main() does.
 */
int backends_test(const char *group, const struct backend_case *, size_t count,
                  int (*setup)(void **), int (*teardown)(void **));

/* Fill in targets: http://host:port/path, with or without a token. Fails the
 * test if that cannot be. `body`: bytes of the pattern that are expected. */
#define ANY_BODY UINT64_MAX
void backends_aim(struct target *, const char *host, unsigned port,
                  const char *path, uint64_t body);

/* How many descriptors there are beyond those of the backend's loop. */
enum { ROOM_ENOUGH, ROOM_FOR_NONE, ROOM_FOR_ONE, ROOM_NOT_FOR_THE_LOOP };

struct trial {
    const struct backend *backend;
    struct job job; /* the order; its samples and its observer are made here */
    uint64_t stop_after; /* job_stop() when so many have ended; 0: never */
    unsigned signal_us;  /* a signal so often; 0: none */
    int room;
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
 * trials that wait 100 ms or more; a bound, not a measurement. */
void outcome_expect_idle(const struct outcome *);

#endif
