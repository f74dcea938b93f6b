/*
 * The own switch: a new context is the frame that switch_pass would have left
 * if the context had been paused at its start.
 */
#include "context.h"

#include <stdint.h>
#include <string.h>

#if CONTEXT_OWN && defined(__x86_64__)
#define NAME "own switch, x86-64"
enum { SLOTS = 8, ENTRY = 4, DATA = 3, RESUME = 6 };
#elif CONTEXT_OWN
#define NAME "own switch, aarch64"
enum { SLOTS = 20, ENTRY = 2, DATA = 3, RESUME = 1 };
#endif

#if CONTEXT_OWN

void switch_start(void); /* in assembly */

static context make(void *bottom, size_t size, void (*entry)(void *),
                    void *data)
{
    uintptr_t top = ((uintptr_t)bottom + size) & ~(uintptr_t)15;
    uint64_t *frame = (uint64_t *)top - SLOTS;

    memset(frame, 0, SLOTS * sizeof *frame);
    frame[ENTRY] = (uint64_t)(uintptr_t)entry;
    frame[DATA] = (uint64_t)(uintptr_t)data;
    frame[RESUME] = (uint64_t)(uintptr_t)switch_start;
    return frame;
}

const struct switcher *switcher_own(void)
{
    static const struct switcher own = {NAME, make, switch_pass};

    return &own;
}

#else

const struct switcher *switcher_own(void)
{
    return NULL;
}

#endif
