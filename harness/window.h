/*
 * window - what the samples of a job say about the time between its edges.
 */
#ifndef MUXBENCH_WINDOW_H
#define MUXBENCH_WINDOW_H

#include <stddef.h>
#include <stdint.h>

struct job;
struct record;
struct schedule;

/*
 * Fill in the record's window: requests that ended after the first edge, up
 * to and with the second; service times, failures by errno, bytes, and what
 * client and server used. Leaves it empty when an edge was not taken. 0 or
 * -ENOMEM.
 */
int window_collect(const struct job *, struct record *);

/*
 * After that, for a load at a given rate: the times of requests by when they
 * were due. The window is that between the set times of its edges, so that it
 * holds the same requests for every backend; an answer counts whenever it came.
 * The schedule is that of the requests, or of the server's pushes; an empty one
 * where clients think, whose due times follow from their answers. 0 or -ENOMEM.
 */
int window_collect_due(const struct job *, const struct schedule *,
                       struct record *);

/* Right answers from the first edge on in bins of equal width. */
struct window_series {
    uint64_t bin_ns;
    size_t count;
    uint64_t *bins;
};

/* Count them; those behind the last bin are left out. */
void window_series(const struct job *, struct window_series *);

/* How many of the job's samples were claimed, from the first. Those among them
 * with done == 0 were not used. */
size_t window_slots(const struct job *);

/* Count the failures that ended after `from`, up to and with `to`. */
void window_errors(const struct job *, uint64_t from, uint64_t to,
                   struct record *);

/*
 * Whether there is a window to speak of: both edges, no more than a quarter
 * (or 50 ms) away from the length that was asked for, and requests inside. 0,
 * or -EINVAL with the reason in one sentence.
 */
int window_check(const struct job *, const struct record *, char *reason,
                 size_t size);

#endif
