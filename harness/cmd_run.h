/*
 * cmd_run - what the files of `muxbench run` share.
 */
#ifndef MUXBENCH_CMD_RUN_H
#define MUXBENCH_CMD_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "run.h"
#include "run_resume.h"

#define CMD_RUN_BACKENDS_MAX 64

struct run_options {
    struct run_order order;
    const char *backends[CMD_RUN_BACKENDS_MAX];
    const char *sets[SCENARIO_KEYS];
    char program[RUN_PATH_MAX];
    bool has_seed, dry_run;
    uint64_t started;     /* when the command was */
    const char *resume;   /* a run's directory; NULL: a new run */
    bool chose;           /* something about the run to be made */
    struct run_resume of; /* what the order points at then */
};

/* Read the command line; dies with what is wrong with it. */
void cmd_run_read_options(struct run_options *, int argc, char **argv);

/* Print the help text; the exit status. */
int cmd_run_help(void);

#endif
