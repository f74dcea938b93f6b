/*
 * sequential - blocking calls, one connection after another.
 *
 * Promise: the program reads as the story goes: connect, send, receive. A
 * call that cannot go on puts the whole program to sleep until it can.
 *
 * Cost: two system calls a request, the fewest there are without batching.
 * But while one answer is awaited nothing else happens, so the time for many
 * pages is the sum of their times, and one slow server holds up all.
 *
 * Trap: a deadline needs help (SO_RCVTIMEO, see blocking.h), and it bounds
 * one call, not the request: a server that sends a byte now and then could
 * stretch it without end, so it is set anew as the time goes by.
 *
 * Heart: blocking_fetch, open_peer, send_some, receive_some, close_peer.
 */
#include "backend.h"
#include "blocking.h"

static int sequential_run(struct job *job)
{
    job_uses(job, "blocking connect, send and recv");
    return job_serve(job, job->threads, 0, blocking_serve);
}

static const char *sequential_unusable(void)
{
    return NULL;
}

const struct backend backend_sequential = {
    .name = "sequential",
    .about = "blocking calls, one connection after another",
    .family = FAMILY_BLOCKING,
    .waiting = WAITING_ONE,
    .unusable = sequential_unusable,
    .run = sequential_run,
};
