/*
 * clock - the one clock of the suite.
 *
 * Every time stamp, deadline and timer is a number of nanoseconds of
 * CLOCK_MONOTONIC in a uint64_t. The clock is the same in all processes of one
 * machine, so that stamps of client, server and harness can be compared.
 */
#ifndef MUXBENCH_CLOCK_H
#define MUXBENCH_CLOCK_H

#include <stdint.h>

#define CLOCK_US UINT64_C(1000)
#define CLOCK_MS UINT64_C(1000000)
#define CLOCK_S UINT64_C(1000000000)

/* A point in time that never comes: no deadline, no timer. */
#define CLOCK_NEVER UINT64_MAX

/* Nanoseconds since an arbitrary start. */
uint64_t clock_now(void);

/* Sleep until clock_now() is at least `until`; signals do not end it early. */
void clock_sleep_until(uint64_t until);

/*
 * Milliseconds from `now` to `until`, rounded up so that a wait never ends
 * early: what poll(2) and epoll_wait(2) take. -1 for CLOCK_NEVER, 0 when
 * `until` is past, at most INT_MAX.
 */
int clock_ms_until(uint64_t now, uint64_t until);

/* ns from `now` to `until`: 0 when it is past, CLOCK_NEVER for CLOCK_NEVER. */
static inline uint64_t clock_left(uint64_t now, uint64_t until)
{
    if (until == CLOCK_NEVER)
        return CLOCK_NEVER;
    return until > now ? until - now : 0;
}

/* `a + b`, or CLOCK_NEVER when b is CLOCK_NEVER or the sum would overflow. */
static inline uint64_t clock_add(uint64_t a, uint64_t b)
{
    uint64_t sum = a + b;

    /* CLOCK_NEVER is the largest number, so any sum with it overflows or is
     * CLOCK_NEVER itself. */
    return sum < a ? CLOCK_NEVER : sum;
}

#endif
