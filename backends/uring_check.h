/*
 * uring_check - whether a ring of some kind can be had, and if not, why.
 *
 * Kernels accept flags whose operations fail later, and sandboxes let pass a
 * part of the calls. So every operation of a row is tried, on a ring of its
 * kind, before the row counts as usable.
 */
#ifndef MUXBENCH_URING_CHECK_H
#define MUXBENCH_URING_CHECK_H

#if HAVE_LIBURING

#include "uring.h"

/* Why such a ring cannot be used here, with the Linux that can or what
 * forbids it; NULL: it can. */
const char *uring_unusable(const struct uring_kind *);

#endif
#endif
