/*
 * io_uring - completion: the kernel does the calls and says how they went.
 *
 * Promise: a call is an entry in a queue shared with the kernel, its result an
 * entry in another. One system call hands over all new entries of a turn and
 * waits for the next results, so that its cost is shared by all connections
 * that had something to do.
 *
 * Rows: `io_uring` queues a send and a receive for each request, linked, so
 * that both go over at once. `io_uring-multishot` asks once a connection to
 * receive whatever comes, into buffers from a common ring, and has the
 * kernel's work on results deferred to the moment it waits.
 *
 * Cost: one io_uring_enter(2) a turn of the loop; socket() and close() by
 * system calls of their own. The plain row holds a buffer for each receive
 * that is pending; the other holds buffers only for what has come.
 *
 * Trap: memory belongs to the kernel until the result is there. A descriptor
 * is not closed, nor a buffer freed, before all that is pending on it has been
 * cancelled and has come back.
 */
#include "backend.h"

#if !HAVE_LIBURING

#define plain_run NULL
#define multishot_run NULL

static const char *plain_unusable(void)
{
    return "liburing was not found when muxbench was built";
}

#define multishot_unusable plain_unusable

#else

#include <liburing.h>

#include "job.h"
#include "uring.h"

static const struct uring_row plain = {
    .receive = URING_SINGLE,
};

static const char *plain_unusable(void)
{
    return uring_unusable(&plain);
}

static int plain_serve(struct share *share)
{
    return uring_serve(share, &plain);
}

static int plain_run(struct job *job)
{
    job_uses(job, "io_uring, linked send and recv, no set-up flags");
    return job_serve(job, job->threads, 0, plain_serve);
}

static const struct uring_row multishot = {
    .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
    .receive = URING_MULTISHOT,
};

static const char *multishot_unusable(void)
{
    return uring_unusable(&multishot);
}

static int multishot_serve(struct share *share)
{
    return uring_serve(share, &multishot);
}

static int multishot_run(struct job *job)
{
    job_uses(job, "io_uring, multishot recv, buffer ring, SINGLE_ISSUER, "
                  "DEFER_TASKRUN");
    return job_serve(job, job->threads, 0, multishot_serve);
}

#endif

const struct backend backend_io_uring = {
    .name = "io_uring",
    .about = "the kernel does the calls and says how they went",
    .family = FAMILY_COMPLETION,
    .unusable = plain_unusable,
    .run = plain_run,
};

const struct backend backend_io_uring_multishot = {
    .name = "io_uring-multishot",
    .about = "as io_uring; one receive a connection, common buffers",
    .family = FAMILY_COMPLETION,
    .unusable = multishot_unusable,
    .run = multishot_run,
};
