/*
 * budget - how much of a time is left, and what fits into it.
 *
 * The plan says how long a block takes; what the blocks so far took against
 * it corrects that. Pure functions.
 */
#ifndef MUXBENCH_BUDGET_H
#define MUXBENCH_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

/* Until this much was expected the plan's figures are taken as they are. ns */
#define BUDGET_TRUSTED UINT64_C(5000000000)

/* `expected` as it will probably turn out, when `done` took `elapsed`. ns */
uint64_t budget_corrected(uint64_t expected, uint64_t done, uint64_t elapsed);

/* Of `budget`, `used` are gone: it holds `next` as well. UINT64_MAX as the
 * budget: there is none. */
bool budget_holds(uint64_t budget, uint64_t used, uint64_t next);

#endif
