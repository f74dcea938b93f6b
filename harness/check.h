/*
 * check - what every backend must do alike: the cases of `muxbench check`.
 *
 * A case makes a backend fetch from a server that answers well, badly or not
 * at all, and compares counts, errnos and what is left behind with what every
 * backend must show. It knows backends by their contract only. check_run.h
 * runs cases for rows; here is what a case is and how it tells what it found.
 */
#ifndef MUXBENCH_CHECK_H
#define MUXBENCH_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct backend;
struct ours;
struct target;

/* A column of the table. */
enum check_group {
    CHECK_WHOLE,  /* good answers */
    CHECK_SPLIT,  /* good answers in pieces */
    CHECK_LARGE,  /* large answers, large requests */
    CHECK_SLOW,   /* pauses, and deadlines that pass */
    CHECK_ENDED,  /* refused, reset, closed */
    CHECK_WRONG,  /* answers that must not count */
    CHECK_LIMITS, /* descriptors, ports, memory, signals, 10,000 connections */
    CHECK_JOBS,   /* how a job ends */
    CHECK_GROUPS
};

enum check_state {
    CHECK_PENDING, /* its turn has not come */
    CHECK_RUNS,
    CHECK_OK,
    CHECK_FAILED,
    CHECK_NOT_RUN
};

#define CHECK_TEXT 512

/* What came of one case with one row. `text`: what is wrong, why it was not
 * run, or a remark on what was; may be empty. */
struct check_result {
    enum check_state state;
    bool hung; /* a trial had to be ended */
    char text[CHECK_TEXT];
};

/* A case under way. */
struct check {
    const struct backend *backend;
    const struct ours *server; /* ours, see check_origin.h */
    unsigned patience_s;       /* a trial that takes longer hangs */
    struct check_result *result;
};

enum check_trait {
    CHECK_CONTROL = 1, /* it makes sense for a row without IO, too */
    CHECK_HEAVY = 2    /* it takes long, or much of the machine */
};

struct check_case {
    const char *name;  /* as on the command line and in the records */
    const char *about; /* one line */
    enum check_group group;
    void (*run)(struct check *, const void *data);
    const void *data;
    unsigned traits; /* of enum check_trait */
};

/* Cases that stand in one file. */
struct check_set {
    const struct check_case *cases;
    size_t count;
};

/* Every case, in the order of the groups; *count is set. NULL: no memory.
 * The list is the caller's to free. */
const struct check_case **check_all(size_t *count);

/* "whole", "split", ...: heads of the table's columns. */
const char *check_group_name(enum check_group);

/* The case has failed; the first reason stands. */
__attribute__((format(printf, 2, 3))) void check_fail(struct check *,
                                                      const char *format, ...);

/* The case cannot be run here; counts unless it has failed. */
__attribute__((format(printf, 2, 3))) void check_skip(struct check *,
                                                      const char *format, ...);

/* Something to know of a case that is ok: what was less than usual. */
__attribute__((format(printf, 2, 3))) void check_note(struct check *,
                                                      const char *format, ...);

/* False: the case has failed or cannot be run, and the rest of it may be left
 * out. */
bool check_goes_on(const struct check *);

/* Fill in a target: http://host:port/path, with a token. `body`: bytes of the
 * pattern that are expected. False, and the case is not run: it cannot be. */
#define CHECK_ANY_BODY UINT64_MAX
bool check_aim(struct check *, struct target *, const char *host, unsigned port,
               const char *path, uint64_t body);

#endif
