/*
 * server - the local HTTP/1.1 server that the backends fetch from.
 *
 * N worker loops over selector; worker 0 accepts and deals connections out in
 * turn, so that they are spread evenly. Knows HTTP requests, not backends. It
 * reads input from anyone: requests are bounded in size, connections in number
 * and in what each may make the server hold.
 *
 * Paths (all GET; a query `?delay=MS` delays any of them):
 *   /bytes/N              a body of N bytes of the pattern (answer.h)
 *   /delay/MS             a body of 128 bytes, MS milliseconds later
 *   /push/N               N bytes when there is an event: see struct
 *                         server_push; 404 where there is none
 *   /drip?bytes=N&ms=T    N bytes, spread evenly over T milliseconds
 *   /stream/N             N bytes, chunked
 *   /stream/N?pieces=K&pause=T   the same in K chunks of one size, of which
 *                         each goes out T milliseconds after the one before
 *   /until-close/N        N bytes as HTTP/1.0 without a length, then close
 *   /status/N             an answer with that status
 *   /counters             the server's counters as JSON
 *   /fault/reset[-head|-body]   reset before, in the head, in the body
 *   /fault/close[-head|-body]   close before, in the head, in the body
 *   /fault/stall[-head|-body]   say nothing more, before / in head / in body
 *   /fault/short          a body shorter than its Content-Length, then close
 *   /fault/long           a body longer than its Content-Length
 *   /fault/length         a Content-Length that is not a number
 *   /fault/garbage        bytes that are not HTTP
 *   /fault/token          an answer with another request's token
 *   /fault/body           an answer with one wrong byte in its body
 *   /fault/dribble/N      a good answer of N bytes, one byte a segment
 *   /fault/close-after/N  a good answer of N bytes, then close without having
 *                         said so (keep-alive closed between requests)
 */
#ifndef MUXBENCH_SERVER_H
#define MUXBENCH_SERVER_H

#include <stdatomic.h>
#include <stdint.h>

#include "net.h"
#include "ordered.h"
#include "schedule.h"

/*
 * Counted from the start; may lie in memory shared with another process. The
 * counts are added up once in a while: they are complete in a snapshot, and
 * for connections that `open` no longer counts.
 *
 * `usage` is taken when the server gets SIGUSR1 and once more at the end:
 * all fields are written, then `snapshots` goes up by one.
 */
struct server_counters {
    _Atomic uint64_t connections; /* accepted */
    _Atomic uint64_t requests;    /* requests read whole, but for faults */
    _Atomic uint64_t responses;   /* answers handed to the kernel whole */
    _Atomic uint64_t bytes_in;
    _Atomic uint64_t bytes_out;    /* all bytes handed to the kernel */
    _Atomic uint64_t body_bytes;   /* of the responses counted; no frames */
    _Atomic uint64_t bad_requests; /* answered 4xx or cut off */
    _Atomic uint64_t
        faults[ORDERED_KINDS]; /* requests for a fault of this kind;
                                  no responses, no body bytes */
    _Atomic uint64_t open;     /* connections open now */
    struct server_usage {
        uint64_t at;          /* clock_now() */
        uint64_t cpu_user_ns; /* getrusage(RUSAGE_SELF) */
        uint64_t cpu_sys_ns;
        uint64_t switches_voluntary;
        uint64_t switches_forced;
    } usage;
    _Atomic uint64_t snapshots;
};

/* The counts, without `usage`, as members of a JSON object: no braces.
 * Returns the length. */
#define SERVER_COUNTERS_TEXT 512
int server_counters_format(struct server_counters *,
                           char text[SERVER_COUNTERS_TEXT]);

/*
 * Events that the server answers /push/N for, at due times of its own, from
 * when the first connection waits. Each goes to one of the connections that
 * wait, drawn by the seed; when none of the active ones does, to the next that
 * comes. The answer has the stamps of answer.h, so client and server must share
 * a clock: for a server on the loopback. After `duration_ns` everyone is
 * answered at once, with a due time of 0: there was no event.
 */
struct server_push {
    uint64_t rate; /* events a second, over all connections; 0: none */
    enum schedule_arrivals arrivals;
    uint64_t seed;
    unsigned connections; /* that will wait; */
    unsigned active;      /* as many of them get events, evenly spread */
    uint64_t duration_ns;
};

/*
 * Connections of which some stay idle. When as many as there will be have asked
 * for something, the active ones, evenly spread, are answered from then on; the
 * others after `duration_ns`.
 */
struct server_idle {
    unsigned connections; /* 0: none is idle */
    unsigned active;
    uint64_t duration_ns;
};

struct server_config {
    struct net_address address; /* port 0: the kernel chooses */
    int workers;                /* >= 1 */
    int backlog;
    unsigned max_connections;         /* further ones are closed at once */
    struct server_counters *counters; /* zeroed by the caller */
    struct server_push push;
    struct server_idle idle;
    /* Called after each snapshot, in a worker's thread; NULL: nothing. */
    void (*on_snapshot)(struct server_counters *);
};

struct server;

/*
 * Bind and listen. NULL with *error = -errno. After it, connections are
 * taken by the kernel; server_serve() answers them.
 */
struct server *server_create(const struct server_config *, int *error);

/* The address it listens on, with the real port. */
const struct net_address *server_address(const struct server *);

/*
 * Serve until server_stop(). With one worker, in the calling thread. Finishes
 * nothing that is in flight: connections are closed. 0 or -errno.
 */
int server_serve(struct server *);

/* End server_serve() soon. Safe in a signal handler and from any thread. */
void server_stop(struct server *);

/* Take a usage snapshot soon. Safe in a signal handler. */
void server_snapshot(struct server *);

void server_destroy(struct server *);

#endif
