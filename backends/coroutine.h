/*
 * coroutine - functions with a stack of their own, that can pause.
 *
 * A coroutine runs when it is resumed and goes back to who resumed it when it
 * yields or returns. Each resume hands a value in, which is what the yield
 * returns: what the coroutine waited for, or a -errno, thrown in at the point
 * of its wait. It knows no IO and no time: who resumes it, and when, is a
 * scheduler's business (task.h).
 */
#ifndef MUXBENCH_COROUTINE_H
#define MUXBENCH_COROUTINE_H

#include <stdbool.h>

#include "context.h"
#include "sanitizer.h"
#include "stack_pool.h"

/* Bytes of a name that are kept, with the final 0. */
#define COROUTINE_NAME 24

/* It lies at the high end of its own stack, so that a coroutine touches one
 * page before it runs. What a switch needs comes first: one cache line. The
 * fields are for coroutine_resume() and coroutine_yield(), which are inlined,
 * and for coroutine.c. */
struct coroutine {
    struct context paused;  /* where it goes on when it is resumed */
    struct context resumer; /* where coroutine_yield() goes */
    int (*pass)(struct context *from, struct context *to, int value);
    int result;
    bool ended;
    int (*body)(void *);
    void *data;
    struct stack_pool *pool;
    char *stack; /* lowest usable byte */
    char name[COROUTINE_NAME];
    struct sanitizer_fiber fiber;
};

/*
 * Make a coroutine that will run body(data) when it is first resumed. Its name
 * is copied; an overrun of its stack is reported by it (overflow.h). NULL with
 * *error = -errno: no memory for a stack, or no mapping left (guard_limit.h).
 */
struct coroutine *coroutine_create(struct stack_pool *, const char *name,
                                   int (*body)(void *), void *data, int *error);

/* `size` bytes of its stack, zeroed and aligned to a cache line, that last
 * until it is destroyed, and are what its body is given. Once, before it is
 * first resumed. */
void *coroutine_attach(struct coroutine *, size_t size);

/* Run it until it yields or returns. What it is to do is up to `value`, which
 * its yield returns; the first one is lost. Not from itself, not after it
 * ended. */
static inline void coroutine_resume(struct coroutine *c, int value)
{
    sanitizer_enter(&c->fiber);
    context_pass(c->pass, &c->resumer, &c->paused, value);
    sanitizer_returned(&c->fiber);
}

/* Back to who resumed it. Called inside the coroutine only. Returns the value
 * with which it is resumed: by convention >= 0, or a -errno. */
static inline int coroutine_yield(struct coroutine *c)
{
    int value;

    sanitizer_leave(&c->fiber, false);
    value = context_pass(c->pass, &c->paused, &c->resumer, 0);
    sanitizer_arrived(&c->fiber);
    return value;
}

/* True when its body has returned. */
bool coroutine_ended(const struct coroutine *);

/* What its body has returned. */
int coroutine_result(const struct coroutine *);

/* Give its stack back. Not from itself. When it has not ended, what its frames
 * hold is lost: resume it with a -errno until it ends. */
void coroutine_destroy(struct coroutine *);

/* The name of the coroutine whose stack this is: one that was taken from the
 * pool by coroutine_create(). Safe in a signal handler. */
const char *coroutine_name_on(const struct stack_pool *, const char *stack);

#endif
