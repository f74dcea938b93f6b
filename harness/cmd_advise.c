/*
 * muxbench advise: what a run answers to a question about one load.
 */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advise.h"
#include "cmd.h"
#include "data.h"
#include "report_source.h"
#include "suggest.h"
#include "terminal.h"

/* As far as scenarios go. */
enum { CONNS_MOST = 65536, CORES_MOST = 256 };
#define SIZE_MOST (UINT64_C(1) << 40)

struct options {
    struct axes question;
    double idle;
    enum goal goal;
    bool json;
};

static int help(void)
{
    fputs(
        "usage: muxbench advise --conns N [OPTION...] [DIR...]\n"
        "\n"
        "Say which backends may be the best for a load: for each goal the "
        "rows\n"
        "that no other one was shown to be better than, by the verdicts of a\n"
        "run, with the cells it rests on and what it does not tell. DIR is a\n"
        "directory that `muxbench run` has written; without it the reference\n"
        "runs that came with muxbench are asked. Of several runs the one that\n"
        "says most answers a goal; their cells are not compared. Nothing is\n"
        "measured.\n"
        "\n"
        "A cell is near when connections, the share that is active and size\n"
        "are within a factor of two of those in question, and cores the same;\n"
        "for memory, when connections are.\n"
        "Where there is none, cells with fewer and with more connections\n"
        "answer. Beyond those the question lies outside of what was measured:\n"
        "that is said, with the command that would measure it.\n"
        "\n"
        "options:\n"
        "  --conns N    connections, idle ones included: 1 to 65536\n"
        "  --idle SHARE of them, that get nothing: 0 up to 1, as 0.99 (0)\n"
        "  --size N     bytes of an answer's body (128)\n"
        "  --cores N    that the client may use: 1 to 256 (1)\n"
        "  --goal GOAL  requests, reaction, cpu, memory, code or everywhere\n"
        "               (all of them)\n"
        "  --json       print one JSON object\n"
        "  --help       show this text\n"
        "\n"
        "examples:\n"
        "  muxbench advise --conns 10000 --idle 0.99 --size 200 --cores 1\n"
        "  muxbench advise --conns 64 --goal cpu "
        "results/20260203T102030Z-1a2b3c4\n",
        stdout);
    return 0;
}

static double share_of(const char *text)
{
    char *end;
    double share = strtod(text, &end);

    if (strspn(text, "0123456789.") != strlen(text) || end == text || *end ||
        !(share >= 0 && share < 1))
        die(EXIT_USAGE,
            "advise: --idle '%s': must be a number from 0 to below 1, as in "
            "0.99",
            text);
    return share;
}

static enum goal goal_of(const char *text)
{
    enum goal goal = goal_find(text);
    const char *keys[GOAL_COUNT], *near;

    if (goal < GOAL_COUNT)
        return goal;
    for (int g = 0; g < GOAL_COUNT; g++)
        keys[g] = goal_info((enum goal)g)->key;
    near = suggest(text, keys, GOAL_COUNT);
    die(EXIT_USAGE,
        "advise: --goal '%s' is not one of requests, reaction, cpu, memory, "
        "code, everywhere%s%s%s",
        text, near ? "; did you mean '" : "", near ? near : "",
        near ? "'?" : "");
}

/* Above the letters, for cmd_option(). */
enum {
    OPTION_CONNS = 256,
    OPTION_IDLE,
    OPTION_SIZE,
    OPTION_CORES,
    OPTION_GOAL,
    OPTION_JSON,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"conns", required_argument, NULL, OPTION_CONNS},
    {"idle", required_argument, NULL, OPTION_IDLE},
    {"size", required_argument, NULL, OPTION_SIZE},
    {"cores", required_argument, NULL, OPTION_CORES},
    {"goal", required_argument, NULL, OPTION_GOAL},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static uint64_t count_of(const char *option, uint64_t low, uint64_t high)
{
    return cmd_count("advise", option, optarg, low, high);
}

static void set_option(struct options *options, int option)
{
    struct axes *q = &options->question;

    switch (option) {
    case OPTION_CONNS:
        q->connections = count_of("--conns", 1, CONNS_MOST);
        break;
    case OPTION_IDLE:
        options->idle = share_of(optarg);
        break;
    case OPTION_SIZE:
        q->size = count_of("--size", 0, SIZE_MOST);
        break;
    case OPTION_CORES:
        q->cores = count_of("--cores", 1, CORES_MOST);
        break;
    case OPTION_GOAL:
        options->goal = goal_of(optarg);
        break;
    case OPTION_JSON:
        options->json = true;
        break;
    case OPTION_HELP:
        exit(help());
    }
}

/* One connection at least is active. */
static void set_idle(struct options *options)
{
    struct axes *q = &options->question;

    if (q->connections == 0)
        die(EXIT_USAGE, "advise: --conns is wanted: how many connections; see "
                        "muxbench advise --help");
    q->idle = (uint64_t)((double)q->connections * options->idle + .5);
    if (q->idle == q->connections)
        die(EXIT_USAGE,
            "advise: with --idle %g of %llu connections none is left that is "
            "active",
            options->idle, (unsigned long long)q->connections);
}

static _Noreturn void refuse(int result, const char *error)
{
    die(result == -ENOMEM ? EXIT_FAILED : EXIT_USAGE, "advise: %s",
        *error ? error : strerror(-result));
}

static struct report_source *open_all(char *const *dirs, size_t count)
{
    struct report_source *sources = calloc(count, sizeof *sources);
    char error[DATA_PATH_MAX + 512] = "";
    int result = sources ? 0 : -ENOMEM;

    for (size_t i = 0; i < count && result == 0; i++)
        result = report_source_open(&sources[i], dirs[i], error, sizeof error);
    if (result < 0)
        refuse(result, error);
    return sources;
}

static void answer(const struct options *options, char *const *dirs,
                   size_t count)
{
    struct report_source *sources = open_all(dirs, count);
    struct advise_order order = {sources, count, options->question,
                                 options->goal};
    int result = options->json
                     ? advise_json(&order, stdout)
                     : advise_text(&order, terminal_width(stdout), stdout);

    for (size_t i = 0; i < count; i++)
        report_source_close(&sources[i]);
    free(sources);
    if (result < 0 || fflush(stdout) != 0)
        die(EXIT_FAILED, "advise: the answer cannot be written to stdout");
}

int cmd_advise(int argc, char **argv)
{
    struct options options = {.question = {.size = 128, .cores = 1},
                              .goal = GOAL_COUNT};
    char error[DATA_PATH_MAX + 100] = "";
    struct data_runs references = {NULL, 0};
    int option, result;

    while ((option = cmd_option(argc, argv, ":", long_options)) != -1)
        set_option(&options, option);
    set_idle(&options);
    if (optind < argc) {
        answer(&options, argv + optind, (size_t)(argc - optind));
        return 0;
    }
    result = data_references(&references, error, sizeof error);
    if (result < 0)
        refuse(result, error);
    answer(&options, references.paths, references.count);
    data_runs_free(&references);
    return 0;
}
