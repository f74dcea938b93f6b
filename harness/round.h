/*
 * round - one execution of one backend at one point: a fresh server, a fresh
 * client, and what came of it as a record.
 *
 * Whatever goes wrong inside a round is the record's reason, not an error: the
 * run goes on.
 */
#ifndef MUXBENCH_ROUND_H
#define MUXBENCH_ROUND_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clock.h"
#include "placement.h"
#include "plan.h"
#include "platform.h"
#include "record.h"
#include "server_process.h"
#include "validity.h"

/* Until all connections have asked, where some of them are idle. */
#define ROUND_OPENING (30 * CLOCK_S)

struct target;
struct window_series;

/* The same for all rounds of a run. */
struct round_setting {
    struct placement placement;
    bool namespaces;             /* each round in a network of its own */
    const struct target *remote; /* fetched instead; NULL: the local server */
    const char *program;         /* path of muxbench, for batches */
    bool foreign;          /* `program` runs the client of a window, too */
    const char *hyperfine; /* its path, for batches */
    const char *scratch;   /* directory for their files */
    uint64_t run_started;  /* clock_now() then */
    struct window_series *series;      /* closed: filled in; NULL: none */
    const volatile sig_atomic_t *stop; /* becomes true by a signal */
};

/* One that is under way. */
struct round {
    const struct round_setting *setting;
    const struct plan_round *plan;
    struct record *record;
    struct server_process server; /* shared NULL: there is none */
    struct target *targets;
    int target_count; /* the last `fault_count` are what bad clients fetch */
    int fault_count;
    struct schedule schedule; /* of requests or pushes; empty: there is none */
    struct network_losses losses; /* before it */
    bool interrupted;
};

/*
 * Run it. `number` counts the rounds of the run from 1. The record must be
 * fresh from record_init(). 0, also when the round failed (record->ok), or
 * -EINTR when it was interrupted and there is nothing to record.
 */
int round_run(const struct round_setting *, const struct plan_round *,
              int number, struct record *);

/* The round has failed; the first reason stands. */
__attribute__((format(printf, 2, 3))) void round_fail(struct round *,
                                                      const char *format, ...);

/* The same, and what kind of failure it was. */
__attribute__((format(printf, 3, 4))) void round_fault(struct round *,
                                                       enum validity_fault,
                                                       const char *format, ...);

/* Make the schedule of a load at a given rate, until the last of it: the same
 * for all rounds of a block. 0, also without a rate; -errno, and then the
 * round has failed. */
int round_schedule(struct round *);
/* Make the targets of the point, on a server at an address. 0, or -errno with
 * a line in `error`. */
int round_make_targets(struct round *, const char *address, char *error,
                       size_t size);

/* The same on the round's own server, or on none. 0, or -errno, and then the
 * round has failed. And release them. */
int round_aim(struct round *);
void round_free_targets(struct round *);

/* Run the client of a closed scenario, fill in its half of the record. */
void round_closed(struct round *);

/* The same in a process of another build: setting->program. */
void round_foreign(struct round *);

/* The same for a batch: hyperfine times the program's `fetch`. */
void round_batch(struct round *);

/* The same for a memory scenario: its levels are the point's connections and
 * this part of them. */
#define ROUND_MEMORY_PART 10
void round_memory(struct round *);

/* Another server in place of the one that runs, and targets on it. 0, or
 * -errno, and then the round has failed. */
int round_serve_anew(struct round *);

/* Hold a round that went well so far to the checks of validity.h. */
void round_judge(struct round *);

#endif
