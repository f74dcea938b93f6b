/*
 * report_validity - the verdict on each cell of a point, from its records and
 * what the manifest tells of its load. The rules are in validity.h.
 */
#ifndef MUXBENCH_REPORT_VALIDITY_H
#define MUXBENCH_REPORT_VALIDITY_H

#include "lines.h"
#include "report_summary.h"

/* Before any number is worked out: is the cell INVALID for its rounds? Fills
 * in `judged`, `validity`, `left_out` and, where it is, `missing`. */
void report_validity_rounds(struct report_cell *);

/* When the numbers are there: the whole verdict, and `server_bound`. 0 or
 * -ENOMEM. */
int report_validity_point(struct report_point *,
                          const struct report_manifest *);

bool report_is_suspect(const struct report_cell *);

/*
 * What stands behind its name: " (suspect)", " (overloaded)", both, or "". A
 * row is overloaded when it could not keep up with the rate, or carried less
 * than VALIDITY_CARRIED: what a request costs it then is the cost at another
 * load than that of the others, by which it is not ranked.
 */
const char *report_suspicion(const struct report_cell *);

/* "SUSPECT: epoll, libev: the server's listen queue ...": a line for each
 * reason at a point that makes a cell SUSPECT or INVALID. */
void report_validity_lines(const struct report_point *, struct lines *);

/* The findings of a cell joined by "; ": those that make it what it is, or,
 * with `notes`, the others. */
#define REPORT_REASONS_MAX (VALIDITY_FINDINGS * (VALIDITY_TEXT + 2))
void report_validity_reasons(const struct report_cell *, bool notes,
                             char text[REPORT_REASONS_MAX]);

#endif
