/*
 * cmd_compare - what the two forms of `muxbench compare` have in common.
 */
#ifndef MUXBENCH_CMD_COMPARE_H
#define MUXBENCH_CMD_COMPARE_H

#include <stdbool.h>

#include "compare.h"
#include "live.h"

#define COMPARE_BACKENDS_MAX 64

struct compare_options {
    struct compare_order order;
    const char *dirs[2][COMPARE_RUNS_MAX + 1];
    bool json;

    bool live, dry_run;
    bool has_seed;
    const char *only_live; /* an option that was given and is of use there
                              alone; NULL: none */
    struct live_order live_order;
    const char *backends[COMPARE_BACKENDS_MAX];
};

/* Compare the directories, print, return the exit status. */
int compare_print(const struct compare_options *);

/* Measure two binaries, then the same. */
int compare_live(struct compare_options *);

#endif
