/*
 * guard - pages that end the program when they are touched.
 *
 * Two ways to make one. mprotect(2) is everywhere, but makes the page a
 * mapping of its own, and Linux bounds their number (vm.max_map_count, 65530
 * as a rule): 32,753 guarded stacks, and no more. MADV_GUARD_INSTALL (Linux
 * 6.13) marks the page in the page table and leaves the mapping whole.
 */
#ifndef MUXBENCH_GUARD_H
#define MUXBENCH_GUARD_H

#include <stddef.h>

enum guard { GUARD_MPROTECT, GUARD_INSTALL };

/* The better of those that work here, found by trying. */
enum guard guard_best(void);

/* Whole pages, which were not touched yet, become a guard. 0 or -errno. */
int guard_set(enum guard, void *at, size_t size);

/* "guarded by mprotect", "guarded by MADV_GUARD_INSTALL". */
const char *guard_name(enum guard);

#endif
