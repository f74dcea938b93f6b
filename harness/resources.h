/*
 * resources - what the system allows, before a run needs it.
 */
#ifndef MUXBENCH_LIMITS_H
#define MUXBENCH_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LIMITS_UNKNOWN UINT64_MAX

/* LIMITS_UNKNOWN: the system has no such limit, or does not tell. */
struct limits {
    uint64_t descriptors;     /* of a process, after raising it */
    uint64_t threads;         /* of this user, or of this machine */
    const char *threads_by;   /* what sets that limit, and how to raise it */
    const char *threads_name; /* the same in a word */
    uint64_t ports;           /* a client may connect from */
    uint64_t mappings;        /* of a process */
};

/* Raise the descriptor limit to the hard limit, and read all. */
void limits_read(struct limits *);

/* So many threads or processes can be had, besides a few. */
bool limits_thread(const struct limits *, int threads);

/* So many mappings can be had, besides what a process has anyway. */
bool limits_mappings(const struct limits *, uint64_t mappings);

/* So many connections a process may have at one time, besides what it needs
 * itself. */
uint64_t limits_connections(const struct limits *);

/* What a run will need at most, at one time. */
struct limits_need {
    const char *scenario;
    int connections; /* of a process */
    int threads;     /* 0: a few */
};

/* 0, or -EMFILE with the limit and how to raise it in one line. */
int limits_check(const struct limits *, const struct limits_need *, char *error,
                 size_t size);

#endif
