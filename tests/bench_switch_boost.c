/* boost.context at its lowest level, which C can call: what its fibers and
 * its coroutines are built on. Both sides have the same floating-point control
 * words. Built when scripts/bench-switch finds the library. */
#include <stdlib.h>

#include "backends/stack_pool.h"
#include "tests/support_bench.h"

/* As boost/context/detail/fcontext.hpp has them, which is C++. */
struct transfer {
    void *context, *data;
};
void *make_fcontext(void *top, size_t size, void (*body)(struct transfer));
struct transfer jump_fcontext(void *to, void *data);

struct contexts {
    struct stack_pool pool;
    size_t count, at;
    void *all[];
};

static void count_up(struct transfer t)
{
    for (volatile int count = 0;; count++)
        t = jump_fcontext(t.context, NULL);
}

static void *make(size_t count)
{
    struct contexts *c = calloc(1, sizeof *c + count * sizeof *c->all);
    int error = 0;

    if (!c || stack_pool_init(&c->pool, switcher_ucontext(), 0) < 0)
        return NULL;
    c->count = count;
    for (size_t i = 0; i < count; i++) {
        char *stack = stack_take(&c->pool, &error);

        if (!stack)
            return NULL;
        c->all[i] = make_fcontext(stack + c->pool.size, c->pool.size, count_up);
        c->all[i] = jump_fcontext(c->all[i], NULL).context;
    }
    return c;
}

static void walk(void *data, uint64_t pairs)
{
    struct contexts *c = data;
    size_t at = c->at;

    while (pairs-- > 0) {
        c->all[at] = jump_fcontext(c->all[at], NULL).context;
        at = at + 1 < c->count ? at + 1 : 0;
    }
    c->at = at;
}

int main(int argc, char **argv)
{
    static const struct contender boost = {"boost.context", make, walk};

    return bench_main(argc, argv, &boost, 1);
}
