/*
 * report_words - the sentences of a report about its results. Every one of
 * them follows from a verdict or from a count; none is written anywhere else.
 *
 * Where nothing is ranked the reason comes first. If that is only for want of
 * blocks, what lies beyond the noise floor is named as an indication: the
 * whole interval of a ratio to the reference lies farther from 1 than the
 * reference's ratio to itself does.
 */
#ifndef MUXBENCH_REPORT_WORDS_H
#define MUXBENCH_REPORT_WORDS_H

#include "lines.h"
#include "report_family.h"
#include "report_summary.h"

/* What the words of the verdicts mean. */
void report_words_terms(const struct report_summary *, struct lines *);

/* What is said of a point in one measure, in a line; none: there are no
 * numbers. `named`: the line begins with the point's name. */
void report_words_measure(const struct report_point *, enum measure, bool named,
                          struct lines *);

/* All of that, a line a measure, without names. */
void report_words_point(const struct report_point *, struct lines *);

/* All that is said of a scenario. */
void report_words_scenario(const struct report_summary *,
                           const struct manifest_scenario *, struct lines *);

/*
 * What a chart shows, for those who do not see it: what is said of the point in
 * this measure, "conns=64, requests/s: none is shown better than epoll. ...".
 * To be freed; NULL: no memory.
 */
char *report_words_finding(const struct report_point *, enum measure);

/* The same of several points of a scenario, the last one first: it has the
 * most connections, or the highest rate. */
char *report_words_findings(const struct report_point *, size_t count,
                            enum measure);

#endif
