/*
 * context - the switch from one stack to another.
 *
 * A context is a paused flow of control. There are two ways to go from one to
 * another, chosen for each pool of stacks:
 *
 *   own       some lines of assembly for x86-64 and aarch64, inlined where
 *             they are used (switch_own.h): change stack, and jump. No system
 *             call.
 *   ucontext  makecontext(3) and swapcontext(3), in libc: saves the mask of
 *             signals as well, which is two system calls a switch.
 *
 * The control words for floating point (mxcsr and the x87 control word, FPCR)
 * are the thread's, not the coroutine's: the own switch leaves them alone,
 * though the x86-64 ABI counts the first two among what is preserved. To save
 * and load them costs more than all the rest, and many times that when the
 * two sides differ (scripts/bench-switch: boost.context does it). A coroutine
 * that changes the rounding mode must change it back before it yields; then
 * nobody can tell.
 *
 * With a shadow stack (CET, GCS) each coroutine would need one of its own, and
 * the switch would have to change it too: it is looked for, and then there is
 * no own switch.
 */
#ifndef MUXBENCH_CONTEXT_H
#define MUXBENCH_CONTEXT_H

#include <stddef.h>

/* What the own switch keeps; ucontext keeps a struct of its own at `stack`. */
struct context {
    void *stack, *frame; /* pointers */
    void (*next)(void);  /* where it goes on */
};

/* A way to switch. */
struct switcher {
    const char *name; /* "own switch, x86-64", ..., "ucontext" */

    /*
     * Prepare a context that will run entry(new) on the stack
     * [bottom, bottom + size). `entry` must never return. What has to be
     * kept lies at the high end of the stack.
     */
    void (*make)(struct context *new, void *bottom, size_t size,
                 void (*entry)(struct context *new));

    /* Pause here, storing this context in *from, and go on at *to, where
     * `value` is returned. Returns when something passes a value to *from.
     * NULL: switch_own(). */
    int (*pass)(struct context *from, struct context *to, int value);
};

#include "switch_own.h"

static inline __attribute__((always_inline)) int context_pass(
    int (*pass)(struct context *, struct context *, int), struct context *from,
    struct context *to, int value)
{
#if defined(SWITCH_OWN)
    if (!pass)
        return switch_own(from, to, value);
#endif
    return pass(from, to, value);
}

/* NULL: it is not written for this processor, or there is a shadow stack. */
const struct switcher *switcher_own(void);

/* NULL: this libc has no ucontext. */
const struct switcher *switcher_ucontext(void);

#endif
