/*
 * io_uring - completion: the kernel does the calls and says how they went.
 *
 * Promise: a call is an entry in a queue shared with the kernel, its result an
 * entry in another. One system call hands over all new entries of a turn and
 * waits for the next results, so that its cost is shared by all connections
 * that had something to do.
 *
 * Rows: `io_uring` queues a send and a receive for each request.
 * `io_uring-multishot` asks once a connection to receive whatever comes, into
 * buffers from a common ring, and has the kernel's work on results deferred
 * to the moment it waits. `io_uring-sqpoll` receives in the same way and has
 * a thread of the kernel's take the entries, so that only waiting is a system
 * call.
 *
 * Cost: one io_uring_enter(2) a turn of the loop; socket(), setsockopt() and
 * close() by system calls of their own. A request that goes at once gives no
 * result of its own. The plain row holds a buffer for each receive that is
 * pending; the others hold buffers only for what has come. SQPOLL's thread
 * spins: it needs a CPU to itself, and its time counts as the process's.
 *
 * Trap: memory belongs to the kernel until the result is there. A descriptor
 * is not closed, nor a buffer freed, before all that is pending on it has been
 * cancelled and has come back.
 *
 * Heart: loop, on_result, on_sent, on_received, step, send_quickly,
 * start_receive, close_peer.
 */
#include "backend.h"

#if !HAVE_LIBURING

#define plain_run NULL
#define multishot_run NULL
#define sqpoll_run NULL

static const char *plain_unusable(void)
{
    return "liburing was not found when muxbench was built";
}

#define multishot_unusable plain_unusable
#define sqpoll_unusable plain_unusable

#else

#include "completion.h"
#include "job.h"
#include "uring.h"
#include "uring_check.h"
#include "uring_uses.h"

static const struct uring_kind plain = {
    .receive = URING_OWN_BUFFER,
};

static const char *plain_unusable(void)
{
    return uring_unusable(&plain);
}

static int plain_serve(struct share *share)
{
    return completion_serve(share, &plain);
}

static int plain_run(struct job *job)
{
    return uring_run(job, &plain, "", plain_serve);
}

static const struct uring_kind multishot = {
    .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN,
    .receive = URING_MULTISHOT,
};

static const char *multishot_unusable(void)
{
    return uring_unusable(&multishot);
}

static int multishot_serve(struct share *share)
{
    return completion_serve(share, &multishot);
}

static int multishot_run(struct job *job)
{
    return uring_run(job, &multishot, "", multishot_serve);
}

/* Under load its thread never sleeps; in a pause it does not spin for long. */
static const struct uring_kind sqpoll = {
    .flags = IORING_SETUP_SQPOLL | IORING_SETUP_SINGLE_ISSUER,
    .idle_ms = 2,
    .receive = URING_MULTISHOT,
};

static const char *sqpoll_unusable(void)
{
    return uring_unusable(&sqpoll);
}

static int sqpoll_serve(struct share *share)
{
    return completion_serve(share, &sqpoll);
}

static int sqpoll_run(struct job *job)
{
    return uring_run(job, &sqpoll, "", sqpoll_serve);
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

const struct backend backend_io_uring_sqpoll = {
    .name = "io_uring-sqpoll",
    .about = "as io_uring-multishot; a kernel thread takes what is queued",
    .family = FAMILY_COMPLETION,
    .unusable = sqpoll_unusable,
    .run = sqpoll_run,
    .spins = 2,
};
