#include "tests/support_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/clock.h"

enum { LEAST_WALKS = 3, MOST_WALKS = 41, LEAST_PAIRS = 20000 };
#define ENOUGH (200 * CLOCK_MS)

static int compare(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* The first walk is not counted: it brings the code into the cache. */
static double measure(const struct contender *c, void *all, size_t count)
{
    uint64_t took[MOST_WALKS], total = 0, walk = LEAST_PAIRS / count * count;
    int walks = 0;

    walk = walk > 0 ? walk : count;
    c->walk(all, walk);
    while (walks < LEAST_WALKS || (walks < MOST_WALKS && total < ENOUGH)) {
        uint64_t start = clock_now();

        c->walk(all, walk);
        took[walks] = clock_now() - start;
        total += took[walks++];
    }
    qsort(took, (size_t)walks, sizeof *took, compare);
    return (double)took[walks / 2] / (double)walk / 2;
}

static int run(const struct contender *c, size_t count, uint64_t pairs)
{
    void *all = c->make(count);

    if (!all)
        return 77;
    if (pairs > 0)
        c->walk(all, pairs);
    else
        printf("%.2f\n", measure(c, all, count));
    return 0; /* the end of the process is the end of them all */
}

int bench_main(int argc, char **argv, const struct contender *contenders,
               size_t count)
{
    long stacks = argc > 2 ? atol(argv[2]) : 0;
    long pairs = argc > 3 ? atol(argv[3]) : 0;

    for (size_t i = 0; i < count; i++) {
        if (argc == 1)
            puts(contenders[i].name);
        else if (stacks > 0 && strcmp(contenders[i].name, argv[1]) == 0)
            return run(&contenders[i], (size_t)stacks, (uint64_t)pairs);
    }
    if (argc == 1)
        return 0;
    fprintf(stderr, "usage: %s [NAME COUNT [PAIRS]]\n", argv[0]);
    return 2;
}
