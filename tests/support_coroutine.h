/*
 * support_coroutine - what every switch of coroutines must do.
 *
 * Knows no cmocka, so that tests/switch.sh can build the checks for another
 * processor with nothing but a compiler and libc.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_COROUTINE_H
#define MUXBENCH_TESTS_SUPPORT_COROUTINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "backends/coroutine.h"

struct coroutine_check {
    const char *name;
    /* With that switch: what is wrong; NULL: nothing. */
    const char *(*run)(const struct switcher *via);
};

extern const struct coroutine_check coroutine_checks[];
extern const size_t coroutine_check_count;

/* A coroutine, and what it is to know of itself. */
struct actor {
    struct coroutine *self;
    struct actor *next;
    uint64_t seed, result;
    int steps;
};

/* Make its coroutine, which will run body(actor). False: no memory. */
static inline bool actor_make(struct actor *a, struct stack_pool *pool,
                              int (*body)(void *))
{
    int error;

    a->self = coroutine_create(pool, "actor", body, a, &error);
    return a->self != NULL;
}

/* The checks of what a switch leaves as it was: support_coroutine_state.c. */
const char *check_registers(const struct switcher *via);
const char *check_resumers_registers(const struct switcher *via);
const char *check_alignment(const struct switcher *via);

#endif
