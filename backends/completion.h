/*
 * completion - what the completion rows share: connections over a ring.
 *
 * A connection's wish becomes an entry, a result its report. The rows differ
 * by the kind of their ring and by how they receive.
 */
#ifndef MUXBENCH_COMPLETION_H
#define MUXBENCH_COMPLETION_H

struct share;
struct uring_kind;

/* Serve a share with a ring of this kind. 0 or -errno. */
int completion_serve(struct share *, const struct uring_kind *);

#endif
