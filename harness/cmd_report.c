/*
 * muxbench report: charts and report of a run again, from its records.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "cmd_report.h"
#include "report.h"
#include "report_runs.h"

static void help_chart(void)
{
    fputs("options of one chart:\n"
          "  --chart NAME     draw this chart alone; `list` names those there "
          "are\n"
          "  --format FORMAT  svg, png or pdf (svg)\n"
          "  --size WxH       pixels, 200 to 8000 a side; a PDF has 96 an "
          "inch\n"
          "                   (800x500; png: 1600x1000)\n"
          "  --theme THEME    light, dark or print, which needs no colour "
          "(light)\n"
          "  --only A,...     these backends (all)\n"
          "  --title TEXT     (what the chart shows)\n"
          "  --output FILE    FILE ends in .svg, .png or .pdf "
          "(./NAME.FORMAT);\n"
          "                   the numbers, FILE's .dat, and gnuplot's .gp are "
          "written\n"
          "                   beside it\n"
          "\n",
          stdout);
}

static int help(void)
{
    fputs("usage: muxbench report [--no-charts] DIR\n"
          "       muxbench report --chart NAME [OPTION...] DIR\n"
          "       muxbench report [--no-charts] [--output OUT] DIR DIR...\n"
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
          "(when latency was measured) and charts/. With --chart nothing is "
          "written\n"
          "into DIR: one chart is drawn, for slides and papers.\n"
          "\n"
          "Several runs, up to 6, of machines, kernels or versions stand side "
          "by side in\n"
          "OUT/report.html, OUT/report.md and OUT/charts/ (OUT: side-by-side): "
          "what\n"
          "differs between them, and ratios to a row that all have. Speeds of "
          "different\n"
          "machines are not compared.\n"
          "\n"
          "options:\n"
          "  --no-charts      leave out the charts; gnuplot is not needed "
          "then\n"
          "  --output OUT     of several runs: the directory of their "
          "report\n"
          "  --help           show this text\n",
          stdout);
    help_chart();
    fputs("examples:\n"
          "  muxbench report results/20260203T102030Z-1a2b3c4\n"
          "  muxbench report --chart list results/20260203T102030Z-1a2b3c4\n"
          "  muxbench report --chart keepalive-throughput --theme dark \\\n"
          "      --only epoll,libuv --size 1280x720 --output slide.png \\\n"
          "      results/20260203T102030Z-1a2b3c4\n"
          "  muxbench report --output kernels results/on-5.15 "
          "results/on-6.12\n",
          stdout);
    return 0;
}

/* Above the letters, for cmd_option(); in the order of the table. */
enum {
    OPTION_CHART = 256,
    OPTION_FORMAT, /* of use with --chart only, up to --title */
    OPTION_SIZE,
    OPTION_THEME,
    OPTION_ONLY,
    OPTION_TITLE,
    OPTION_OUTPUT,
    OPTION_NO_CHARTS,
    OPTION_HELP
};

static const struct option options[] = {
    {"chart", required_argument, NULL, OPTION_CHART},
    {"format", required_argument, NULL, OPTION_FORMAT},
    {"size", required_argument, NULL, OPTION_SIZE},
    {"theme", required_argument, NULL, OPTION_THEME},
    {"only", required_argument, NULL, OPTION_ONLY},
    {"title", required_argument, NULL, OPTION_TITLE},
    {"output", required_argument, NULL, OPTION_OUTPUT},
    {"no-charts", no_argument, NULL, OPTION_NO_CHARTS},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static void set_option(struct report_request *r, int option)
{
    switch (option) {
    case OPTION_CHART:
        r->figure.chart = optarg;
        break;
    case OPTION_FORMAT:
        r->format = optarg;
        break;
    case OPTION_SIZE:
        r->size = optarg;
        break;
    case OPTION_THEME:
        r->theme = optarg;
        break;
    case OPTION_ONLY:
        r->only_list = optarg;
        break;
    case OPTION_TITLE:
        r->figure.look.title = optarg;
        break;
    case OPTION_OUTPUT:
        r->output = optarg;
        break;
    case OPTION_NO_CHARTS:
        r->no_charts = true;
        break;
    case OPTION_HELP:
        exit(help());
    }
}

static void check_options(const struct report_request *r, int used_alone,
                          int dirs)
{
    bool alone = used_alone != OPTION_OUTPUT || dirs < 2;

    if (dirs < 1 || dirs > REPORT_RUNS_MAX)
        die(EXIT_USAGE,
            "report: one directory is wanted, or up to %d, not %d; see "
            "muxbench report --help",
            REPORT_RUNS_MAX, dirs);
    if (used_alone != 0 && r->figure.chart == NULL && alone)
        die(EXIT_USAGE, "report: --%s is of use with --chart only",
            options[used_alone - OPTION_CHART].name);
    if (dirs > 1 && r->figure.chart != NULL)
        die(EXIT_USAGE, "report: --chart takes one directory, not %d", dirs);
    if (r->no_charts && r->figure.chart != NULL)
        die(EXIT_USAGE, "report: --no-charts and --chart exclude each other");
}

static int report_run(const struct report_request *request, const char *dir)
{
    const struct report_options report = {
        .no_charts = request->no_charts, .table = stdout, .warnings = stderr};
    char error[512] = "";

    if (report_make(dir, &report, error, sizeof error) != 0)
        die(EXIT_FAILED, "report: %s", error);
    printf("report: %s/report.html\n", dir);
    return 0;
}

static int report_several(const struct report_request *r, char **dirs,
                          int count)
{
    const struct report_runs_order order = {
        .dirs = (const char *const *)dirs,
        .count = (size_t)count,
        .out = r->output == NULL ? "side-by-side" : r->output,
        .no_charts = r->no_charts,
        .warnings = stderr};
    char error[1024] = "";
    int result;

    for (int i = 0; i < count; i++)
        for (int k = 0; k < i; k++)
            if (strcmp(dirs[i], dirs[k]) == 0)
                die(EXIT_USAGE, "report: '%s' is given twice", dirs[i]);
    result = report_runs_make(&order, error, sizeof error);
    if (result != 0)
        die(result == -EINVAL ? (int)EXIT_USAGE : (int)EXIT_FAILED,
            "report: %s", error);
    printf("report: %s/report.html\n", order.out);
    return 0;
}

int cmd_report(int argc, char **argv)
{
    struct report_request request = {.format = NULL};
    int option, used_alone = 0, dirs;

    while ((option = cmd_option(argc, argv, ":", options)) != -1) {
        set_option(&request, option);
        /* The one that is wanted by several runs, too, comes last. */
        if (option >= OPTION_FORMAT && option <= OPTION_OUTPUT &&
            (used_alone == 0 || option < used_alone))
            used_alone = option;
    }
    dirs = argc - optind;
    check_options(&request, used_alone, dirs);
    if (dirs > 1)
        return report_several(&request, argv + optind, dirs);
    return request.figure.chart == NULL ? report_run(&request, argv[optind])
                                        : report_chart(&request, argv[optind]);
}
