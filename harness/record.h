/*
 * record - one round as a line of rounds.jsonl, out and in.
 *
 * results/README.md describes every field and its unit. The writer appends a
 * line by one write(2); the reader takes every whole, valid line and names the
 * others. What was not measured is null in the file, RECORD_NONE here.
 */
#ifndef MUXBENCH_RECORD_H
#define MUXBENCH_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "job.h"
#include "meter.h"

#define RECORD_VERSION 1
#define RECORD_NONE UINT64_MAX
/* Kinds of rounds: RECORD_TIMED are compared; the system calls of INSTRUMENTED
 * ones were counted, which takes time; CAPACITY is what the server can do. */
#define RECORD_TIMED "timed"
#define RECORD_INSTRUMENTED "instrumented"
#define RECORD_CAPACITY "capacity"

#define RECORD_NUMBER_MAX (UINT64_C(1) << 53) /* the file stays below this */

struct histogram;

/* Failed requests inside the window, by errno. */
struct record_error {
    int error;
    uint64_t count;
};
#define RECORD_ERRORS_MAX 16

/* Times of requests, ns. All of it is derived
 * from the histogram, which is kept in its encoded form: decoded it takes a
 * hundred times the room. */
struct record_service {
    uint64_t total; /* how many; 0: there is no histogram */
    uint64_t min, mean, max;
    uint64_t p50, p90, p99, p999; /* RECORD_NONE: fewer than 10 beyond it */
    char *hdr;                    /* HdrHistogram V2, deflated, base64 */
};

/* Right answers of a window in equal parts of it, in their order. */
#define RECORD_BINS 20
struct record_bins {
    bool there;
    uint64_t counts[RECORD_BINS];
};

/* What the machine did meanwhile, see platform.h and watch.h. */
struct record_platform {
    uint64_t watched_ns; /* the window as the harness saw it */
    uint64_t steal_ns, throttled, throttled_ns;
    uint64_t others_cpu_ns; /* neither client, server nor harness */
    uint64_t stall_ns;      /* longest oversleep of the watching thread */
    uint64_t stalls;        /* of more than 10 ms */
    /* the whole round */
    uint64_t listen_overflows, listen_drops, retransmits;
};

/* Bytes at two levels of idle connections; user: Pss of the client; kernel:
 * what the machine had more of than before it started. */
struct record_memory {
    uint64_t few, many; /* connections */
    uint64_t user_few, user_many;
    uint64_t kernel_few, kernel_many;
};

struct record {
    int round; /* 1.. in the order they were run */
    int block; /* 1.. */
    int order; /* 1.. inside the block */
    char scenario[64];
    char point[64]; /* "conns=64" */
    int connections;
    int threads;
    char backend[64];
    bool twin;     /* the reference's second run in the block */
    char kind[16]; /* "timed"; others are no part of what is compared */
    bool ok;
    char reason[256]; /* why it failed; "" when ok */
    char fault[16];   /* what kind of failure, validity.h; "": none of them */
    char uses[JOB_USES]; /* what the backend really used */
    uint64_t at_ns;      /* start of the round, since the start of the run */
    uint64_t probe_ns;   /* median round trip of pingpong.h just before it */

    /* the window; RECORD_NONE for scenarios that have none */
    uint64_t window_asked_ns;
    uint64_t window_ns; /* between the edges, as they were taken */
    uint64_t requests;  /* right answers inside */
    uint64_t body_bytes;
    struct record_error errors[RECORD_ERRORS_MAX];
    int error_count;
    struct record_bins bins;
    struct record_service service; /* done - start, by record_set_service() */
    struct record_service connect; /* opened - start, of requests that opened
                                      their connection */
    struct record_service ordered; /* done - start, of requests that ended in
                                      the window as the fault they were for */
    struct usage client;           /* used inside the window */
    uint64_t client_calls;         /* system calls inside the window */
    uint64_t client_tasks_ns;      /* CPU time by its threads, one by one */
    uint64_t server_cpu_ns;        /* inside the window */
    uint64_t server_wait_ns;       /* likewise: ready to run, without a CPU */
    uint64_t server_hottest_ns; /* its busiest thread, of platform.watched_ns */
    struct record_platform platform;

