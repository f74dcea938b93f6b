#include "burn.h"

#include <time.h>

#include "clock.h"

uint64_t burn_used(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * CLOCK_S + (uint64_t)t.tv_nsec;
}

/* The thread's clock is a system call, the common one is none. So as much time
 * is let pass as there is CPU time to use, and the thread's is read then: more
 * than twice only when others had the CPU meanwhile. */
void burn(uint64_t ns)
{
    uint64_t start = burn_used(), used = 0;

    while (used < ns) {
        uint64_t until = clock_now() + (ns - used);

        while (clock_now() < until)
            continue;
        used = burn_used() - start;
    }
}
