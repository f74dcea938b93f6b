/*
 * coroutine - functions with a stack of their own, that can pause.
 *
 * A coroutine runs when it is resumed and goes back to who resumed it when it
 * yields or returns. It knows no IO and no time: who resumes it, and when, is
 * a scheduler's business (coroutines.c). Stacks are mapped with a guard page
 * below, so that an overrun ends the program and not a neighbour's data, and
 * are used again.
 *
 *      stacks of one pool              one stack
 *      +--------------+                +--------------+ high addresses
 *      | in use       |                | frames       |
 *      | free --------|--.             |   |          | grows down
 *      | in use       |  |             |   v          |
 *      | free <-------|--'             | (untouched)  |
 *      +--------------+                +--------------+
 *                                      | guard page   | no access
 *                                      +--------------+ low addresses
 */
#ifndef MUXBENCH_COROUTINE_H
#define MUXBENCH_COROUTINE_H

#include <stdbool.h>
#include <stddef.h>

/* Where coroutines of one thread get their stacks. Not shared by threads. */
struct stack_pool {
    size_t size; /* usable bytes of a stack, a multiple of the page size */
    void *free;  /* stacks to be used again */
    size_t mapped, idle; /* stacks there are, and how many of them are free */
};

/* Stacks of at least `size` bytes; 0: 64 KiB. 0, or -EINVAL for less than
 * 16 KiB, which libc's own functions may need. */
int stack_pool_init(struct stack_pool *, size_t size);

/* Unmap the free stacks; all coroutines of the pool have ended. */
void stack_pool_free(struct stack_pool *);

struct coroutine;

/*
 * Make a coroutine that will run body(data) when it is first resumed. NULL
 * when there is no memory for a stack (or no mapping left:
 * vm.max_map_count on Linux, two mappings a stack).
 */
struct coroutine *coroutine_create(struct stack_pool *, void (*body)(void *),
                                   void *data);

/* Run it until it yields or returns. Not from itself, not after it ended. */
void coroutine_resume(struct coroutine *);

/* Back to who resumed it. Called inside the coroutine only. */
void coroutine_yield(struct coroutine *);

/* True when its body has returned. */
bool coroutine_ended(const struct coroutine *);

/* Give its stack back. Not from itself. When it has not ended, what its frames
 * hold is lost: to release that is the business of who destroys it. */
void coroutine_destroy(struct coroutine *);

/* How the switch is done: "own switch, x86-64", ..., "ucontext". */
const char *coroutine_switch_name(void);

#endif
