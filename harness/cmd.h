/*
 * cmd - the subcommands of the program.
 *
 * Each has its own file, cmd_NAME.c, takes the arguments from its own name
 * on (argv[0] is "run"), and returns the exit status: 0 done, 1 it did not
 * work, 2 wrong usage.
 */
#ifndef MUXBENCH_CMD_H
#define MUXBENCH_CMD_H

#include <signal.h>
#include <stdint.h>
#include <stdnoreturn.h>

enum {
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_INTERRUPTED = 130 /* as the shell reports an end by SIGINT */
};

int cmd_list(int argc, char **argv);
int cmd_fetch(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_selftest(int argc, char **argv);
int cmd_scenarios(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_advise(int argc, char **argv);
int cmd_client(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_doctor(int argc, char **argv);

/* Lets the compiler compare a format with its values. */
#if defined(__GNUC__)
#define CMD_PRINTF(at, values) __attribute__((format(printf, at, values)))
#else
#define CMD_PRINTF(at, values)
#endif

/*
 * Print "muxbench: MESSAGE" as one line to stderr and exit. For main.c and
 * cmd_*.c only: everything else returns its errors.
 */
noreturn void die(int status, const char *format, ...) CMD_PRINTF(2, 3);

/* Becomes true by SIGINT, SIGTERM or SIGHUP once they are caught. */
const volatile sig_atomic_t *cmd_stop(void);
void cmd_catch_signals(void);

struct option; /* <getopt.h> */

/*
 * The next option, like getopt_long(3), -1 at the end. Dies, naming the
 * command (argv[0]), at an unknown option, with the nearest one, and at one
 * whose value is missing or not wanted. `letters` begins with ':'; the long
 * options end with an entry of zeros.
 */
int cmd_option(int argc, char **argv, const char *letters,
               const struct option *options);

/* The option's whole number from `low` to `high`; dies at anything else. */
uint64_t cmd_count(const char *command, const char *option, const char *text,
                   uint64_t low, uint64_t high);

/* The value of --seed, decimal or hexadecimal with 0x; dies at anything else.
 */
uint64_t cmd_seed(const char *command, const char *text);

#endif
