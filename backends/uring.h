/*
 * uring - what the completion rows share: rings, peers and the loop.
 *
 * A row is a set of flags for io_uring_setup(2) and a way to receive. With
 * fewer flags than it asks for a ring is not made: a row never runs as
 * something else.
 */
#ifndef MUXBENCH_URING_H
#define MUXBENCH_URING_H

#include <stdbool.h>

struct share;

enum uring_receive {
    URING_SINGLE,   /* one receive a request, queued behind its send */
    URING_MULTISHOT /* one a connection, into buffers from a common ring */
};

struct uring_row {
    unsigned flags; /* IORING_SETUP_* */
    enum uring_receive receive;
};

/* Why such a ring cannot be made here; NULL: it can. Makes one to find out. */
const char *uring_unusable(const struct uring_row *);

/* Serve a share with a ring of this kind. 0 or -errno. */
int uring_serve(struct share *, const struct uring_row *);

#endif
