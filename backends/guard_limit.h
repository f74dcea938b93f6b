/*
 * guard_limit - how many guarded stacks a process can have.
 */
#ifndef MUXBENCH_GUARD_LIMIT_H
#define MUXBENCH_GUARD_LIMIT_H

#include "guard.h"

struct job;

/* Mappings that one guarded stack takes by the best guard: 0 or 2. */
int guard_mappings(void);

/* So many guards a process can have, by vm.max_map_count, when nothing else
 * is mapped; 0: no limit is known. */
long guard_most(enum guard);

/* There was no memory for a stack: say so in the job where mappings end before
 * memory does. */
void guard_explain(enum guard, struct job *);

#endif
