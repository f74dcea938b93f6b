#include "clock.h"

#include <limits.h>
#include <time.h>

uint64_t clock_now(void)
{
    struct timespec now;

    /* It cannot fail: the clock is part of POSIX.1-2008. */
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * CLOCK_S + (uint64_t)now.tv_nsec;
}

/*
 * nanosleep(2) in a loop, not clock_nanosleep(2): macOS has no absolute
 * sleep, and the loop ends at the same time.
 */
void clock_sleep_until(uint64_t until)
{
    uint64_t now;

    while ((now = clock_now()) < until) {
        uint64_t rest = until - now;
        struct timespec pause;

        /* A day at a time, so that the seconds fit into any time_t. */
        if (rest > 86400 * CLOCK_S)
            rest = 86400 * CLOCK_S;
        pause.tv_sec = (time_t)(rest / CLOCK_S);
        pause.tv_nsec = (long)(rest % CLOCK_S);
        nanosleep(&pause, NULL);
    }
}

int clock_ms_until(uint64_t now, uint64_t until)
{
    uint64_t ms;

    if (until == CLOCK_NEVER)
        return -1;
    if (until <= now)
        return 0;
    ms = (until - now - 1) / CLOCK_MS + 1;
    return ms < INT_MAX ? (int)ms : INT_MAX;
}
