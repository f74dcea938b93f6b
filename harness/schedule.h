/*
 * schedule - due times fixed in advance: when each request of a load at a
 * given rate should start, or each answer of a push.
 *
 * Times are offsets in ns from the start of the load. A schedule is made from
 * rate, arrivals and seed alone, so that every backend gets the same one.
 * Poisson arrivals have gaps from the exponential distribution, -ln(1 - u) /
 * rate with u from random.h, each rounded to the ns; the times are the same on
 * every platform whose log() is right to within half an ns.
 */
#ifndef MUXBENCH_SCHEDULE_H
#define MUXBENCH_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#include "random.h"

enum schedule_arrivals {
    SCHEDULE_POISSON, /* independent of each other, as those of many users */
    SCHEDULE_EVEN,    /* 1 / rate after each other */
    SCHEDULE_BURST    /* many at the same time, then none for a while */
};

/* "poisson", "even", "burst" */
const char *schedule_arrivals_name(enum schedule_arrivals);

/* One due time after another, without end; not in bursts. */
struct schedule_source {
    enum schedule_arrivals arrivals;
    uint64_t rate; /* per second, >= 1 */
    uint64_t number, at;
    struct random random;
};

/* Even: the first is due 1 / rate after the start, the n-th n / rate. */
void schedule_begin(struct schedule_source *, enum schedule_arrivals,
                    uint64_t rate, uint64_t seed);

/* The next due time; never before the last one. */
uint64_t schedule_next(struct schedule_source *);

/* All due times before an end, in order. */
struct schedule {
    uint64_t *at;
    size_t count;
};

/* Make it, in memory of its own. 0, -ENOMEM, or -ERANGE for more than
 * SCHEDULE_MAX. Release with schedule_free() in either case. */
#define SCHEDULE_MAX (UINT64_C(1) << 26)
int schedule_make(struct schedule *, enum schedule_arrivals, uint64_t rate,
                  uint64_t seed, uint64_t end);
void schedule_free(struct schedule *);

/* The same with `together` of them at one time: the first at the start, the
 * others together / rate after each other. */
int schedule_make_bursts(struct schedule *, uint64_t rate, uint64_t together,
                         uint64_t end);

/* How many are due at or after `from` and before `to`. */
size_t schedule_between(const struct schedule *, uint64_t from, uint64_t to);

#endif
