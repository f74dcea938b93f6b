/*
 * support_bench - what a switch of contexts costs: the part that is the same
 * for all that are measured.
 *
 * A contender makes a number of coroutines and walks over them: each in turn
 * is resumed and yields back. A pair of these is two switches. Knows no cmocka
 * and needs of muxbench nothing but its clock.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_BENCH_H
#define MUXBENCH_TESTS_SUPPORT_BENCH_H

#include <stddef.h>
#include <stdint.h>

struct contender {
    const char *name;
    /* So many coroutines, each of which has run once; NULL: it cannot. */
    void *(*make)(size_t count);
    /* Resume so many, one after the other, from the first one on again when
     * they are through. */
    void (*walk)(void *, uint64_t pairs);
};

/*
 * The program NAME COUNT [PAIRS]: the median of nanoseconds per switch in
 * walks over COUNT coroutines; with PAIRS only these are walked, and nothing
 * is printed. Without arguments: the names. Returns the exit status; 77 when
 * the contender cannot run.
 */
int bench_main(int argc, char **argv, const struct contender *, size_t count);

#endif
