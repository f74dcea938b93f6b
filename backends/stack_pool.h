/*
 * stack_pool - where the coroutines of one thread get their stacks.
 *
 * Stacks are cut from slabs of about 4 MiB, one mapping each, and used again.
 * Below each lies a guard page, so that an overrun ends the program and not a
 * neighbour's data. Only what is touched takes memory.
 *
 *      slab                            one stack
 *      +--------------+                +--------------+ high addresses
 *      | not cut yet  |                | coroutine    | its own record
 *      |              |                | frames       |
 *      +--------------+                |   |          | grows down
 *      | in use       |                |   v          |
 *      +--------------+                | (untouched)  |
 *      | free  -------|--.             |              |
 *      +--------------+  |             +--------------+
 *      | free  <------|--'             | guard page   | no access
 *      +--------------+                +--------------+ low addresses
 *
 * A function whose frame is larger than a page can step over the guard;
 * gcc and clang prevent that with -fstack-clash-protection.
 */
#ifndef MUXBENCH_STACK_POOL_H
#define MUXBENCH_STACK_POOL_H

#include <stddef.h>

#include "context.h"
#include "guard.h"

/* Not shared by threads. All but the last three is fixed from the start. */
struct stack_pool {
    const struct switcher *switcher; /* how its coroutines switch */
    size_t size; /* usable bytes of a stack, a multiple of the page size */
    size_t page;
    enum guard guard;
    struct slab *slabs;  /* newest first: the one that is cut from */
    void *free;          /* stacks to be used again */
    size_t mapped, idle; /* stacks there are, and how many of them are free */
};

/*
 * Stacks of at least `size` bytes (0: 64 KiB) for coroutines that switch by
 * `switcher`. 0; -EINVAL for less than 16 KiB, which libc's own functions may
 * need; -ENOSYS when the switcher is NULL: there is none here.
 */
int stack_pool_init(struct stack_pool *, const struct switcher *switcher,
                    size_t size);

/* Unmap all stacks; all coroutines of the pool have been destroyed. */
void stack_pool_free(struct stack_pool *);

/* The lowest usable byte of a stack that is free now; NULL with *error =
 * -errno: no memory, or no mapping left. */
char *stack_take(struct stack_pool *, int *error);

/* Its upper page is worth keeping: the next one that is taken is this. */
void stack_give(struct stack_pool *, char *stack);

/* The stack whose guard the address lies in; NULL: none's. Safe in a signal
 * handler of the thread that uses the pool. */
char *stack_guarded_by(const struct stack_pool *, const void *address);

#endif
