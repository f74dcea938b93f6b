/*
 * waiting - how many work at once, by the way a row waits.
 *
 * The one place for the rule how many workers a pool has; plan, limits and
 * tests go by it as the rows themselves do.
 */
#ifndef MUXBENCH_WAITING_H
#define MUXBENCH_WAITING_H

#include "backend.h"

/* Workers of a pool for each of a scenario's threads. */
#define WAITING_POOL 16

/* Threads or processes that serve a job: >= 1, and never more than there are
 * connections, except that a job without any has as many as a large one. */
int waiting_workers(enum waiting, int connections, int threads);

/* Requests that can be under way at one time. */
int waiting_at_once(enum waiting, int connections, int threads);

/* "loop", "each", "workers", "one". */
const char *waiting_name(enum waiting);

/* -1: there is none of that name. */
int waiting_of(const char *name);

#endif
