/*
 * context - the switch from one stack to another.
 *
 * A context is a paused flow of control. Three implementations: assembly for
 * x86-64 and aarch64 (switch_x86_64.S, switch_aarch64.S), ucontext(3)
 * elsewhere (switch_ucontext.c), which costs two system calls a switch for
 * the signal mask. The assembly saves what the ABI says a called function
 * must preserve, but not the floating-point control registers: a coroutine
 * that changes the rounding mode must change it back before it yields.
 */
#ifndef MUXBENCH_CONTEXT_H
#define MUXBENCH_CONTEXT_H

#include <stddef.h>

#if (defined(__x86_64__) || defined(__aarch64__)) && !defined(_WIN32) && \
    !defined(MUXBENCH_UCONTEXT)
#define CONTEXT_OWN 1
#else
#define CONTEXT_OWN 0
#endif

/* A paused context: its stack pointer (own switch) or a ucontext_t. */
typedef void *context;

/*
 * Prepare a context that will run entry(data) on the stack
 * [bottom, bottom + size). `entry` must never return. The context's
 * bookkeeping lies at the high end of the stack.
 */
context context_make(void *bottom, size_t size, void (*entry)(void *),
                     void *data);

/* Pause here, storing this context in *from, and go on at `to`. Returns when
 * something switches back to *from. */
void context_switch(context *from, context to);

#endif
