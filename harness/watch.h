/*
 * watch - a thread of the harness that looks at a round from outside.
 *
 * It sleeps a millisecond at a time, on a CPU that is not the client's where
 * there is one and at real-time priority where that is allowed. How much
 * longer it slept than it asked for is how long the platform stood still. When
 * the window begins and ends it reads what the server's threads and everybody
 * else have used: within a few milliseconds of the client's own edges, so these
 * figures have a length of time of their own.
 */
#ifndef MUXBENCH_WATCH_H
#define MUXBENCH_WATCH_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform.h"
#include "tasks.h"

struct cpu_list;
struct job;
struct record;

/* Longer than this and a sleep counts as a stall. ns */
#define WATCH_STALL (UINT64_C(10) * 1000000)

struct watch_order {
    const struct job *job; /* in shared memory, its edges are the window; NULL:
                              from watch_start() to watch_stop() */
    int client;            /* the leader of its process group */
    int server;            /* 0: none of ours */
    bool tasks;            /* add up the client's threads too, which takes
                              some time for each */
    const struct cpu_list *away_from; /* the client's CPUs */
};

struct watch_edge {
    uint64_t at; /* 0: not reached */
    struct platform platform;
    struct tasks server;
    uint64_t client_ns, client_tasks_ns, server_ns, harness_ns;
};

struct watch {
    struct watch_order order;
    pthread_t thread;
    int error; /* of starting it; 0: it runs */
    _Atomic bool stop;
    int reached; /* edges */
    struct watch_edge edges[2];
    uint64_t longest_ns; /* oversleep inside the window */
    uint64_t stalls;     /* of more than WATCH_STALL */
};

/* Start it, behind the client: a process that is forked now would have it
 * half. A failure leaves the figures unmeasured. */
void watch_start(struct watch *, const struct watch_order *);

/* End it and fill in the record: `platform`, but for what the network lost,
 * `server_hottest_ns` and `client_tasks_ns`. */
void watch_stop(struct watch *, struct record *);

/* "" where the thread runs at real-time priority, else why not. */
void watch_refused(char *reason, size_t size);

#endif
