/*
 * mappings - how many a process may have.
 *
 * Linux bounds the pieces that an address space consists of
 * (vm.max_map_count, 65530 as a rule), however small each is. Elsewhere there
 * is no such limit.
 */
#ifndef MUXBENCH_MAPPINGS_H
#define MUXBENCH_MAPPINGS_H

#include <stdint.h>

/* LIMITS_UNKNOWN where there is none, or it cannot be read. */
uint64_t mappings_most(void);

#endif
