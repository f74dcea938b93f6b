/*
 * advise - what a run answers to one question: so many connections, such a
 * share of them idle, answers of such a size, so many cores.
 *
 * Nothing is computed for loads that were not measured. A question is answered
 * by the cells that lie at it, by near ones (no axis off by more than a factor
 * of two), or by two of one scenario that have it between them; else it lies
 * outside of what was measured.
 */
#ifndef MUXBENCH_ADVISE_H
#define MUXBENCH_ADVISE_H

#include <jansson.h>
#include <stdio.h>

#include "axes.h"
#include "goal.h"
#include "winners.h"

enum advise_fit {
    ADVISE_OUTSIDE,
    ADVISE_BETWEEN, /* connections; as to the other axes it is near */
    ADVISE_NEAR,
    ADVISE_EXACT
};

struct advise_cell {
    const struct report_point *point;
    struct axes axes;
    struct winners winners;
    enum advise_fit fit;
};

/* To one goal. */
struct advice {
    enum goal goal;
    enum advise_fit fit;       /* the best of a cell */
    struct advise_cell *cells; /* those of each scenario that fit best; the
                                  nearest one when all are outside */
    size_t count;              /* 0: the goal was not measured at all */
};

/* 0 or -ENOMEM. `axes` is the question, whose size is a number. */
int advise(struct advice *, const struct report_summary *,
           const struct axes *question, enum goal);
void advise_free(struct advice *);

/* The cell has an answer. */
bool advise_ranked(const struct advise_cell *);

/* The row is in the set of each ranked cell. */
bool advise_always(const struct advice *, const char *backend);

/* A command that measures the load in question. */
#define ADVISE_COMMAND_MAX 160
void advise_command(const struct axes *question, enum goal,
                    char command[ADVISE_COMMAND_MAX]);

/* "exact", "near", "between", "outside". */
const char *advise_fit_name(enum advise_fit);

struct advise_order {
    const char *dir; /* of the run */
    const struct report_summary *summary;
    struct axes question;
    enum goal goal; /* GOAL_COUNT: every one */
};

/* What is said: the question, where the answer is from, and for each goal the
 * answer, the cells it rests on and what it does not tell; in lines of `width`
 * columns. 0 or -ENOMEM. */
int advise_text(const struct advise_order *, int width, FILE *);
int advise_json(const struct advise_order *, FILE *);

#endif
