/*
 * burn - work that costs the client CPU time, as a handler of an answer does.
 *
 * What is used is CPU time of this thread, by its own clock: while others have
 * the CPU it does not pass, so that every row pays the same.
 */
#ifndef MUXBENCH_BURN_H
#define MUXBENCH_BURN_H

#include <stdint.h>

/* CPU time of this thread so far, ns. */
uint64_t burn_used(void);

/* Use so much CPU time, ns, or a little more. */
void burn(uint64_t ns);

#endif
