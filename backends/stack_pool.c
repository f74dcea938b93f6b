/* MAP_ANONYMOUS came into POSIX in 2024 only; MAP_STACK and MAP_NORESERVE are
 * not in it. */
#define _DEFAULT_SOURCE

#include "stack_pool.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEFAULT_STACK ((size_t)64 * 1024)
#define LEAST_STACK ((size_t)16 * 1024)
#define SLAB ((size_t)4 * 1024 * 1024)

/* Linux keeps MAP_STACK mappings out of huge pages (since 6.7; before that,
 * guards by mprotect leave no room for one): a stack would take 2 MiB.
 * MAP_NORESERVE: what is not touched is not counted as promised. */
#if defined(__linux__)
#define MAP_FLAGS (MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE)
#else
#define MAP_FLAGS (MAP_PRIVATE | MAP_ANONYMOUS)
#endif

/* Kept apart from its stacks, of which it would touch a page. */
struct slab {
    struct slab *next;
    char *map;          /* each stack above its guard */
    size_t stacks, cut; /* there are, and how many of them were ever used */
};

int stack_pool_init(struct stack_pool *pool, const struct switcher *switcher,
                    size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    size = size > 0 ? size : DEFAULT_STACK;
    if (size < LEAST_STACK || size > SIZE_MAX / 4)
        return -EINVAL;
    *pool = (struct stack_pool){.switcher = switcher,
                                .size = (size + page - 1) / page * page,
                                .page = page,
                                .guard = guard_best()};
    return switcher ? 0 : -ENOSYS;
}

static size_t stride(const struct stack_pool *pool)
{
    return pool->page + pool->size;
}

static int add_slab(struct stack_pool *pool)
{
    size_t stacks = stride(pool) < SLAB ? SLAB / stride(pool) : 1;
    struct slab *slab = malloc(sizeof *slab);

    if (!slab)
        return -ENOMEM;
    slab->map = mmap(NULL, stacks * stride(pool), PROT_READ | PROT_WRITE,
                     MAP_FLAGS, -1, 0);
    if (slab->map == MAP_FAILED) {
        int error = -errno;

        free(slab);
        return error;
    }
    slab->stacks = stacks;
    slab->cut = 0;
    slab->next = pool->slabs;
    pool->slabs = slab;
    return 0;
}

static char *cut_stack(struct stack_pool *pool, int *error)
{
    struct slab *slab = pool->slabs;
    char *guard;

    *error = 0;
    if (!slab || slab->cut == slab->stacks)
        *error = add_slab(pool);
    if (*error < 0)
        return NULL;
    slab = pool->slabs;
    guard = slab->map + slab->cut * stride(pool);
    *error = guard_set(pool->guard, guard, pool->page);
    if (*error < 0)
        return NULL;
    slab->cut++;
    pool->mapped++;
    return guard + pool->page;
}

/* A free stack holds the pointer to the next one in its highest word, which
 * lies in the page that was touched anyway. */
static void **link_of(const struct stack_pool *pool, char *stack)
{
    return (void **)(void *)(stack + pool->size - sizeof(void *));
}

char *stack_take(struct stack_pool *pool, int *error)
{
    char *stack = pool->free;

    if (!stack)
        return cut_stack(pool, error);
    pool->free = *link_of(pool, stack);
    pool->idle--;
    return stack;
}

void stack_give(struct stack_pool *pool, char *stack)
{
    *link_of(pool, stack) = pool->free;
    pool->free = stack;
    pool->idle++;
}

void stack_pool_free(struct stack_pool *pool)
{
    struct slab *slab;

    while ((slab = pool->slabs)) {
        pool->slabs = slab->next;
        munmap(slab->map, slab->stacks * stride(pool));
        free(slab);
    }
    pool->free = NULL;
    pool->mapped = pool->idle = 0;
}

char *stack_guarded_by(const struct stack_pool *pool, const void *address)
{
    for (struct slab *slab = pool->slabs; slab; slab = slab->next) {
        uintptr_t offset = (uintptr_t)address - (uintptr_t)slab->map;

        if (offset / stride(pool) < slab->cut &&
            offset % stride(pool) < pool->page)
            return slab->map + (offset - offset % stride(pool)) + pool->page;
    }
    return NULL;
}
