/*
 * uring_uses - what a ring really is, for the record.
 *
 * Flags as the kernel granted them, its features, both versions of liburing.
 */
#ifndef MUXBENCH_URING_USES_H
#define MUXBENCH_URING_USES_H

#if HAVE_LIBURING

#include "uring.h"

struct job;
struct share;

/* Note in the job what a ring of this kind is here, then serve it; `how` are
 * words of the row's own, or "". 0 or -errno. */
int uring_run(struct job *, const struct uring_kind *, const char *how,
              int (*serve)(struct share *));

#endif
#endif
