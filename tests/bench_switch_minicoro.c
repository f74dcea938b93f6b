/* minicoro. Built when scripts/bench-switch is told where its source is. */
#include <stdlib.h>

#define MINICORO_IMPL
#define MCO_NO_DEBUG
#include <minicoro.h>

#include "tests/support_bench.h"

struct coroutines {
    size_t count, at;
    mco_coro *all[];
};

static void count_up(mco_coro *self)
{
    for (volatile int count = 0;; count++)
        mco_yield(self);
}

static void *make(size_t count)
{
    struct coroutines *c = calloc(1, sizeof *c + count * sizeof *c->all);
    mco_desc order = mco_desc_init(count_up, 64 * 1024);

    if (!c)
        return NULL;
    c->count = count;
    for (size_t i = 0; i < count; i++)
        if (mco_create(&c->all[i], &order) != MCO_SUCCESS ||
            mco_resume(c->all[i]) != MCO_SUCCESS)
            return NULL;
    return c;
}

static void walk(void *data, uint64_t pairs)
{
    struct coroutines *c = data;
    size_t at = c->at;

    while (pairs-- > 0) {
        mco_resume(c->all[at]);
        at = at + 1 < c->count ? at + 1 : 0;
    }
    c->at = at;
}

int main(int argc, char **argv)
{
    static const struct contender minicoro = {"minicoro", make, walk};

    return bench_main(argc, argv, &minicoro, 1);
}
