/*
 * muxbench show: a run for the terminal.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>

#include "cmd.h"
#include "progress.h"
#include "report_export.h"
#include "report_source.h"
#include "show.h"
#include "terminal.h"

static int help(void)
{
    fputs("usage: muxbench show [--json] DIR\n"
          "\n"
          "Show a run that `muxbench run` has written: the answer for each "
          "goal, and for\n"
          "each point a table with a bar in each row, and what may be said of "
          "it. Nothing\n"
          "is measured and nothing is written.\n"
          "\n"
          "Tables and lines fit the terminal, or COLUMNS where that is set; "
          "bars start at\n"
          "0. There is colour on a terminal unless NO_COLOR is set.\n"
          "\n"
          "options:\n"
          "  --json  the numbers as one JSON object, that of summary.json\n"
          "  --help  show this text\n"
          "\n"
          "examples:\n"
          "  muxbench show results/20260203T102030Z-1a2b3c4\n"
          "  muxbench show --json results/20260203T102030Z-1a2b3c4 |\n"
          "      jq '.answer.decisions[]'\n",
          stdout);
    return 0;
}

static int print(const struct report_source *source, bool json)
{
    struct show_style style = {terminal_width(stdout),
                               progress_has_colour(stdout)};

    return json ? report_export_summary(&source->summary, stdout)
                : show_print(&source->summary, &style, stdout);
}

int cmd_show(int argc, char **argv)
{
    enum { JSON = 256, HELP };
    static const struct option options[] = {
        {"json", no_argument, NULL, JSON},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    struct report_source source;
    char error[512] = "";
    bool json = false;
    int option, result;

    while ((option = cmd_option(argc, argv, ":", options)) != -1) {
        if (option == HELP)
            return help();
        json = true;
    }
    if (optind != argc - 1)
        die(EXIT_USAGE,
            "show: one directory is wanted, not %d; see muxbench show --help",
            argc - optind);
    result = report_source_open(&source, argv[optind], error, sizeof error);
    if (result < 0)
        die(result == -ENOMEM ? EXIT_FAILED : EXIT_USAGE, "show: %s", error);
    result = print(&source, json);
    report_source_close(&source);
    if (result < 0 || fflush(stdout) != 0)
        die(EXIT_FAILED, "show: the run cannot be written to stdout");
    return 0;
}
