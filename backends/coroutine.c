#include "coroutine.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Stacks lie whole pages apart, so what is used of all of them would fall into
 * the same few lines of a cache, which go by the place in a page: neighbours
 * begin at different places, a cache line apart, within a page. */
enum { PLACES = 16, APART = 64 };

/* Bytes of a stack below the coroutine's record: whole cache lines. */
static size_t room(const struct stack_pool *pool, const char *stack)
{
    uintptr_t number = (uintptr_t)stack / (pool->page + pool->size);
    size_t above = number % PLACES * APART + sizeof(struct coroutine);

    return (pool->size - above) & ~(size_t)63;
}

/* The first frame of every coroutine. It must not return: there is nothing
 * below it. */
static void run(struct context *paused)
{
    struct coroutine *c = (struct coroutine *)(void *)paused;

    sanitizer_arrived(&c->fiber);
    c->result = c->body(c->data);
    c->ended = true;
    sanitizer_leave(&c->fiber, true);
    context_pass(c->pass, &c->paused, &c->resumer, 0);
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
    pool->switcher->make(&c->paused, stack, room(pool, stack), run);
    sanitizer_begin(&c->fiber, stack, room(pool, stack));
    return c;
}

void *coroutine_attach(struct coroutine *c, size_t size)
{
    size_t left = (room(c->pool, c->stack) - size) & ~(size_t)63;

    c->pool->switcher->make(&c->paused, c->stack, left, run);
    c->data = memset(c->stack + left, 0, size);
    return c->data;
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
