/*
 * report_steady - did the rate hold through the window, or was there a
 * warm-up left in it, or a drift?
 *
 * A round's window has twenty parts. Two figures are taken from them, each as
 * a share of the round's own mean, and treated as the round's values.
 */
#ifndef MUXBENCH_REPORT_STEADY_H
#define MUXBENCH_REPORT_STEADY_H

#include <stdint.h>

#include "record.h"

struct report_cell;

/*
 * *slope: how much the rate rises from the window's start to its end, by the
 * straight line that fits best; *first: how far its first tenth lies above the
 * rest. 0.02 is 2 %. False: nothing ended in the window, or in the rest of it.
 */
bool report_steady_round(const struct record_bins *, double *slope,
                         double *first);

/* Estimate both over the rounds of the cell; `unsteady` when one of them is
 * shown to be off by more than 2 %: its whole interval lies beyond. */
void report_steady_cell(struct report_cell *);

#endif
