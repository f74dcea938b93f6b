/*
 * cmd_selftest - the two tests that the suite makes of itself; argv[0] is
 * their own name. For cmd_selftest*.c.
 */
#ifndef MUXBENCH_CMD_SELFTEST_H
#define MUXBENCH_CMD_SELFTEST_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

struct backend;

int selftest_aa(int argc, char **argv);
int selftest_truth(int argc, char **argv);

/* A backend that can run here and does IO; dies when there is none. `command`
 * is named in messages. */
const struct backend *selftest_backend(const char *command, const char *name);

/* Becomes true by SIGINT or SIGTERM, from this call on. */
const volatile sig_atomic_t *selftest_stop(void);

#endif
