/*
 * context - the switch from one stack to another.
 *
 * A context is a paused flow of control. There are two ways to go from one to
 * another, chosen for each pool of stacks:
 *
 *   own       assembly for x86-64 and aarch64 (switch_x86_64.S,
 *             switch_aarch64.S): saves what the ABI says a called function
 *             must preserve, and jumps. No system call.
 *   ucontext  makecontext(3) and swapcontext(3), in libc: saves the mask of
 *             signals as well, which is two system calls a switch.
 *
 * The control words for floating point (mxcsr and the x87 control word, FPCR)
 * are the thread's, not the coroutine's: the own switch leaves them alone,
 * though the x86-64 ABI counts the first two among what is preserved. To save
 * and load them costs as much as all the rest, and many times that when the
 * two sides differ (scripts/bench-switch: boost.context does it). A coroutine
 * that changes the rounding mode must change it back before it yields; then
 * nobody can tell.
 *
 * Shadow stacks (CET, GCS) and landing pads (IBT, BTI) are assumed to be off.
 * They are: a program has them only when all its objects are marked for them,
 * and those of the .S files are not. With a shadow stack each coroutine would
 * need one of its own, and the switch would have to change it too.
 */
#ifndef MUXBENCH_CONTEXT_H
#define MUXBENCH_CONTEXT_H

#include <stddef.h>

/* A paused context: its stack pointer (own), or a struct (ucontext). */
typedef void *context;

/* A way to switch. */
struct switcher {
    const char *name; /* "own switch, x86-64", ..., "ucontext" */

    /*
     * Prepare a context that will run entry(data) on the stack
     * [bottom, bottom + size). `entry` must never return. What has to be
     * kept lies at the high end of the stack.
     */
    context (*make)(void *bottom, size_t size, void (*entry)(void *),
                    void *data);

    /* Pause here, storing this context in *from, and go on at `to`, where
     * `value` is returned. Returns when something passes a value to *from. */
    int (*pass)(context *from, context to, int value);
};

/* NULL: it is not written for this processor. */
const struct switcher *switcher_own(void);

#if (defined(__x86_64__) || defined(__aarch64__)) && !defined(__ILP32__)
#define CONTEXT_OWN 1
__attribute__((visibility("hidden"))) int switch_pass(context *from, context to,
                                                      int value);
#else
#define CONTEXT_OWN 0
#endif

/* The same as pass(from, to, value). A jump to a place that is known, instead
 * of one through a pointer, makes the own switch a fifth faster. */
static inline int context_pass(int (*pass)(context *, context, int),
                               context *from, context to, int value)
{
#if CONTEXT_OWN
    if (pass == switch_pass)
        return switch_pass(from, to, value);
#endif
    return pass(from, to, value);
}

/* NULL: this libc has no ucontext. */
const struct switcher *switcher_ucontext(void);

#endif
