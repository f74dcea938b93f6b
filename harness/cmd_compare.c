/*
 * muxbench compare: two builds, by their runs.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "cmd_compare.h"
#include "parse.h"
#include "suggest.h"

static void help_options(void)
{
    fputs(
        "options:\n"
        "  --threshold P    smallest difference that matters, in per cent\n"
        "                   (3 for requests/s, CPU and makespan, 5 for p50\n"
        "                   and memory, 10 for p99, 20 for p99.9)\n"
        "  --measures M,... these only: requests_per_s, p50_ns, p99_ns,\n"
        "                   p999_ns, the same of response and reaction as\n"
        "                   response_p50_ns, cpu_ns_per_request, makespan_ns,\n"
        "                   cpu_ns_per_run, memory_bytes_per_connection (all\n"
        "                   that rows are compared in)\n"
        "  --json           print one JSON object\n"
        "  --help           show this text\n"
        "with --live:\n"
        "  --backends A,... these only (every one that both builds can run)\n"
        "  --blocks N       1 to 60 (those of the profile, and as many as all\n"
        "                   comparisons together take)\n"
        "  --profile NAME   quick or standard, as of `muxbench run`\n"
        "                   (standard)\n"
        "  --placement MODE split, shared or none, as of `muxbench run`\n"
        "  --seed N         decides the order of the blocks; decimal, or\n"
        "                   hexadecimal with 0x (from the clock)\n"
        "  --out DIR        records, DIR/a and DIR/b (results/TIME-live)\n"
        "  --dry-run        print the plan and end\n"
        "\n",
        stdout);
}

static int help(void)
{
    fputs(
        "usage: muxbench compare [OPTION...] A[,A2,...] B[,B2,...]\n"
        "       muxbench compare --live [OPTION...] BINARY_A BINARY_B\n"
        "                        [SCENARIO...]\n"
        "\n"
        "Compare runs of two builds, or of two states of a machine, by their\n"
        "records. A and B are directories that `muxbench run` has written;\n"
        "several of one side have commas between them. First comes what\n"
        "differs between them besides the numbers. What may be said then:\n"
        "\n"
        "  three runs or more of each, one machine: verdicts, by runs\n"
        "  fewer runs, one machine: an indication; it decides nothing\n"
        "  different machines: ratios to the reference and order, no speeds\n"
        "\n"
        "With --live two builds of muxbench are measured now, each backend\n"
        "twice in every block, once as each build has it, against a server\n"
        "of this muxbench: verdicts inside blocks. It is the right way to\n"
        "test a change.\n"
        "\n",
        stdout);
    help_options();
    fputs("The exit status is 0 when there is no regression: everything was\n"
          "shown to be practically equal or better. It is 1 when something is\n"
          "worse, 2 when the command was wrong, 3 when the sides cannot be\n"
          "compared, 4 when it is undecided, as an indication always is.\n"
          "\n"
          "examples:\n"
          "  muxbench compare results/before results/after\n"
          "  muxbench compare --threshold 5 old1,old2,old3 new1,new2,new3\n"
          "  muxbench compare --live ../old/muxbench ./muxbench keepalive \\\n"
          "      --backends epoll,libuv\n",
          stdout);
    return 0;
}

static void set_threshold(struct compare_options *options, const char *text)
{
    char *end;
    double percent = strtod(text, &end);

    if (strspn(text, "0123456789.") != strlen(text) || end == text || *end ||
        !(percent > 0) || percent > 1000)
        die(EXIT_USAGE,
            "compare: --threshold '%s': must be a number of per cent above 0 "
            "and up to 1000, as in 2.5",
            text);
    options->order.threshold = percent / 100;
}

static noreturn void unknown_measure(const char *name)
{
    const char *keys[MEASURE_COUNT], *near;
    char all[256] = "";
    size_t count = 0;

    for (int m = 0; m < MEASURE_COUNT; m++) {
        const struct measure_info *info = measure_info((enum measure)m);

        if (info->delta <= 0)
            continue;
        keys[count++] = info->key;
        snprintf(all + strlen(all), sizeof all - strlen(all), "%s%s",
                 *all ? ", " : "", info->key);
    }
    near = suggest(name, keys, count);
    if (near)
        die(EXIT_USAGE,
            "compare: unknown measure '%s'; did you mean '%s'? (there are: %s)",
            name, near, all);
    die(EXIT_USAGE, "compare: unknown measure '%s' (there are: %s)", name, all);
}

static void set_measure(struct compare_options *options, const char *name)
{
    enum measure m = measure_find(name);

    if (m == MEASURE_COUNT || measure_info(m)->delta <= 0)
        unknown_measure(name);
    options->order.measures[m] = true;
}

static void set_measures(struct compare_options *options, char *list)
{
    char *name;

    while ((name = parse_next(&list)) != NULL)
        set_measure(options, name);
}

static void set_dirs(struct compare_options *options, int side, char *list)
{
    struct compare_order *order = &options->order;
    char *dir;

    order->dirs[side] = options->dirs[side];
    while ((dir = parse_next(&list)) != NULL) {
        if (!*dir)
            die(EXIT_USAGE, "compare: directories with commas between, as in "
                            "old1,old2,old3");
        for (size_t i = 0; i < order->count[side]; i++)
            if (strcmp(options->dirs[side][i], dir) == 0)
                die(EXIT_USAGE,
                    "compare: '%s' is given twice: a run counts once", dir);
        if (order->count[side] == COMPARE_RUNS_MAX)
            die(EXIT_USAGE, "compare: at most %d runs on a side",
                COMPARE_RUNS_MAX);
        options->dirs[side][order->count[side]++] = dir;
    }
}

static void set_backends(struct compare_options *options, char *list)
{
    struct run_order *order = &options->live_order.run;
    char *name;

    order->backends = options->backends;
    while ((name = parse_next(&list)) != NULL) {
        if (!*name || order->backend_count == COMPARE_BACKENDS_MAX)
            die(EXIT_USAGE, "compare: --backends: names with commas between, "
                            "as in epoll,libuv");
        options->backends[order->backend_count++] = name;
    }
}

static enum placement_mode placement_of(const char *word)
{
    for (int m = PLACEMENT_SPLIT; m <= PLACEMENT_AUTO; m++)
        if (strcmp(placement_name((enum placement_mode)m), word) == 0)
            return (enum placement_mode)m;
    die(EXIT_USAGE,
        "compare: --placement '%s' is not one of split, shared, none, auto",
        word);
}

/* Above the letters, for cmd_option(); in the order of the table. */
enum {
    OPTION_THRESHOLD = 256,
    OPTION_MEASURES,
    OPTION_JSON,
    OPTION_LIVE,
    OPTION_BACKENDS, /* of use with --live only, up to --dry-run */
    OPTION_BLOCKS,
    OPTION_PROFILE,
    OPTION_PLACEMENT,
    OPTION_SEED,
    OPTION_OUT,
    OPTION_DRY_RUN,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"threshold", required_argument, NULL, OPTION_THRESHOLD},
    {"measures", required_argument, NULL, OPTION_MEASURES},
    {"json", no_argument, NULL, OPTION_JSON},
    {"live", no_argument, NULL, OPTION_LIVE},
    {"backends", required_argument, NULL, OPTION_BACKENDS},
    {"blocks", required_argument, NULL, OPTION_BLOCKS},
    {"profile", required_argument, NULL, OPTION_PROFILE},
    {"placement", required_argument, NULL, OPTION_PLACEMENT},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"out", required_argument, NULL, OPTION_OUT},
    {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static void set_live(struct compare_options *options, int option)
{
    struct run_order *order = &options->live_order.run;

    options->only_live = long_options[option - OPTION_THRESHOLD].name;
    switch (option) {
    case OPTION_BACKENDS:
        set_backends(options, optarg);
        break;
    case OPTION_BLOCKS:
        order->blocks =
            (int)cmd_count("compare", "--blocks", optarg, 1, STATS_MAX);
        break;
    case OPTION_PROFILE:
        order->profile = optarg;
        break;
    case OPTION_PLACEMENT:
        order->placement = placement_of(optarg);
        break;
    case OPTION_SEED:
        order->seed = cmd_seed("compare", optarg);
        options->has_seed = true;
        break;
    case OPTION_OUT:
        order->out = optarg;
        break;
    case OPTION_DRY_RUN:
        options->dry_run = true;
        break;
    }
}

static void set_option(struct compare_options *options, int option)
{
    switch (option) {
    case OPTION_THRESHOLD:
        set_threshold(options, optarg);
        break;
    case OPTION_MEASURES:
        set_measures(options, optarg);
        break;
    case OPTION_JSON:
        options->json = true;
        break;
    case OPTION_LIVE:
        options->live = true;
        break;
    case OPTION_HELP:
        exit(help());
    default:
        set_live(options, option);
    }
}

/* An error must not look like a regression, so none of them ends with 1. */
int compare_print(const struct compare_options *options)
{
    char error[COMPARE_ERROR_MAX] = "";
    struct compare compare;
    int result = compare_make(&compare, &options->order, error);
    enum compare_status status;

    if (result < 0)
        die(result == -EINVAL ? EXIT_USAGE : (int)COMPARE_IMPOSSIBLE,
            "compare: %s", error);
    result = options->json ? compare_json(&compare, stdout)
                           : compare_text(&compare, stdout);
    if (result < 0 || fflush(stdout) != 0)
        die(COMPARE_IMPOSSIBLE, "compare: the result cannot be written");
    status = compare_status(&compare);
    compare_free(&compare);
    return (int)status;
}

static void read_dirs(struct compare_options *options, int argc, char **argv)
{
    if (options->only_live)
        die(EXIT_USAGE, "compare: --%s is of use with --live only",
            options->only_live);
    if (argc - optind != 2)
        die(EXIT_USAGE,
            "compare: two sides are wanted, A and B, not %d; see muxbench "
            "compare --help",
            argc - optind);
    set_dirs(options, 0, argv[optind]);
    set_dirs(options, 1, argv[optind + 1]);
    for (size_t i = 0; i < options->order.count[0]; i++)
        for (size_t k = 0; k < options->order.count[1]; k++)
            if (strcmp(options->dirs[0][i], options->dirs[1][k]) == 0)
                die(EXIT_USAGE, "compare: '%s' is on both sides",
                    options->dirs[0][i]);
}

static void read_binaries(struct compare_options *options, int argc,
                          char **argv)
{
    struct live_order *order = &options->live_order;

    if (argc - optind < 2)
        die(EXIT_USAGE, "compare: --live: two binaries are wanted, and then "
                        "scenarios; see muxbench compare --help");
    order->binary[0] = argv[optind];
    order->binary[1] = argv[optind + 1];
    order->run.scenarios = (const char *const *)argv + optind + 2;
    order->run.scenario_count = (size_t)(argc - optind - 2);
    order->run.foreign = true;
}

int cmd_compare(int argc, char **argv)
{
    struct compare_options options = {.live_order.run.placement =
                                          PLACEMENT_AUTO};
    int option;

    while ((option = cmd_option(argc, argv, ":", long_options)) != -1)
        set_option(&options, option);
    if (options.live) {
        read_binaries(&options, argc, argv);
        return compare_live(&options);
    }
    read_dirs(&options, argc, argv);
    return compare_print(&options);
}
