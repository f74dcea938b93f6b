#include "condition.h"

#include <time.h>
#include <unistd.h>

#include "clock.h"

/* macOS has no choice of the clock: there the wait is for a time of day. When
 * that is set meanwhile the wait ends early or late, once. */
#if defined(_POSIX_CLOCK_SELECTION) && _POSIX_CLOCK_SELECTION > 0
#define WAITS_BY CLOCK_MONOTONIC
#else
#define WAITS_BY CLOCK_REALTIME
#endif

int condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attr;
    int error = pthread_condattr_init(&attr);

    if (error != 0)
        return -error;
#if defined(_POSIX_CLOCK_SELECTION) && _POSIX_CLOCK_SELECTION > 0
    error = pthread_condattr_setclock(&attr, WAITS_BY);
#endif
    if (error == 0)
        error = pthread_cond_init(condition, &attr);
    pthread_condattr_destroy(&attr);
    return -error;
}

void condition_wait(pthread_cond_t *condition, pthread_mutex_t *lock,
                    uint64_t until)
{
    uint64_t now = clock_now(), left = until > now ? until - now : 0;
    struct timespec end;

    if (until == CLOCK_NEVER) {
        pthread_cond_wait(condition, lock);
        return;
    }
    /* An hour at a time, so that the seconds fit into any time_t. */
    if (left > 3600 * CLOCK_S)
        left = 3600 * CLOCK_S;
    clock_gettime(WAITS_BY, &end);
    left += (uint64_t)end.tv_nsec;
    end.tv_sec += (time_t)(left / CLOCK_S);
    end.tv_nsec = (long)(left % CLOCK_S);
    pthread_cond_timedwait(condition, lock, &end);
}
