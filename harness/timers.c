#include "timers.h"

#include <errno.h>
#include <stdlib.h>

#include "clock.h"

/*
 * heap[0] has the earliest `listed`; the children of i are 2i+1 and 2i+2.
 * `place` is the index plus one, so that a zeroed timer is in no heap.
 */

static void put(struct timers *timers, size_t i, struct timer *timer)
{
    timers->heap[i] = timer;
    timer->place = i + 1;
}

static void sift_up(struct timers *timers, size_t i, struct timer *timer)
{
    while (i > 0) {
        size_t parent = (i - 1) / 2;

        if (timers->heap[parent]->listed <= timer->listed)
            break;
        put(timers, i, timers->heap[parent]);
        i = parent;
    }
    put(timers, i, timer);
}

static void sift_down(struct timers *timers, size_t i, struct timer *timer)
{
    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= timers->count)
            break;
        if (child + 1 < timers->count &&
            timers->heap[child + 1]->listed < timers->heap[child]->listed)
            child++;
        if (timer->listed <= timers->heap[child]->listed)
            break;
        put(timers, i, timers->heap[child]);
        i = child;
    }
    put(timers, i, timer);
}

void timers_init(struct timers *timers)
{
    timers->heap = NULL;
    timers->count = 0;
    timers->room = 0;
}

void timers_free(struct timers *timers)
{
    free(timers->heap);
    timers_init(timers);
}

void timer_init(struct timer *timer)
{
    timer->due = CLOCK_NEVER;
    timer->listed = CLOCK_NEVER;
    timer->place = 0;
}

int timers_reserve(struct timers *timers, size_t n)
{
    struct timer **heap;

    if (n <= timers->room)
        return 0;
    /* At least half as much again: a caller may reserve one at a time. */
    if (n < timers->room + timers->room / 2)
        n = timers->room + timers->room / 2;
    if (n > SIZE_MAX / sizeof *heap)
        return -ENOMEM;
    heap = realloc(timers->heap, n * sizeof *heap);
    if (heap == NULL)
        return -ENOMEM;
    timers->heap = heap;
    timers->room = n;
    return 0;
}

static int timers_insert(struct timers *timers, struct timer *timer,
                         uint64_t due)
{
    if (timers->count == timers->room) {
        int error = timers_reserve(timers, timers->room + 16);

        if (error < 0)
            return error;
    }
    timer->due = due;
    timer->listed = due;
    sift_up(timers, timers->count++, timer);
    return 0;
}

int timers_set(struct timers *timers, struct timer *timer, uint64_t due)
{
    if (timer->place == 0 && due != CLOCK_NEVER)
        return timers_insert(timers, timer, due);
    timer->due = due;
    if (timer->place != 0 && due < timer->listed) {
        timer->listed = due;
        sift_up(timers, timer->place - 1, timer);
    }
    return 0;
}

void timers_remove(struct timers *timers, struct timer *timer)
{
    if (timer->place != 0) {
        size_t i = timer->place - 1;
        struct timer *last = timers->heap[--timers->count];

        /* The last one fills the hole; it may belong above or below it. */
        if (last != timer && last->listed < timer->listed)
            sift_up(timers, i, last);
        else if (last != timer)
            sift_down(timers, i, last);
    }
    timer_init(timer);
}

uint64_t timers_next(const struct timers *timers)
{
    return timers->count > 0 ? timers->heap[0]->listed : CLOCK_NEVER;
}

struct timer *timers_expire(struct timers *timers, uint64_t now)
{
    while (timers->count > 0 && timers->heap[0]->listed <= now) {
        struct timer *timer = timers->heap[0];

        if (timer->due == timer->listed) {
            timers_remove(timers, timer);
            return timer;
        }
        /* It was moved later or cleared since it was listed. */
        if (timer->due == CLOCK_NEVER) {
            timers_remove(timers, timer);
        } else {
            timer->listed = timer->due;
            sift_down(timers, 0, timer);
        }
    }
    return NULL;
}
