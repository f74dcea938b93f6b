/*
 * A signal that asks a command to end: the round under way is given up, what
 * was recorded stays.
 */
#include <stddef.h>

#include "cmd.h"

static volatile sig_atomic_t stop;

const volatile sig_atomic_t *cmd_stop(void)
{
    return &stop;
}

static void on_signal(int signal)
{
    (void)signal;
    stop = 1;
}

/* Without SA_RESTART, so that a wait ends. */
void cmd_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal}, before;

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    /* nohup(1) has it ignored. */
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
}
