/*
 * plan - which rounds there will be, and in what order.
 *
 * Randomised complete blocks: in each block of a point every backend runs
 * once that can take the point's connections, and the reference a second time
 * as its own twin. The order inside a block is drawn by a stored seed. Blocks
 * of all points alternate, so that each point is spread over the whole run and
 * a slow spell of the machine hits all of them.
 */
#ifndef MUXBENCH_PLAN_H
#define MUXBENCH_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "random.h"
#include "scenario.h"
#include "wall.h"

struct backend;

/* How much is run, by name. */
struct profile {
    const char *name;
    int blocks_least; /* and no fewer than a ranking takes */
    int blocks_most;
    bool quick;   /* the quick- keys of a scenario count */
    bool precise; /* a point that is measured precisely gets no more blocks */
};

/* NULL: there is none of that name; NULL as name: the default one. */
const struct profile *profile_find(const char *name);
#define PROFILE_NAMES "quick, standard, publish"

/* A scenario with one value of each of its lists. */
struct plan_point {
    const struct scenario *scenario;
    char name[64]; /* "conns=64", "conns=64/rate=1000" */
    uint64_t at[SWEEPS];
    /* the same, as most want it */
    int connections; /* that carry requests */
    int threads;
    int idle;       /* connections besides */
    uint64_t rate;  /* due a second; 0: the scenario has none, or it is a share
                       of what was not found yet */
    unsigned share; /* percent of saturation that is; 0: none was given */
    uint64_t saturation; /* requests/s; 0: not found, or not asked for */

    uint64_t warmup_ns, window_ns, guard_ns; /* not of a batch */
    uint64_t overhead_ns;                    /* of a round, besides its load */
    int blocks_least; /* that count, before it may be stopped */
    int blocks;       /* in the plan, repeats too */
    int repeats;      /* of them */
};

/* What a round is for; only timed ones are part of blocks. */
enum plan_kind {
    PLAN_TIMED,
    PLAN_INSTRUMENTED, /* system calls are counted */
    PLAN_CAPACITY      /* the most that the server can do */
};

struct plan_round {
    int block, order; /* from 1; order inside the block */
    struct plan_point *point;
    const struct backend *backend;
    bool twin;
    enum plan_kind kind;
    uint64_t seed;          /* of the tokens */
    uint64_t schedule_seed; /* of the due times: the same in a whole block */
};

/* What a plan is made of; must outlive it. */
struct plan_order {
    const struct scenario *const *scenarios;
    size_t scenario_count;
    const struct backend *const *backends;
    size_t backend_count;
    const struct backend *reference; /* one of them; NULL: there is no twin */
    const struct profile *profile;
    const struct limits *limits; /* of the machine; NULL: none is looked at */
    int blocks;                  /* of a point at most, >= 1 */
    bool precise;                /* stop.h decides whether it takes them all */
    uint64_t seed;
};

struct plan {
    struct plan_point *points; /* a scenario's points in a row */
    size_t point_count;
    struct plan_round *rounds;
    size_t round_count;
    uint64_t seed;
    struct random random; /* goes on for the repeats */
};

/* How many points a scenario has, and the one of an index. */
int plan_points(const struct scenario *, const struct profile *);
void plan_point_make(struct plan_point *, const struct scenario *,
                     const struct profile *, int index);

/* Set what most want from `at`. */
void plan_point_take(struct plan_point *);

/* Of a point with a share: so much is saturation, in requests/s. */
void plan_point_saturate(struct plan_point *, uint64_t saturation);

/* 0 or -ENOMEM. Release with plan_free() in either case. */
int plan_make(struct plan *, const struct plan_order *);
void plan_free(struct plan *);

/*
 * A round failed in the block that ends at rounds[last], which therefore does
 * not count: append the block once more, in a new order, with the next block
 * number. The number of rounds appended; 0 when the point has had its share
 * of repeats, a third of its blocks; -ENOMEM. Moves `rounds`.
 */
int plan_repeat(struct plan *, size_t last);

/* True: the backend cannot take the connections of this point, and has no
 * rounds there; `text` says what keeps it, as wall_stops() does. */
bool plan_walled(const struct plan_order *, const struct plan_point *,
                 const struct backend *, char text[WALL_TEXT_MAX]);

/* False: the backend has no part in this scenario. */
bool plan_takes(const struct scenario *, const struct backend *);

/* False: it is measured, but compared with no other row. */
bool plan_rivals(const struct backend *);

/* Why not; valid when plan_takes() is false. */
const char *plan_refusal(const struct scenario *, const struct backend *);

/* Warm-up, window and guard of a round: those of the point, or of the control
 * row a twentieth, 50 ms at most. ns */
struct plan_times {
    uint64_t warmup_ns, window_ns, guard_ns;
};
struct plan_times plan_times(const struct plan_point *, const struct backend *);

/* The last round of the block that round `index` is in. */
size_t plan_block_end(const struct plan *, size_t index);

/* How long a round, the block that begins with it, all of them, or as many as
 * the plan takes at least, will probably take. ns */
uint64_t plan_round_expected(const struct plan_round *);
uint64_t plan_block_expected(const struct plan *, size_t first);
uint64_t plan_expected(const struct plan *);
uint64_t plan_expected_least(const struct plan *);

/* How many rounds those are. */
size_t plan_rounds_least(const struct plan *);

#endif
