/*
 * The own switch: where a new context begins, and whether it can be used.
 */
#include "context.h"

#include <stdbool.h>
#include <stdint.h>

#if defined(SWITCH_OWN)

/* As after a call, with a return address of 0, which ends the chain of callers
 * for debuggers: on x86-64 it lies on the stack. */
static void make(struct context *new, void *bottom, size_t size,
                 void (*entry)(struct context *))
{
    uintptr_t top = ((uintptr_t)bottom + size) & ~(uintptr_t)15;

#if defined(__x86_64__)
    top -= sizeof(uint64_t);
    *(uint64_t *)top = 0;
#endif
    *new =
        (struct context){.stack = (void *)top, .next = (void (*)(void))entry};
}

/* The processor's own record of where calls return to (CET, GCS). An
 * instruction tells, which does nothing on processors that have none. */
static bool has_shadow_stack(void)
{
#if defined(__x86_64__)
    uint64_t top = 0;

    __asm__ volatile("rdsspq %0" : "+r"(top));
    return top != 0;
#else
    register uint64_t off __asm__("x16") = 1;

    __asm__ volatile("hint #40" : "+r"(off)); /* chkfeat x16 */
    return off == 0;
#endif
}

const struct switcher *switcher_own(void)
{
    static const struct switcher own = {SWITCH_OWN, make, NULL};

    return has_shadow_stack() ? NULL : &own;
}

#else

const struct switcher *switcher_own(void)
{
    return NULL;
}

#endif
