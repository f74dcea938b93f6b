/*
 * A new context for the assembly switches: the frame that context_switch
 * would have left if the context had been paused at its start.
 */
#include "context.h"

#if CONTEXT_OWN

#include <stdint.h>
#include <string.h>

void context_start(void);

#if defined(__x86_64__)
enum { SLOTS = 8, ENTRY = 4, DATA = 3, RESUME = 6 };
#else
enum { SLOTS = 20, ENTRY = 0, DATA = 1, RESUME = 11 };
#endif

context context_make(void *bottom, size_t size, void (*entry)(void *),
                     void *data)
{
    uintptr_t top = ((uintptr_t)bottom + size) & ~(uintptr_t)15;
    uint64_t *frame = (uint64_t *)top - SLOTS;

    memset(frame, 0, SLOTS * sizeof *frame);
    frame[ENTRY] = (uint64_t)(uintptr_t)entry;
    frame[DATA] = (uint64_t)(uintptr_t)data;
    frame[RESUME] = (uint64_t)(uintptr_t)context_start;
    return frame;
}

#endif
