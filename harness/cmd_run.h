/*
 * cmd_run - what the files of `muxbench run` share.
 */
#ifndef MUXBENCH_CMD_RUN_H
#define MUXBENCH_CMD_RUN_H

/* Print the help text; the exit status. */
int cmd_run_help(void);

#endif
