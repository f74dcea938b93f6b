/*
 * timers - many deadlines, next one first.
 *
 * A binary heap of timers that are embedded in whatever waits. Knows no
 * clock: the caller says what time it is. Moving a timer later costs one
 * store: the heap is put right only when the old time comes. That is what
 * request deadlines need, which are moved at every request and hardly ever
 * expire.
 */
#ifndef MUXBENCH_TIMERS_H
#define MUXBENCH_TIMERS_H

#include <stddef.h>
#include <stdint.h>

struct timer {
    uint64_t due;    /* ns; CLOCK_NEVER: not set */
    uint64_t listed; /* the time the heap holds, <= due while in the heap */
    size_t place;    /* in the heap, plus one; 0: not in it */
};

struct timers {
    struct timer **heap;
    size_t count;
    size_t room;
};

void timers_init(struct timers *);
void timers_free(struct timers *);

void timer_init(struct timer *);

/*
 * Set or move a timer to `due` (CLOCK_NEVER: clear it). O(1) when it moves
 * later or is cleared, O(log n) otherwise. 0, or -ENOMEM with the timer as it
 * was. timers_reserve() beforehand makes it certain.
 */
int timers_set(struct timers *, struct timer *, uint64_t due);

/* Make room for n timers, so that timers_set cannot fail. 0 or -ENOMEM. */
int timers_reserve(struct timers *, size_t n);

/* Take a timer out for good, before its memory goes. */
void timers_remove(struct timers *, struct timer *);

/*
 * The time to wait for: no timer is due before it. It may be earlier than
 * the earliest due time (a timer that moved later): a wait then ends once too
 * often, never too late. CLOCK_NEVER: nothing is set.
 */
uint64_t timers_next(const struct timers *);

/*
 * Take the next timer that is due at `now`; it is then not set. NULL: none.
 * Timers come in order of due time.
 */
struct timer *timers_expire(struct timers *, uint64_t now);

#endif
