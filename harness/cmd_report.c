/*
 * muxbench report: charts and report of a run again, from its records.
 */
#include <getopt.h>
#include <stdio.h>

#include "cmd.h"
#include "report.h"

static int help(void)
{
    fputs("usage: muxbench report [--no-charts] DIR\n"
          "\n"
          "Make charts and report of a run again from its records: "
          "DIR/manifest.json and\n"
          "DIR/rounds.jsonl. Nothing is measured; the same records give the "
          "same bytes.\n"
          "\n"
          "Written into DIR: report.html, report.md, summary.json, "
          "rounds.csv,\n"
          "gobench.txt, hyperfine.json (when commands were timed), "
          "latency.hlog, hgrm/\n"
          "(when latency was measured) and charts/.\n"
          "\n"
          "options:\n"
          "  --no-charts  leave out the charts; gnuplot is not needed then\n"
          "  --help       show this text\n"
          "\n"
          "examples:\n"
          "  muxbench report results/20260203T102030Z-1a2b3c4\n"
          "  muxbench report --no-charts results/20260203T102030Z-1a2b3c4\n",
          stdout);
    return 0;
}

int cmd_report(int argc, char **argv)
{
    enum { NO_CHARTS = 256, HELP };
    static const struct option options[] = {
        {"no-charts", no_argument, NULL, NO_CHARTS},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    struct report_options report = {.table = stdout, .warnings = stderr};
    char error[512] = "";
    int option;

    while ((option = cmd_option(argc, argv, ":", options)) != -1) {
        if (option == HELP)
            return help();
        report.no_charts = true;
    }
    if (optind != argc - 1)
        die(EXIT_USAGE,
            "report: one directory is wanted, not %d; see muxbench report "
            "--help",
            argc - optind);
    if (report_make(argv[optind], &report, error, sizeof error) != 0)
        die(EXIT_FAILED, "report: %s", error);
    printf("report: %s/report.html\n", argv[optind]);
    return 0;
}