    /* Load at a given rate; RECORD_NONE, empty elsewhere. The times, and with
     * them `service`, are then of the right answers to requests due in the
     * window: window_collect_due(). */
    uint64_t rate;                  /* asked for, a second */
    uint64_t due;                   /* requests, or pushes, due in the window */
    uint64_t backlog;               /* of them, not begun (sent) at its end */
    uint64_t scheduled;             /* requests of the whole round */
    uint64_t not_begun;             /* of them, not even after the window */
    struct record_service response; /* done - due */
    struct record_service lag;      /* start - due, where a connection was free;
                                       of a push sent - due, the server's */
    struct record_service reaction; /* done - sent, of a push */

    /* the whole round */
    struct totals total;
    uint64_t server_connections, server_requests, server_body_bytes;
    uint64_t server_faults[ORDERED_KINDS]; /* asked for, apart from requests */
    uint64_t server_switches_voluntary, server_switches_forced;
    int connected_most;

    /* batch scenarios, timed as a whole command; else RECORD_NONE */
    uint64_t makespan_ns; /* elapsed, of the whole command */
    uint64_t slowest_ns;  /* the slowest request */
    uint64_t sum_ns;      /* all requests, one after another */

    struct record_memory memory; /* memory scenarios */
};

/* Texts empty, false, 0 for an int, RECORD_NONE for every uint64_t. */
void record_init(struct record *);
void record_free(struct record *); /* what it holds, not the record itself */

/* Add to the count of this errno. False: RECORD_ERRORS_MAX others are there. */
bool record_count_error(struct record *, int error, uint64_t count);

/* Fill in times from a histogram of ns; NULL or an empty one leaves them
 * empty. 0 or -ENOMEM. */
int record_set_times(struct record_service *, const struct histogram *);

/* Fill in `service` from a histogram of ns; NULL or an empty one leaves
 * `service` empty. 0 or -ENOMEM. */
int record_set_service(struct record *, const struct histogram *);

/* The same with the encoded form of the histogram, which belongs to the record
 * from then on; NULL leaves the times empty. */
void record_keep_times(struct record_service *, const struct histogram *,
                       char *hdr);

/* What the round says about latency: reaction, else response, else service. */
const struct record_service *record_latency(const struct record *);

/* More than 1 % of what was due in the window was not begun at its end. */
bool record_saturated(uint64_t due, uint64_t backlog);

/* The histogram behind some times, to be destroyed by the caller. 0, -ENOENT
 * (there is none), -EBADMSG or -ENOTSUP (damaged), -ENOMEM. */
int record_times_histogram(const struct record_service *, struct histogram **);

/* One line of JSON with its '\n', to be freed by the caller; NULL: out of
 * memory. Bytes that are not UTF-8 come out as '?'. */
char *record_to_line(const struct record *);

/* Read a line, with or without its '\n'. 0, or -EINVAL with what is wrong in
 * `error`, or -ENOMEM. The record may be freed in either case. */
int record_from_line(struct record *, const char *line, char *error,
                     size_t error_size);

/* A line that could not be used. */
struct record_fault {
    size_t line; /* 1.. */
    char text[160];
};

/* What a file held. */
struct record_list {
    struct record *records;
    size_t count;
    struct record_fault *faults;
    size_t fault_count;
};

/* Read a whole file, of text or of text that gzip (RFC 1952) has compressed. 0,
 * or -errno when it cannot be read: -EBADMSG when what was compressed is cut
 * off or damaged. The list may be freed in either case. */
int record_read(struct record_list *, const char *path);
void record_list_free(struct record_list *);

#endif
