/*
 * overflow - last words for a stack that was overrun.
 *
 * A coroutine that runs into its guard page ends the program by SIGSEGV. While
 * a pool is watched, the program first says whose stack it was:
 *
 *   muxbench: stack overflow in coroutine 'connection 17' (64 KiB): ...
 *
 * and then ends by the same signal, as it would have. The handler runs on an
 * alternate stack (the one at hand is full), and a switch costs nothing for
 * it: it finds the coroutine by the address of the fault.
 */
#ifndef MUXBENCH_OVERFLOW_H
#define MUXBENCH_OVERFLOW_H

#include <signal.h>

#include "stack_pool.h"

struct overflow_watch {
    const struct stack_pool *pool;
    struct overflow_watch *outer; /* the one before, of the same thread */
    stack_t stack, stack_before;
};

/*
 * Watch the pool from now on in this thread, which runs its coroutines. 0;
 * -ENOMEM; or -EBUSY when the signal is taken by somebody else (a sanitizer),
 * who is left to it. The handler stays in place for the process: where nothing
 * is watched it changes nothing.
 */
int overflow_watch(struct overflow_watch *, const struct stack_pool *);

/* No longer. The last one that was begun ends first. */
void overflow_unwatch(struct overflow_watch *);

#endif
