/*
 * live - two builds in the same blocks: what `compare --live` measures.
 *
 * In each block every backend of a point runs twice, once as each build has it,
 * all in a random order. The server and the plan are those of the program that
 * runs this, the same for both builds; the client is the build's own process,
 * by client.h, or its `fetch` in a batch. The records make two run
 * directories, DIR/a and DIR/b, with block numbers in common, which
 * compare.h compares inside blocks.
 */
#ifndef MUXBENCH_LIVE_H
#define MUXBENCH_LIVE_H

#include "backend.h"
#include "run.h"

struct progress;

/* A binary that cannot be measured: of another protocol. */
#define LIVE_INCOMPATIBLE (-EPROTO)

struct live_order {
    const char *binary[2];
    struct run_order run; /* its blocks 0: as many as it takes */
};

/* A backend as one build has it; found by its `backend`, which comes first. */
struct live_row {
    struct backend backend;
    int side;
};

struct live_side {
    char binary[RUN_PATH_MAX]; /* absolute */
    json_t *hello;             /* what it says of itself: client.h */
    char directory[RUN_PATH_MAX];
    struct run run; /* where its records go; else that of the session */
    struct run_order order;
};

struct live {
    const struct live_order *order;
    struct run run; /* choices, limits, plan */
    struct live_side sides[2];
    struct live_row *rows; /* two of each backend */
    const struct backend **row_list;
    struct plan_order plan_order;
    char directory[RUN_PATH_MAX];
    uint64_t started; /* seconds since 1970 */
    size_t done, failed;
    size_t missing; /* blocks in which a round failed, not run once more */
};

/*
 * Ask the binaries, make all choices. 0; -EINVAL: something has to be given
 * otherwise; LIVE_INCOMPATIBLE; another -errno; with a line in `error`, which
 * has room for RUN_ERROR_MAX. Release with live_free() in either case.
 */
int live_prepare(struct live *, const struct live_order *, char *error);
int live_open(struct live *, char *error);

/* As run_rounds(). */
int live_rounds(struct live *, struct progress *, char *error);
void live_free(struct live *);

/* The plan in words, before the start. */
void live_print_plan(const struct live *, FILE *);

/* For live*.c. Ask the binary of a side what it is. */
int live_ask(struct live_side *, const char *binary, char *error);

/* What it says of one of its backends: NULL: it has none of that name. */
const json_t *live_backend(const struct live_side *, const char *name);

#endif
