/*
 * report_answer - what a run answers to somebody who has to choose: for each
 * goal (goal.h) the rows that may be the best, and what this does not tell.
 *
 * Every sentence follows from verdicts (winners.h), or from what the manifest
 * notes of the rows' code. What cannot be ranked comes first, with its reason.
 */
#ifndef MUXBENCH_REPORT_ANSWER_H
#define MUXBENCH_REPORT_ANSWER_H

#include "goal.h"
#include "lines.h"
#include "report_summary.h"
#include "table.h"
#include "winners.h"

/* Why nothing is ranked and where: a line for each reason. */
void report_answer_refused(const struct report_summary *, struct lines *);

/* What may be said of a goal, and what that does not tell. */
void report_answer_goal(const struct report_summary *, enum goal,
                        struct lines *);

/* "epoll, libev, practically equal": what is said of one point. */
#define REPORT_ANSWER_SET_MAX 1024
void report_answer_set(const struct winners *,
                       char text[REPORT_ANSWER_SET_MAX]);

/* The row is one to choose: it ran, and is neither a control nor emulated. */
bool report_answer_takes(const struct manifest_backend *);

/* Of the two goals that the sources decide: report_answer_goal() without its
 * last line. False: the manifest has nothing of it. */
bool report_answer_code(const struct report_manifest *, enum goal,
                        struct lines *);

/*
 * The winners by connections, idle share and size of the answers: a line for
 * each point, a column for each goal that was measured. `open` stands before
 * what is undecided, not ranked or not measured. To be freed; NULL: no memory.
 */
struct table *report_answer_table(const struct report_summary *,
                                  const char *open);

struct page;

/* All of it as the first section of a page. */
void report_answer_page(struct page *, const struct report_summary *);

/* The same without the table, as text in lines of `width` columns at most; 0:
 * of any length. 0 or -ENOMEM. */
int report_answer_text(const struct report_summary *, int width, FILE *);

/* The same for programs, as in summary.json; NULL: no memory. */
json_t *report_answer_json(const struct report_summary *);

/* Parts of it: where a point lies, its winners, what is said of a goal. */
json_t *report_answer_point_json(const struct report_point *);
json_t *report_answer_winners_json(const struct winners *);
json_t *report_answer_said_json(const struct report_summary *, enum goal);

#endif
