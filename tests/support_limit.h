/*
 * support_limit - a process that gets a third of a CPU: by a control group
 * where one can be made (Linux, root), else by two others that compete with
 * it on its CPU.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_LIMIT_H
#define MUXBENCH_TESTS_SUPPORT_LIMIT_H

/* Make ready for a process that is bound to `cpu`. 0 or -errno. */
int limit_begin(int cpu);

/* This process is the one. 0 or -errno. */
int limit_server(int pid);

void limit_end(void);

#endif
