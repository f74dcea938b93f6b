/*
 * uring_trial - the operations of a kind of ring, really tried.
 *
 * Kernels have accepted flags whose operations failed later, and flags that
 * changed nothing. A pair of sockets shows what a row builds on: receives as
 * the row does them, sends that give no result, cancelling.
 */
#ifndef MUXBENCH_URING_TRIAL_H
#define MUXBENCH_URING_TRIAL_H

#if HAVE_LIBURING

#include "uring.h"

/* What does not work, with the Linux where it does; NULL: all does. */
const char *uring_trial(const struct uring_kind *);

#endif
#endif
