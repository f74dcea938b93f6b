/*
 * run_extra - rounds of a run that are not compared: they say something about
 * the server or about a cell that would disturb a timed round.
 *
 * Capacity, for each scenario with a window, when the run starts and when it
 * ends: the requests/s that our server answers when the strongest client asks,
 * which is the reference with a loop on each CPU that the server leaves.
 *
 * Instrumented, once for each cell: its system calls are counted.
 *
 * Their records go to extra.jsonl, in the form of rounds.jsonl.
 */
#ifndef MUXBENCH_RUN_EXTRA_H
#define MUXBENCH_RUN_EXTRA_H

#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "placement.h"

struct run;
struct round_setting;

enum run_extra_part {
    RUN_EXTRA_FIRST, /* capacity, then the instrumented rounds */
    RUN_EXTRA_LAST   /* capacity again */
};

/* Run those of a part that are not recorded yet. 0, also when rounds fail;
 * -EINTR, or another -errno when they cannot be recorded. */
int run_extra(const struct run *, const struct round_setting *,
              enum run_extra_part);

/* How long all of them will probably take. ns */
uint64_t run_extra_expected(const struct run *);

/* Where the capacity is measured: the client's and the server's CPUs.
 * 0, or -EINVAL with the reason why it is not, in one line. */
int run_extra_place(const struct run *, struct placement *, char *reason,
                    size_t size);

/* For the manifest: what is measured here, and why the rest is not. */
json_t *run_extra_meters(const struct run *);

#endif
