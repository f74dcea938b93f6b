/*
 * compare - two builds, or two states of a machine, by the records of runs.
 *
 * Two sides, A and B, of one run directory or more each. What may be said of
 * them depends on what they share:
 *
 *   blocks       one session of `compare --live` put both sides into the same
 *                blocks: paired inside blocks, as verdict.h has it
 *   runs         one machine, three runs or more a side: the unit is the run.
 *                A round is no unit here: all rounds of a run met its weather
 *   indication   one machine, fewer runs: ratios with intervals by rounds,
 *                which know nothing of the time between the runs; no verdicts
 *   ratios       different machines: each side's ratios to its reference, and
 *                the order of the rows
 *   nothing      the runs of one side are not of one thing, or no cell is in
 *                both sides
 *
 * Knows no process and measures nothing: a pure function of the directories.
 */
#ifndef MUXBENCH_COMPARE_H
#define MUXBENCH_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report_source.h"
#include "report_summary.h"
#include "shift.h"

#define COMPARE_RUNS_MAX SHIFT_GROUP_MAX /* of a side */
#define COMPARE_SIDES_MAX 6              /* 2 here; more in report_runs.h */
#define COMPARE_RUNS_FOR_VERDICTS 3      /* below: an indication */
#define COMPARE_ERROR_MAX 1024

enum compare_claim {
    COMPARE_BLOCKS,
    COMPARE_RUNS,
    COMPARE_INDICATION,
    COMPARE_RATIOS,
    COMPARE_NOTHING
};

/* Exit status of `muxbench compare`; wrong usage is 2. */
enum compare_status {
    COMPARE_FINE = 0,
    COMPARE_REGRESSION = 1,
    COMPARE_IMPOSSIBLE = 3,
    COMPARE_UNDECIDED = 4
};

struct compare_order {
    const char *const *dirs[2]; /* of A, of B */
    size_t count[2];
    double threshold;             /* 0.05 is 5 %; 0: the measure's delta */
    bool measures[MEASURE_COUNT]; /* none: all that are compared */
};

struct compare_side {
    struct report_source *runs;
    size_t count;
};

/* What a difference of two manifests is about. */
enum compare_kind {
    COMPARE_MACHINE, /* of different machines, speeds are not compared */
    COMPARE_BUILD,   /* what one side must be one of */
    COMPARE_AROUND,  /* can explain a change as well */
    COMPARE_FORMAL   /* cannot: time, seed, number of rounds */
};

struct compare_difference {
    enum compare_kind kind;
    char *label;
    char *value[COMPARE_SIDES_MAX]; /* of each side; several of one with " | "
                                       between */
    bool apart;                     /* the sides differ */
    bool mixed[COMPARE_SIDES_MAX];  /* the runs of a side differ */
};

struct compare_differences {
    const struct compare_side *sides;
    size_t side_count;
    struct compare_difference *list;
    size_t count;
};

/* A backend at a point in one measure, on both sides. */
struct compare_cell {
    const char *scenario, *point, *backend;
    enum measure measure;
    double value[2];          /* typical; NaN: none */
    struct verdict_pair pair; /* B against A */
    char refused[160];        /* why no verdict is due; "": one is */
    bool unlike;              /* the loads are not the same */
    char missing[160];        /* why one that is due cannot be; "": it can */

    /* different machines */
    struct report_value ratio[2]; /* to the side's reference */
    struct verdict_rank place[2]; /* from 0: not ranked */
};

struct compare {
    const struct compare_order *order;
    struct compare_side sides[2];
    enum compare_claim claim;
    char why[256]; /* this claim and no other */
    struct compare_differences differences;
    struct compare_cell *cells;
    size_t cell_count;
    struct lines only[2]; /* rows at points that one side alone has */
    struct lines notes;   /* what a reader has to know besides */
};

/*
 * Read all directories, compare them. 0; -EINVAL: a directory is not that of
 * a run, or something was asked for that is not possible; -ENOMEM; with a line
 * in `error`, which has room for COMPARE_ERROR_MAX. Release with
 * compare_free() in either case.
 */
int compare_make(struct compare *, const struct compare_order *, char *error);
void compare_free(struct compare *);

enum compare_status compare_status(const struct compare *);

/* "verdicts, paired inside blocks", ...: for tables and files. */
const char *compare_claim_name(enum compare_claim);

/* The result in words and tables; as one JSON object. 0 or -ENOMEM. */
int compare_text(const struct compare *, FILE *);
int compare_json(const struct compare *, FILE *);

/*
 * What differs between the manifests of `sides`, which are set: fills in the
 * rest. 0 or -ENOMEM. To be freed in either case.
 */
int compare_manifests(struct compare_differences *);
void compare_manifests_free(struct compare_differences *);

/* For compare*.c. 0 or -ENOMEM. */
int compare_find_cells(struct compare *);
int compare_judge(struct compare *); /* fills in what is said of the cells */

/* The cell of a run; NULL: it has none. */
const struct report_cell *compare_cell_in(const struct report_source *,
                                          const struct compare_cell *,
                                          const struct report_point **);

/* What is said of a cell by this rule. */
struct verdict_rule compare_rule(const struct compare *, enum measure);

#endif
