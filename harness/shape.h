/*
 * shape - what the code of a row looks like, in numbers.
 *
 * The table is made from the sources when the program is built
 * (scripts/shapes, which says how each is counted); docs/shapes.md shows the
 * same numbers beside the code.
 */
#ifndef MUXBENCH_SHAPE_H
#define MUXBENCH_SHAPE_H

#include <stdbool.h>

struct shape {
    const char *name;  /* of the row */
    int lines, shared; /* of its own file; of those it stands on in backends/ */
    int functions;     /* that tell the story */
    int states;        /* how often these name one */
    int waits;         /* places where it waits; -1: none is known */
    int fields;        /* kept from one wait to the next; -1: no struct is */
    bool everywhere;   /* no system is known where it could not run */
};

/* NULL: there is no row of this name. */
const struct shape *shape_find(const char *name);

#endif
