/* MAP_ANONYMOUS came into POSIX in 2024 only. */
#define _DEFAULT_SOURCE

#include "coroutine.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "context.h"
#include "sanitizer.h"

#define DEFAULT_STACK (64 * 1024)
#define LEAST_STACK (16 * 1024)

/* It lies at the high end of its own stack, so that a coroutine costs one
 * mapping and touches one page before it runs. */
struct coroutine {
    context paused;  /* where it goes on when it is resumed */
    context resumer; /* where coroutine_yield() goes */
    void (*body)(void *);
    void *data;
    struct stack_pool *pool;
    char *stack; /* lowest usable byte */
    bool ended;
    struct sanitizer_fiber fiber;
};

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

int stack_pool_init(struct stack_pool *pool, size_t size)
{
    size_t page = page_size();

    size = size > 0 ? size : DEFAULT_STACK;
    if (size < LEAST_STACK || size > SIZE_MAX / 4)
        return -EINVAL;
    *pool = (struct stack_pool){.size = (size + page - 1) / page * page};
    return 0;
}

/* A free stack holds the pointer to the next one in its highest word, which
 * lies in the page that was touched anyway. */
static void **link_of(const struct stack_pool *pool, char *stack)
{
    return (void **)(void *)(stack + pool->size - sizeof(void *));
}

static char *map_stack(struct stack_pool *pool)
{
    size_t page = page_size();
    char *map = mmap(NULL, pool->size + page, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (map == MAP_FAILED)
        return NULL;
    if (mprotect(map, page, PROT_NONE) < 0) {
        munmap(map, pool->size + page);
        return NULL;
    }
    pool->mapped++;
    return map + page;
}

static char *take_stack(struct stack_pool *pool)
{
    char *stack = pool->free;

    if (!stack)
        return map_stack(pool);
    pool->free = *link_of(pool, stack);
    pool->idle--;
    return stack;
}

static void give_stack(struct stack_pool *pool, char *stack)
{
    *link_of(pool, stack) = pool->free;
    pool->free = stack;
    pool->idle++;
}

void stack_pool_free(struct stack_pool *pool)
{
    size_t page = page_size();

    while (pool->free) {
        char *stack = take_stack(pool);

        munmap(stack - page, pool->size + page);
        pool->mapped--;
    }
}

/* The first frame of every coroutine. It must not return: there is nothing
 * below it. */
static void run(void *data)
{
    struct coroutine *c = data;

    sanitizer_arrived(&c->fiber);
    c->body(c->data);
    c->ended = true;
    sanitizer_leave(&c->fiber, true);
    context_switch(&c->paused, c->resumer);
    abort();
}

struct coroutine *coroutine_create(struct stack_pool *pool,
                                   void (*body)(void *), void *data)
{
    char *stack = take_stack(pool);
    size_t room = pool->size - sizeof(struct coroutine);
    struct coroutine *c;

    if (!stack)
        return NULL;
    room &= ~(size_t)63;
    c = (struct coroutine *)(void *)(stack + room);
    *c = (struct coroutine){
        .body = body, .data = data, .pool = pool, .stack = stack};
    c->paused = context_make(stack, room, run, c);
    sanitizer_begin(&c->fiber, stack, room);
    return c;
}

void coroutine_resume(struct coroutine *c)
{
    sanitizer_enter(&c->fiber);
    context_switch(&c->resumer, c->paused);
    sanitizer_returned(&c->fiber);
}

void coroutine_yield(struct coroutine *c)
{
    sanitizer_leave(&c->fiber, false);
    context_switch(&c->paused, c->resumer);
    sanitizer_arrived(&c->fiber);
}

bool coroutine_ended(const struct coroutine *c)
{
    return c->ended;
}

void coroutine_destroy(struct coroutine *c)
{
    sanitizer_end(&c->fiber);
    give_stack(c->pool, c->stack);
}

const char *coroutine_switch_name(void)
{
#if !CONTEXT_OWN
    return "ucontext";
#elif defined(__x86_64__)
    return "own switch, x86-64";
#else
    return "own switch, aarch64";
#endif
}
