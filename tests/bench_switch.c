/* What a switch costs: our own, ucontext, and what has no stack of its own.
 * Run by scripts/bench-switch. */
#include <stdbool.h>
#include <stdlib.h>

#include "backends/coroutine.h"
#include "backends/generator.h"
#include "tests/support_bench.h"

/* With stacks. */
struct coroutines {
    struct stack_pool pool;
    size_t count, at;
    struct coroutine *all[];
};

/* As the others: a count in memory, and no end. */
static int count_up(void *data)
{
    struct coroutine **self = data;

    for (volatile int count = 0; coroutine_yield(*self) >= 0;)
        count++;
    return 0;
}

static void *make_coroutines(const struct switcher *via, size_t count)
{
    struct coroutines *c = calloc(1, sizeof *c + count * sizeof *c->all);
    int error = 0;

    if (!c || stack_pool_init(&c->pool, via, 0) < 0)
        return NULL;
    c->count = count;
    for (size_t i = 0; i < count; i++) {
        c->all[i] =
            coroutine_create(&c->pool, "", count_up, &c->all[i], &error);
        if (error < 0)
            return NULL;
        coroutine_resume(c->all[i], 0);
    }
    return c;
}

static void *make_own(size_t count)
{
    return make_coroutines(switcher_own(), count);
}

static void *make_ucontext(size_t count)
{
    return make_coroutines(switcher_ucontext(), count);
}

static void walk_coroutines(void *data, uint64_t pairs)
{
    struct coroutines *c = data;
    size_t at = c->at;

    while (pairs-- > 0) {
        coroutine_resume(c->all[at], 0);
        at = at + 1 < c->count ? at + 1 : 0;
    }
    c->at = at;
}

/* Without stacks: a struct of one cache line each. */
struct frame {
    _Alignas(64) struct generator generator;
    int count;
    int (*call)(struct frame *);
};

struct frames {
    size_t count, at;
    struct frame *all;
};

static __attribute__((noinline)) int count_on(struct frame *f)
{
    GENERATOR_BEGIN(&f->generator);
    for (;;) {
        f->count++;
        GENERATOR_YIELD(&f->generator, f->count);
    }
    GENERATOR_CATCH(&f->generator);
    f->count = 0;
    GENERATOR_END(&f->generator, 0);
}

static int add_one(struct frame *f)
{
    return ++f->count;
}

static void *make_frames(size_t count)
{
    struct frames *f = calloc(1, sizeof *f);

    if (!f)
        return NULL;
    f->count = count;
    f->all = aligned_alloc(64, count * sizeof *f->all);
    for (size_t i = 0; f->all && i < count; i++) {
        f->all[i] = (struct frame){.call = add_one};
        count_on(&f->all[i]);
    }
    return f->all ? f : NULL;
}

static void walk_generators(void *data, uint64_t pairs)
{
    struct frames *f = data;
    size_t at = f->at;

    while (pairs-- > 0) {
        count_on(&f->all[at]);
        at = at + 1 < f->count ? at + 1 : 0;
    }
    f->at = at;
}

static void walk_calls(void *data, uint64_t pairs)
{
    struct frames *f = data;
    size_t at = f->at;

    while (pairs-- > 0) {
        f->all[at].call(&f->all[at]);
        at = at + 1 < f->count ? at + 1 : 0;
    }
    f->at = at;
}

int main(int argc, char **argv)
{
    static const struct contender contenders[] = {
        {"own switch", make_own, walk_coroutines},
        {"ucontext", make_ucontext, walk_coroutines},
        {"generator", make_frames, walk_generators},
        {"function pointer", make_frames, walk_calls},
    };

    return bench_main(argc, argv, contenders,
                      sizeof contenders / sizeof *contenders);
}
