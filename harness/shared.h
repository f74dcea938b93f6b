/*
 * shared - memory that a process and those it forks have in common.
 */
#ifndef MUXBENCH_SHARED_H
#define MUXBENCH_SHARED_H

#include <stddef.h>

/* Zeroed memory; NULL: there is not so much. */
void *shared_make(size_t size);

/* NULL is allowed. */
void shared_free(void *memory, size_t size);

#endif
