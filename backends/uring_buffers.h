/*
 * uring_buffers - buffers that the kernel chooses from when bytes have come.
 *
 * A common ring for all connections of a loop: a receive that waits holds no
 * memory. Who has read what came gives the buffer back. When there is none
 * left, a receive ends with -ENOBUFS and has to be asked for again.
 */
#ifndef MUXBENCH_URING_BUFFERS_H
#define MUXBENCH_URING_BUFFERS_H

#if HAVE_LIBURING

#include <liburing.h>

enum { URING_BUFFER = 4096, URING_GROUP = 0 };

struct uring_buffers {
    struct io_uring_buf_ring *ring; /* buffers the kernel may fill */
    char *bytes;
    unsigned count; /* a power of two */
};

/* 0 or -errno; after an error uring_buffers_end() as well. */
int uring_buffers_begin(struct uring_buffers *, struct io_uring *,
                        unsigned count);

/* After the ring was closed. */
void uring_buffers_end(struct uring_buffers *);

/* The buffer a result came in; NULL: in none. */
char *uring_buffers_of(const struct uring_buffers *, unsigned cqe_flags);

/* The kernel may fill it again. */
void uring_buffers_give(struct uring_buffers *, char *);

#endif
#endif
