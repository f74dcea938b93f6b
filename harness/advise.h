/*
 * advise - what runs answer to one question: so many connections, such a
 * share of them idle, answers of such a size, so many cores.
 *
 * Nothing is computed for loads that were not measured. A question is answered
 * by the cells that lie at it, by near ones (no axis off by more than a factor
 * of two), or by two of one scenario that have it between them; else it lies
 * outside of what was measured. Of several runs one answers each goal: cells of
 * two are never compared.
 */
#ifndef MUXBENCH_ADVISE_H
#define MUXBENCH_ADVISE_H

#include <jansson.h>
#include <stdio.h>

#include "axes.h"
#include "goal.h"
#include "report_source.h"
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
    const struct report_source *source; /* whose cells they are */
};

/* A question, and who is asked. */
struct advise_order {
    const struct report_source *sources; /* runs, one at least */
    size_t source_count;
    struct axes question; /* its size is a number */
    enum goal goal;       /* GOAL_COUNT: every one */
};

/*
 * What the run says to a goal that is measured which says most: one that ranks
 * rows before one that does not, then the one with the better fit, then the
 * first. 0 or -ENOMEM; to be freed in either case.
 */
int advise(struct advice *, const struct advise_order *, enum goal);
void advise_free(struct advice *);

/* The cell has an answer; how many of them have. */
bool advise_ranked(const struct advise_cell *);
size_t advise_count_ranked(const struct advice *);

/* The row is in the set of each ranked cell. */
bool advise_always(const struct advice *, const char *backend);

/* A command that measures the load in question. */
#define ADVISE_COMMAND_MAX 160
void advise_command(const struct axes *question, enum goal,
                    char command[ADVISE_COMMAND_MAX]);

/* "exact", "near", "between", "outside". */
const char *advise_fit_name(enum advise_fit);

/* The run with the most rows whose code was counted; of several the first. */
const struct report_source *advise_counted(const struct advise_order *);

/* What is said: the question, where the answer is from, and for each goal the
 * answer, the cells it rests on and what it does not tell; in lines of `width`
 * columns. 0 or -ENOMEM. */
int advise_text(const struct advise_order *, int width, FILE *);
int advise_json(const struct advise_order *, FILE *);

#endif
