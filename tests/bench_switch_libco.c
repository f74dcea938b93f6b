/* libco. Built when scripts/bench-switch is told where its source is. */
#include <stdlib.h>

#include <libco.h>

#include "tests/support_bench.h"

struct threads {
    cothread_t resumer;
    size_t count, at;
    cothread_t all[];
};

/* A body is given nothing, and the resumer is not known to it. */
static _Thread_local cothread_t resumer;

static void count_up(void)
{
    for (volatile int count = 0;; count++)
        co_switch(resumer);
}

static void *make(size_t count)
{
    struct threads *t = calloc(1, sizeof *t + count * sizeof *t->all);

    if (!t)
        return NULL;
    resumer = co_active();
    t->count = count;
    for (size_t i = 0; i < count; i++) {
        t->all[i] = co_create(64 * 1024, count_up);
        if (!t->all[i])
            return NULL;
        co_switch(t->all[i]);
    }
    return t;
}

static void walk(void *data, uint64_t pairs)
{
    struct threads *t = data;
    size_t at = t->at;

    while (pairs-- > 0) {
        co_switch(t->all[at]);
        at = at + 1 < t->count ? at + 1 : 0;
    }
    t->at = at;
}

int main(int argc, char **argv)
{
    static const struct contender libco = {"libco", make, walk};

    return bench_main(argc, argv, &libco, 1);
}
