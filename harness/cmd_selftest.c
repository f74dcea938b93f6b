/*
 * muxbench selftest: does the suite itself tell the truth?
 */
#include "cmd_selftest.h"

#include <stdio.h>
#include <string.h>

#include "backend.h"
#include "cmd.h"
#include "suggest.h"

/* Set by a signal: the test is to end. */
static volatile sig_atomic_t stop;

static int help(void)
{
    fputs("usage: muxbench selftest aa [OPTION...]\n"
          "       muxbench selftest truth [OPTION...] [BACKEND...]\n"
          "       muxbench selftest TEST --help\n"
          "\n"
          "Test the suite itself, on this machine.\n"
          "\n"
          "tests:\n"
          "  aa     how often is a difference found where there is none\n"
          "  truth  does each backend recover the percentiles of delays that\n"
          "         are known\n",
          stdout);
    return 0;
}

static void on_signal(int signal)
{
    (void)signal;
    stop = 1;
}

const volatile sig_atomic_t *selftest_stop(void)
{
    /* Without SA_RESTART, so that a wait ends. */
    struct sigaction action = {.sa_handler = on_signal};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &stop;
}

const struct backend *selftest_backend(const char *command, const char *name)
{
    const struct backend *b = backend_find(name);
    const char *names[256], *near, *why;
    size_t count;
    const struct backend *const *all = backend_all(&count);

    for (size_t i = 0; i < count && i < 256; i++)
        names[i] = all[i]->name;
    near = suggest(name, names, count);
    if (!b)
        die(EXIT_USAGE, "%s: unknown backend '%s'%s%s%s", command, name,
            near ? "; did you mean '" : "; `muxbench list` shows them",
            near ? near : "", near ? "'?" : "");
    why = b->unusable();
    if (why)
        die(EXIT_USAGE, "%s: backend '%s' cannot run here: %s", command, name,
            why);
    if (b->family == FAMILY_CONTROL)
        die(EXIT_USAGE, "%s: '%s' does no IO: there is nothing to recover",
            command, name);
    return b;
}

int cmd_selftest(int argc, char **argv)
{
    static const char *const names[] = {"aa", "truth"};
    const char *near;

    if (argc < 2)
        die(EXIT_USAGE, "selftest: which one? aa or truth; see muxbench "
                        "selftest --help");
    if (strcmp(argv[1], "--help") == 0)
        return help();
    if (strcmp(argv[1], "aa") == 0)
        return selftest_aa(argc - 1, argv + 1);
    if (strcmp(argv[1], "truth") == 0)
        return selftest_truth(argc - 1, argv + 1);
    near = suggest(argv[1], names, 2);
    die(EXIT_USAGE, "selftest: unknown test '%s'%s%s%s", argv[1],
        near ? "; did you mean '" : "; there are aa and truth",
        near ? near : "", near ? "'?" : "");
}
