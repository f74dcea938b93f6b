/*
 * muxbench: one binary, one file a subcommand.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "suggest.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *about;
} commands[] = {
    {"list", cmd_list, "show the backends and scenarios there are"},
    {"scenarios", cmd_scenarios, "say in words what a scenario does"},
    {"fetch", cmd_fetch, "fetch URLs at once, or load one URL"},
    {"serve", cmd_serve, "run the local HTTP server"},
    {"check", cmd_check, "hold the backends to one behaviour"},
    {"run", cmd_run, "measure backends in scenarios, write a record"},
    {"report", cmd_report, "make charts and report of a record again"},
    {"show", cmd_show, "show a record on the terminal"},
    {"advise", cmd_advise, "say which backends a record speaks for"},
    {"compare", cmd_compare,
     "compare two builds, by runs or in the same blocks"},
    {"selftest", cmd_selftest, "test the suite itself"},
    {"doctor", cmd_doctor, "tell what is unsuitable about this machine"},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

noreturn void die(int status, const char *format, ...)
{
    va_list values;

    /* What was printed before comes first, also when both go to one file. */
    fflush(stdout);
    fputs("muxbench: ", stderr);
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
    exit(status);
}

static int help(FILE *file)
{
    fputs("usage: muxbench COMMAND [OPTION...]\n"
          "       muxbench COMMAND --help\n"
          "\n"
          "Compare IO models: one concurrent fetch over each of them, "
          "measured.\n"
          "\n"
          "commands:\n",
          file);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(file, "  %-9s %s\n", commands[i].name, commands[i].about);
    fputs("\n"
          "options:\n"
          "  --help     show this text\n"
          "  --version  show the version\n",
          file);
    return file == stdout ? 0 : EXIT_USAGE;
}

static noreturn void unknown(const char *name)
{
    const char *names[COMMANDS];
    const char *near;
    char all[320] = "";

    for (size_t i = 0; i < COMMANDS; i++) {
        names[i] = commands[i].name;
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s",
                 i == 0 ? "" : ", ", names[i]);
    }
    near = suggest(name, names, COMMANDS);
    if (near != NULL)
        die(EXIT_USAGE, "unknown command '%s'; did you mean '%s'?", name, near);
    die(EXIT_USAGE, "unknown command '%s'; there are %s", name, all);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return help(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0)
        return help(stdout);
    if (strcmp(argv[1], "--version") == 0) {
        puts("muxbench " MUXBENCH_VERSION);
        return 0;
    }
    /* Of use to `compare --live` alone: not in the list. */
    if (strcmp(argv[1], "client") == 0)
        return cmd_client(argc - 1, argv + 1);
    for (int i = 0; i < COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    }
    unknown(argv[1]);
}
