/*
 * run_extra - rounds of a run that are not compared: they say something about
 * the server or about a cell that would disturb a timed round.
 *
 * Capacity, for each scenario whose load asks for all that there is, when the
 * run starts and when it ends: the requests/s that our server answers when the
 * strongest client asks, which is the reference with a loop on each CPU that
 * the server leaves.
 *
 * Instrumented, once for each cell that has a window: its system calls are
 * counted.
 *
 * Their records go to extra.jsonl, in the form of rounds.jsonl. The blocks are
 * what a budget is for: these rounds get a part of it, and what that does not
 * hold is left out, capacity last.
 */
#ifndef MUXBENCH_RUN_EXTRA_H
#define MUXBENCH_RUN_EXTRA_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "placement.h"
#include "plan.h"

struct progress;
struct round_setting;
struct run;
struct scenario;

enum run_extra_part {
    RUN_EXTRA_FIRST, /* capacity, then the instrumented rounds */
    RUN_EXTRA_LAST   /* capacity again */
};

struct run_extra {
    struct plan plan;        /* in the order in which they are run */
    size_t first;            /* so many rounds are of the first part */
    struct scenario *strong; /* those of the capacity rounds */
    size_t left_out;         /* rounds that the budget does not hold */
    uint64_t took_ns;        /* the rounds of the first part */
};

/* Of all the budget, one by this much. */
#define RUN_EXTRA_SHARE 4

/* Plan them, behind the run's own plan: in run->extra. 0 or -ENOMEM. Release
 * with run_extra_free() in either case. */
int run_extra_make(struct run *);
void run_extra_free(struct run_extra *);

/* Run those of a part that are not recorded yet. 0, also when rounds fail;
 * -EINTR, or another -errno when they cannot be recorded. */
int run_extra_rounds(struct run *, const struct round_setting *,
                     struct progress *, enum run_extra_part);

/* How long the last part will probably take. ns */
uint64_t run_extra_last(const struct run_extra *);

/* Where the capacity is measured: the client's and the server's CPUs.
 * 0, or -EINVAL with the reason why it is not, in one line. */
int run_extra_place(const struct run *, struct placement *, char *reason,
                    size_t size);

/* For the manifest: what is measured here, and why the rest is not. */
json_t *run_extra_meters(const struct run *);

#endif
