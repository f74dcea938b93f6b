/*
 * processes - blocking calls, a fixed number of processes, each with a share
 * of the connections.
 *
 * Promise: the story of sequential, word for word, several times. Workers
 * share no memory that they do not ask for, so one that goes astray takes its
 * own connections with it and no others: servers were built so before threads
 * were to be had, and some still are.
 *
 * Cost: a process a worker: an address space, page tables, a fork at the
 * start. A switch from one worker to another changes the address space too.
 * A worker serves its own connections in turn: one slow answer holds up its
 * share, though other workers may be idle.
 *
 * Trap: what a worker learns stays in it. Counters, results and bodies must
 * be handed over, by memory that was shared before the fork or by a pipe
 * (job_processes.h).
 *
 * Heart: processes_run, blocking_serve.
 */
#include <stdatomic.h>

#include "backend.h"
#include "blocking.h"
#include "job_processes.h"
#include "waiting.h"

static int processes_run(struct job *job)
{
    int workers =
        waiting_workers(WAITING_WORKERS, job->connections, job->threads);

    job_uses(job, "%d processes, blocking calls", workers);
    return job_serve_processes(job, workers, blocking_serve);
}

/* Between processes an atomic operation cannot be a lock of libatomic's. */
static const char *processes_unusable(void)
{
    return ATOMIC_LLONG_LOCK_FREE == 2
               ? NULL
               : "no atomic operations on 64 bits without a lock here";
}

const struct backend backend_processes = {
    .name = "processes",
    .about = "blocking calls, a fixed number of processes",
    .family = FAMILY_BLOCKING,
    .waiting = WAITING_WORKERS,
    .unusable = processes_unusable,
    .run = processes_run,
};
