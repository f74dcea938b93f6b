/*
 * uring - a ring of io_uring: its entries, its results and its deadlines.
 *
 * What all rows over io_uring share. A row says which kind of ring it needs;
 * with less than that a ring is not made (uring_check.h says why): a row never
 * runs as something else. Entries are filled in by who wants the operation,
 * with liburing's io_uring_prep_*(); results are read there as well. A ring
 * belongs to one thread: a job of several threads has a ring for each.
 *
 * ThreadSanitizer does not see what the kernel writes into rings and buffers:
 * it finds the races of our threads with each other, and no others.
 */
#ifndef MUXBENCH_URING_H
#define MUXBENCH_URING_H

#if HAVE_LIBURING

#include <liburing.h>
#include <stdbool.h>

#include "timers.h"
#include "uring_buffers.h"

enum uring_receive {
    URING_OWN_BUFFER,     /* one receive a wait, into memory of the caller's */
    URING_COMMON_BUFFERS, /* the same, into a buffer from the common ring */
    URING_MULTISHOT       /* one receive a connection, into such buffers */
};

struct uring_kind {
    unsigned flags;   /* IORING_SETUP_* */
    unsigned idle_ms; /* IORING_SETUP_SQPOLL: its thread sleeps after that */
    enum uring_receive receive;
    /* Sizes, powers of two; 0: as suits the number of connections. */
    unsigned entries, results, buffers;
};

struct uring {
    struct io_uring ring;
    struct uring_buffers buffers;
    struct timers timers;
    int error;                   /* -errno of a queue not taken: the end */
    struct io_uring_sqe nowhere; /* what is written after that */
};

/* Make a ring for so many connections. 0, or -errno with nothing to end. */
int uring_begin(struct uring *, const struct uring_kind *,
                unsigned connections);

/* The kernel lets go of all memory that is waited for. */
void uring_end(struct uring *);

/* An empty entry. This and the next `together` - 1 can be linked: they go over
 * at once. When the queue is full it is handed over early. Never NULL: after
 * an error the entry leads nowhere, and uring_wait() tells. */
struct io_uring_sqe *uring_entry(struct uring *, unsigned together);

/* The place of the last entry in the order of all. */
unsigned uring_place(const struct uring *);

/* The kernel has begun the entry at that place, and those before it. */
bool uring_taken(const struct uring *, unsigned place);

/* Hand over all entries and wait for a result or the next timer. 0 or -errno;
 * a signal is no error. */
int uring_wait(struct uring *);

#endif
#endif
