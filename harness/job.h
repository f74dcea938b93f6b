/*
 * job - what a backend is asked to do, and where its samples go.
 *
 * A job is made by the harness, lies in memory that the harness shares with
 * the client process, and outlives the run. It knows no IO. Its connections
 * are dealt out to workers (threads or loops); what one worker has is a
 * share (share.h).
 */
#ifndef MUXBENCH_JOB_H
#define MUXBENCH_JOB_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "clock.h"
#include "meter.h"
#include "ordered.h"
#include "pauses.h"
#include "schedule.h"
#include "target.h"

/* Bytes of the receive buffer of every worker of every backend. */
#define JOB_BUFFER 65536

/* Room for the line that says what a backend really used. */
#define JOB_USES 320

/*
 * One request, as it went. A slot with done == 0 was not used. Of a request
 * that was answered by a push, `due` and `taken` are the server's: when the
 * answer was due and when it was sent; both are 0 of the one that ended the
 * waiting without an event.
 */
struct sample {
    uint64_t due;    /* when it should have started */
    uint64_t taken;  /* when a connection took it; after `due`: none was free */
    uint64_t start;  /* when it did: first thing done for it */
    uint64_t opened; /* its connection was established; 0: before */
    uint64_t first;  /* first byte of the answer; 0: none came */
    uint64_t done;   /* whole answer, or the error */
    uint64_t bytes;  /* of body */
    uint32_t number; /* of the request: its target is number % targets */
    int16_t status;  /* HTTP status; 0: none came */
    int16_t error;   /* 0 or an errno, see conn.h; negative: it was ordered */
};

/* Counts over a whole job; all requests that were started are in exactly one
 * of ok, failed and ordered. */
struct totals {
    uint64_t ok;
    uint64_t failed;
    uint64_t ordered[ORDERED_KINDS]; /* ended in the fault that was ordered */
    uint64_t body_bytes;             /* of answers that were whole and right */
    uint64_t opened;                 /* connections that were established */
    uint64_t retried; /* requests sent again on a new connection, because
                         the server had closed the kept one */
};

void totals_add(struct totals *, const struct totals *more);

/* Of all kinds. */
uint64_t totals_ordered(const struct totals *);

/* Taken when the first request ends at or after a set time. */
struct edge {
    uint64_t at; /* 0: not taken */
    struct usage client;
    uint64_t server_cpu_ns;  /* METER_NONE: not to be had */
    uint64_t server_wait_ns; /* likewise: ready to run, without a CPU */
    uint64_t calls;          /* system calls so far; METER_NONE: not counted */
};

/* Told of every request that ends, in the worker's thread; where workers are
 * processes, in the parent's. */
struct observer {
    void (*on_done)(void *, const struct sample *);
    /* Body bytes as they come; `number` is the request's. */
    void (*on_body)(void *, uint32_t number, const char *, size_t);
    void *data;
};

struct job {
    /* the order */
    const struct target *targets;
    int target_count;
    const struct target *faults; /* what bad clients fetch instead, in turn */
    int fault_count;             /* 0: no client is bad */
    uint32_t faults_every;       /* each so-many-th connection is a bad one */
    int connections;
    int threads;       /* loops or workers, >= 1 */
    uint64_t requests; /* stop after so many; UINT64_MAX: no limit */
    uint64_t requests_per_connection; /* UINT64_MAX: as many as there are */
    uint64_t timeout_ns;              /* of a request; CLOCK_NEVER: none */
    uint64_t think_ns;   /* pause between an answer and the next request */
    enum pauses pauses;  /* how it varies */
    uint64_t pause_seed; /* of those that are drawn */
    uint64_t hog_ns;     /* CPU time that every hog_every-th answer costs the
                            client; 0: none does */
    uint64_t hog_every;
    uint64_t warmup_ns, window_ns, guard_ns; /* CLOCK_NEVER window: no end */
    const struct schedule *schedule; /* due times after `started`; NULL: none,
                                        the next when the last has ended */
    int idle;             /* of the connections so many get no answer before the
                             end; times then count from the first answer */
    bool pushed;          /* answers come by themselves and carry stamps */
    uint64_t seed;        /* of the tokens */
    uint64_t error_limit; /* stop after so many failed requests */
    bool ok_only;         /* any status but 2xx is a wrong answer */
    size_t stack_size;    /* of a coroutine, bytes; 0: the default */
    int server_pid;       /* whose CPU the edges note; 0: none */
    int calls;            /* counter of calls.h; -1: none */
    struct observer observer;
    uint64_t (*now)(void); /* clock_now, or a test's clock */
    void *common;          /* what a backend's workers share; its own */
    bool shared;           /* job and samples lie in memory of shared.h */

