/*
 * backend - the contract between the harness and the IO models.
 *
 * The contract owns no loop: the loop is what is compared. A backend serves a
 * whole job: it opens job->connections connections, does for each what its
 * struct conn wants (conn.h), and returns when none wants anything more. It
 * does not print, exit, keep file-scope state or read a clock for
 * measurement. What it asked for and what it got are the same, or it is
 * unusable: it never falls back silently.
 */
#ifndef MUXBENCH_BACKEND_H
#define MUXBENCH_BACKEND_H

#include <stdbool.h>
#include <stddef.h>

struct job;

enum family {
    FAMILY_CONTROL,    /* measures the suite itself */
    FAMILY_BLOCKING,   /* a call waits; concurrency by threads, or none */
    FAMILY_READINESS,  /* the kernel says when a call would not wait */
    FAMILY_LOOP,       /* callbacks on a small event loop */
    FAMILY_COROUTINE,  /* functions that pause at each wait */
    FAMILY_LIBRARY,    /* an event library */
    FAMILY_COMPLETION, /* the kernel does the call and says how it went */
    FAMILY_COUNT
};

/* Who waits, and so how many requests are under way at once. */
enum waiting {
    WAITING_LOOP,    /* job->threads loops, each for all its connections */
    WAITING_EACH,    /* a thread for each connection */
    WAITING_WORKERS, /* a fixed number of workers, each for one request */
    WAITING_ONE      /* one thread, for one request at a time */
};

struct backend {
    const char *name;  /* as on the command line and in the charts */
    const char *about; /* one line: the model in words */
    enum family family;
    enum waiting waiting;
    int connections_most;  /* that it can take; 0: no limit of its own */
    const char *wall;      /* what that is: "FD_SETSIZE 1024" */
    int (*mappings)(void); /* of the address space, that each connection takes
                              beside memory; NULL: none */
    bool emulated; /* a library does what the kernel would: it works, but
                      what it costs is no measure of the model */
    const char *(*unusable)(void); /* why it cannot run here; NULL: it can */
    int (*run)(struct job *);      /* serve the whole job; 0 or -errno;
                                      NULL where it cannot run */
    int spins; /* CPUs that each of its loops keeps busy without work: 1, or 2
                  with a thread of the kernel's beside it; 0: it waits */
};

/* Every row, in the order of the guide; *count is set. */
const struct backend *const *backend_all(size_t *count);

/* NULL when there is none of that name. */
const struct backend *backend_find(const char *name);

/* The row that ratios are taken against: epoll, else kqueue, else poll. */
const struct backend *backend_reference(void);

/* "control", "blocking", ... */
const char *family_name(enum family);

#endif
