#include "coroutine.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"
#include "sanitizer.h"

/* It lies at the high end of its own stack, so that a coroutine touches one
 * page before it runs. What a switch needs comes first: one cache line. */
struct coroutine {
    context paused;  /* where it goes on when it is resumed */
    context resumer; /* where coroutine_yield() goes */
    int (*pass)(context *from, context to, int value);
    bool ended;
    int result;
    int (*body)(void *);
    void *data;
    struct stack_pool *pool;
    char *stack; /* lowest usable byte */
    char name[COROUTINE_NAME];
    struct sanitizer_fiber fiber;
};

/* Stacks lie whole pages apart, so what is used of all of them would fall into
 * the same few lines of a cache, which go by the place in a page: neighbours
 * begin at different places, within a page. */
enum { PLACES = 8, APART = 128 };

/* Bytes of a stack below the coroutine's record: whole cache lines. */
static size_t room(const struct stack_pool *pool, const char *stack)
{
    uintptr_t number = (uintptr_t)stack / (pool->page + pool->size);
    size_t above = number % PLACES * APART + sizeof(struct coroutine);

    return (pool->size - above) & ~(size_t)63;
}

/* The first frame of every coroutine. It must not return: there is nothing
 * below it. */
static void run(void *data)
{
    struct coroutine *c = data;

    sanitizer_arrived(&c->fiber);
    c->result = c->body(c->data);
    c->ended = true;
    sanitizer_leave(&c->fiber, true);
    context_pass(c->pass, &c->paused, c->resumer, 0);
    abort();
}

struct coroutine *coroutine_create(struct stack_pool *pool, const char *name,
                                   int (*body)(void *), void *data, int *error)
{
    char *stack = stack_take(pool, error);
    struct coroutine *c;

    if (!stack)
        return NULL;
    c = (struct coroutine *)(void *)(stack + room(pool, stack));
    *c = (struct coroutine){.pass = pool->switcher->pass,
                            .body = body,
                            .data = data,
                            .pool = pool,
                            .stack = stack};
    strncpy(c->name, name, sizeof c->name - 1);
    c->paused = pool->switcher->make(stack, room(pool, stack), run, c);
    sanitizer_begin(&c->fiber, stack, room(pool, stack));
    return c;
}

void *coroutine_attach(struct coroutine *c, size_t size)
{
    size_t left = (room(c->pool, c->stack) - size) & ~(size_t)63;

    c->paused = c->pool->switcher->make(c->stack, left, run, c);
    c->data = memset(c->stack + left, 0, size);
    return c->data;
}

/* Without a sanitizer both are a jump to the switch, which goes on where the
 * other one was called. */
void coroutine_resume(struct coroutine *c, int value)
{
    sanitizer_enter(&c->fiber);
    context_pass(c->pass, &c->resumer, c->paused, value);
    sanitizer_returned(&c->fiber);
}

int coroutine_yield(struct coroutine *c)
{
    int value;

    sanitizer_leave(&c->fiber, false);
    value = context_pass(c->pass, &c->paused, c->resumer, 0);
    sanitizer_arrived(&c->fiber);
    return value;
}

bool coroutine_ended(const struct coroutine *c)
{
    return c->ended;
}

int coroutine_result(const struct coroutine *c)
{
    return c->result;
}

void coroutine_destroy(struct coroutine *c)
{
    sanitizer_end(&c->fiber);
    stack_give(c->pool, c->stack);
}

const char *coroutine_name_on(const struct stack_pool *pool, const char *stack)
{
    const void *at = stack + room(pool, stack);

    return ((const struct coroutine *)at)->name;
}
