/*
 * run_saturation - what the reference serves in a closed loop, where rates are
 * shares of it.
 *
 * Found once, with the placement that was chosen and before the first block,
 * so that all rows have the same rates; a run that is gone on with has them
 * from its manifest. The rounds are no part of the run: they count as the
 * pilot's, in every profile.
 */
#ifndef MUXBENCH_RUN_SATURATION_H
#define MUXBENCH_RUN_SATURATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run;
struct scenario;

/* Some point still lacks its rate. */
bool run_saturation_due(const struct run *);

/* About how long it will take to find them. ns */
uint64_t run_saturation_expected(const struct run *);

/* Set the rates of all such points. 0; -EINTR; -EINVAL with a line in `error`,
 * which has room for RUN_ERROR_MAX: the reference does not serve this load. */
int run_saturate(struct run *, char *error);

/* What the rates of this scenario are shares of, as far as it is known; "":
 * they are numbers. */
#define RUN_SATURATION_TEXT_MAX 512
void run_saturation_words(const struct run *, const struct scenario *,
                          char text[RUN_SATURATION_TEXT_MAX]);

#endif
