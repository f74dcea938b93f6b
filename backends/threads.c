/*
 * threads - blocking calls, a thread for each connection.
 *
 * Promise: the story of sequential, word for word, and many of them at once:
 * the kernel's scheduler is the event loop.
 *
 * Cost: two system calls a request as before, but nearly every answer now
 * wakes a thread, which is a context switch; and each connection holds a
 * stack, a kernel stack and a scheduler entry.
 *
 * Trap: what was private to one flow of control is now shared. And the number
 * of threads is bounded by limits nobody looks at until they are met
 * (RLIMIT_NPROC, threads-max, the container's pids limit): fewer than asked
 * is an error here, never less work.
 *
 * Heart: blocking_fetch, open_peer, send_some, receive_some, close_peer.
 */
#include "backend.h"
#include "blocking.h"
#include "waiting.h"

/* What a flow of blocking calls needs is a few hundred bytes; the rest is for
 * libc and for sanitizers. The receive buffer is on the heap. */
#define STACK (256 * 1024)

static int threads_run(struct job *job)
{
    int workers = waiting_workers(WAITING_EACH, job->connections, job->threads);

    job_uses(job, "a POSIX thread a connection, blocking calls");
    return job_serve(job, workers, STACK, blocking_serve);
}

static const char *threads_unusable(void)
{
    return NULL;
}

const struct backend backend_threads = {
    .name = "threads",
    .about = "blocking calls, a thread for each connection",
    .family = FAMILY_BLOCKING,
    .waiting = WAITING_EACH,
    .unusable = threads_unusable,
    .run = threads_run,
};
