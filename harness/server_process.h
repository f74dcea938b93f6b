/*
 * server_process - the local server in a process of its own, for one round.
 *
 * Its counters lie in shared memory, so that they can be read while it runs
 * and after it has ended.
 */
#ifndef MUXBENCH_SERVER_PROCESS_H
#define MUXBENCH_SERVER_PROCESS_H

#include <stdbool.h>

#include "child.h"
#include "meter.h"
#include "server.h"

struct server_shared; /* what both sides see */

struct server_process {
    struct child child;
    struct server_shared *shared;
};

struct server_order {
    const struct cpu_list *cpus;
    int workers;
    unsigned connections; /* most it has to serve at a time */
    uint64_t limit_ns;    /* as in child.h */
    struct server_push push;
    struct server_idle idle;
    /* Last byte of the address 127.0.0.x to listen on, where the system has
     * more than 127.0.0.1: another one for each round, so that connections in
     * TIME_WAIT do not take ports from the next. */
    unsigned host;
};

/* Start it and wait until it listens. 0 or -errno; release with
 * server_process_end() in either case. */
int server_process_start(struct server_process *, const struct server_order *);

const struct net_address *server_process_address(const struct server_process *);

const struct server_counters *server_process_counters(
    const struct server_process *);

/* Wait, for a second at most, until it has answered every request and seen
 * every connection close. False: it has not. */
bool server_process_settle(const struct server_process *);

/* End it; false: it had ended before, *status (of waitpid(2)) says how. All
 * it has used is in *used. */
bool server_process_stop(struct server_process *, struct usage *used,
                         int *status);

/* Release everything. */
void server_process_end(struct server_process *);

#endif
