/*
 * server_worker - one loop of the server and what its connections share.
 *
 * Inside the server only. A worker is touched by its own thread alone, but
 * for the writing end of its inbox.
 */
#ifndef MUXBENCH_SERVER_WORKER_H
#define MUXBENCH_SERVER_WORKER_H

#include <pthread.h>

#include "request.h"
#include "selector.h"
#include "server.h"
#include "server_idle.h"
#include "server_push.h"
#include "server_reply.h"
#include "timers.h"

struct connection;

enum {
    /* What is read at once; at least the longest head. */
    INPUT_ROOM = 65536,
    /* An answer with at most this much body is sent together with others. */
    SMALL_BODY = 16384,
    SMALL_ROOM = REPLY_HEAD_MAX + SMALL_BODY,
    /* A period of the pattern and a head, or four of the longest small
     * answers. */
    BATCH_ROOM = ANSWER_PERIOD + SMALL_ROOM,
    PARTS_MAX = 64
};

/* What has been counted and not yet been added to struct server_counters:
 * adding costs a locked operation, so it is done once a turn of the loop. */
struct tally {
    uint64_t requests, responses, bytes_in, bytes_out, body_bytes;
    uint64_t bad_requests;
    uint64_t faults[ORDERED_KINDS];
};

/*
 * Whole answers, sent together when the requests of a turn were read: the code
 * of receiving and that of sending, most of it the kernel's, then each stay in
 * the processor's caches. No answer waits for more than PARTS_MAX others.
 */
struct batch {
    size_t length;
    int count; /* of parts */
    struct part {
        struct connection *connection;
        size_t length;
        uint64_t responses;
        uint64_t body_bytes;
    } parts[PARTS_MAX]; /* one a connection, in the order of `bytes` */
    char bytes[BATCH_ROOM];
};

struct worker {
    struct server *server;
    pthread_t thread; /* of all but worker 0 */
    struct selector *selector;
    struct timers timers;
    struct connection *connections;
    size_t count;            /* of them */
    struct connection *dead; /* to be freed at the end of the turn */
    struct push push;
    struct idle idle;
    struct tally tally;
    unsigned snapshot_round; /* the last one that this worker took part in */
    int index;               /* among the workers */
    int inbox[2];            /* a pipe of messages, see server.c */
    const char *pattern;     /* answer_pattern(), without its lock */
    char input[INPUT_ROOM];
    struct batch batch;
};

/* Shared by the workers. */
struct server {
    struct server_config config;
    struct net_address address;
    int listener;
    struct timer accept_again; /* set while accepting is paused */
    int next_worker;           /* that gets a connection; worker 0's */
    struct worker **workers;   /* config.workers of them */
    _Atomic int stopping;
    _Atomic int error;           /* of a worker; 0 or -errno */
    _Atomic uint64_t push_began; /* ns; 0: nobody has waited yet */
    _Atomic unsigned idle_asked; /* connections that have */
    _Atomic uint64_t idle_began; /* ns; 0: not all have */
    _Atomic unsigned snapshots_wanted;
    unsigned snapshots_begun;        /* worker 0's */
    _Atomic bool snapshotting;       /* a round is under way: */
    _Atomic unsigned snapshot_round; /* its number */
    _Atomic int snapshot_missing;    /* workers that have not taken part */
};

/* Add the tally to the counters. */
void worker_publish(struct worker *);

/* Take part in the snapshot that is wanted, if one is. Once a turn, behind
 * worker_publish(). */
void worker_snapshot(struct worker *);

/* Fill in the usage and tell who wants to know. All workers have added. */
void server_take_snapshot(struct server *);

/* Write a message into a worker's inbox. Safe in a signal handler. */
int worker_tell(const struct worker *, int message);

/* Messages: a descriptor, or that one of the atomics has changed. */
enum { MESSAGE_LOOK = -1 };

#endif
