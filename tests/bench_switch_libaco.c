/* libaco, with a stack of its own for each coroutine. Built when
 * scripts/bench-switch is told where its source is. */
#include <stdlib.h>

#include <aco.h>

#include "tests/support_bench.h"

struct coroutines {
    size_t count, at;
    aco_t *all[];
};

static void count_up(void)
{
    for (volatile int count = 0;; count++)
        aco_yield();
}

static void *make(size_t count)
{
    struct coroutines *c = calloc(1, sizeof *c + count * sizeof *c->all);
    aco_t *first;

    if (!c)
        return NULL;
    aco_thread_init(NULL);
    first = aco_create(NULL, NULL, 0, NULL, NULL);
    c->count = count;
    for (size_t i = 0; i < count; i++) {
        c->all[i] = aco_create(first, aco_share_stack_new(64 * 1024), 0,
                               count_up, NULL);
        aco_resume(c->all[i]);
    }
    return c;
}

static void walk(void *data, uint64_t pairs)
{
    struct coroutines *c = data;
    size_t at = c->at;

    while (pairs-- > 0) {
        aco_resume(c->all[at]);
        at = at + 1 < c->count ? at + 1 : 0;
    }
    c->at = at;
}

int main(int argc, char **argv)
{
    static const struct contender libaco = {"libaco", make, walk};

    return bench_main(argc, argv, &libaco, 1);
}