    /* room for samples, made and touched by the harness; NULL: keep none */
    struct sample *samples;
    size_t sample_count;

    /* the result */
    char uses[JOB_USES]; /* what the backend really used */
    char problem[128];   /* why it failed; "": its -errno says all */
    uint64_t started, ended;
    _Atomic uint64_t edge_at[2]; /* when the edges are due; CLOCK_NEVER: not
                                    known before the first answer */
    struct edge edges[2];
    struct totals totals;
    _Atomic int stop_reason; /* enum job_stop */
    _Atomic uint64_t next_number;
    _Atomic uint64_t failures;
    _Atomic size_t samples_claimed;
    _Atomic uint64_t next_edge;
    _Atomic int edges_taken;
    _Atomic int connected; /* established now */
    _Atomic int connected_most;
    _Atomic int explained; /* `problem` is, or is being, written */
    _Atomic int processes; /* that serve it now, besides this one */
};

enum job_stop {
    JOB_RUNS,
    JOB_ASKED,         /* job_stop() */
    JOB_TOO_MANY_FAIL, /* error_limit */
    JOB_NO_ROOM        /* more samples than slots */
};

/* An order with nothing in it: no limits, one thread, no deadline. */
void job_init(struct job *);

/*
 * Set the times (start, edges) and run the backend. 0 or -errno of the
 * backend. The caller has filled in the order. SIGPIPE is ignored meanwhile: a
 * library's write to a connection that was reset must not end the process.
 */
struct backend;
int job_run(struct job *, const struct backend *);

/* There are due times: a wait should end at its time, not at a millisecond. */
static inline bool job_keeps_time(const struct job *job)
{
    return job->schedule || job->pauses != PAUSES_BETWEEN;
}

/* No new requests from now on; those under way go on. Safe in a signal
 * handler. */
void job_stop(struct job *, enum job_stop reason);

/* Why the backend is about to fail, one line, when an -errno would not say;
 * the first one stands. From any worker; printf-like. */
__attribute__((format(printf, 2, 3))) void job_explain(struct job *,
                                                       const char *format, ...);

/* What the backend really uses, one line; printf-like. */
__attribute__((format(printf, 2, 3))) void job_uses(struct job *,
                                                    const char *format, ...);

/*
 * Where the workers of a job meet; any of them may call at any time.
 *
 * Claim a chunk of sample slots: the first, and in *end the place after the
 * last. NULL and NULL: the job keeps none, or there is no room any more, which
 * stops the job.
 */
struct sample *job_slots(struct job *, struct sample **end);

/* A request has failed. */
void job_failed(struct job *);

/* So many more connections are established, or fewer. */
void job_connected(struct job *, int more);

/* A request ended at `now`, which is next_edge or later. The first worker that
 * gets here takes the edge, the others pass. */
void job_reach_edge(struct job *, uint64_t now);

struct share;

/*
 * Run `serve` on `workers` shares at once: in this thread when there is one,
 * else in a thread each, with stacks of `stack` bytes (0: the system's
 * default). 0 or the first -errno; an error in one stops the job for all.
 * Fewer threads than asked is an error, never less work.
 */
int job_serve(struct job *, int workers, size_t stack,
              int (*serve)(struct share *));

#endif
