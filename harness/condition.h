/*
 * condition - condition variables that wait until a time of clock.h.
 */
#ifndef MUXBENCH_CONDITION_H
#define MUXBENCH_CONDITION_H

#include <pthread.h>
#include <stdint.h>

/* 0 or -errno. Release with pthread_cond_destroy(). */
int condition_init(pthread_cond_t *);

/* As pthread_cond_wait(), and at the latest until `until` (clock_now());
 * CLOCK_NEVER: no limit. It may return early without a reason, too. */
void condition_wait(pthread_cond_t *, pthread_mutex_t *, uint64_t until);

#endif
