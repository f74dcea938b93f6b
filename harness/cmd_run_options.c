/*
 * The command line of `muxbench run`.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "cmd.h"
#include "cmd_run.h"
#include "parse.h"
#include "program.h"
#include "stats.h"
#include "suggest.h"

#define HOUR (3600 * CLOCK_S)

/* Takes `list` apart in place. */
static void set_backends(struct run_options *options, char *list)
{
    char *rest = list;

    options->order.backends = options->backends;
    while (rest) {
        char *name = rest;

        rest = strchr(rest, ',');
        if (rest)
            *rest++ = '\0';
        if (!*name || options->order.backend_count == CMD_RUN_BACKENDS_MAX)
            die(EXIT_USAGE, "run: --backends: names with commas between, as in "
                            "epoll,libuv");
        options->backends[options->order.backend_count++] = name;
    }
}

/* The word's place in the list; dies when it is not there. */
static int choice_of(const char *option, const char *word,
                     const char *const *words, size_t count)
{
    char all[128] = "";
    const char *near;

    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(all);

        if (strcmp(words[i], word) == 0)
            return (int)i;
        snprintf(all + used, sizeof all - used, "%s%s", used ? ", " : "",
                 words[i]);
    }
    near = suggest(word, words, count);
    die(EXIT_USAGE, "run: %s '%s' is not one of %s%s%s%s", option, word, all,
        near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static enum placement_mode placement_of(const char *word)
{
    static const char *const words[] = {"split", "shared", "none", "auto"};

    return (enum placement_mode)choice_of("--placement", word, words, 4);
}

static enum run_network network_of(const char *word)
{
    static const char *const words[] = {"auto", "namespace", "host"};

    return (enum run_network)choice_of("--network", word, words, 3);
}

static void add_set(struct run_options *options, const char *set)
{
    struct run_order *order = &options->order;

    if (order->set_count == SCENARIO_KEYS)
        die(EXIT_USAGE, "run: --set: a scenario has %d keys", SCENARIO_KEYS);
    options->sets[order->set_count++] = set;
    order->sets = options->sets;
}

static void set_budget(struct run_options *options, const char *text)
{
    uint64_t ns;

    if (parse_time(text, &ns) < 0 || ns == 0 || ns > 1000 * HOUR)
        die(EXIT_USAGE,
            "run: --budget '%s': must be " PARSE_TIME_ALLOWED
            ", above 0, 1000h at most",
            text);
    options->order.budget_ns = ns;
}

/* Above the letters, for cmd_option(). */
enum {
    OPTION_BACKENDS = 256,
    OPTION_SET,
    OPTION_PROFILE,
    OPTION_BLOCKS,
    OPTION_BUDGET,
    OPTION_TARGET,
    OPTION_OUT,
    OPTION_SEED,
    OPTION_PLACEMENT,
    OPTION_NETWORK,
    OPTION_NO_CHECK,
    OPTION_NO_PILOT,
    OPTION_SYSCALLS,
    OPTION_RESUME,
    OPTION_DRY_RUN,
    OPTION_NO_REPORT,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"backends", required_argument, NULL, OPTION_BACKENDS},
    {"set", required_argument, NULL, OPTION_SET},
    {"profile", required_argument, NULL, OPTION_PROFILE},
    {"blocks", required_argument, NULL, OPTION_BLOCKS},
    {"budget", required_argument, NULL, OPTION_BUDGET},
    {"target", required_argument, NULL, OPTION_TARGET},
    {"out", required_argument, NULL, OPTION_OUT},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"placement", required_argument, NULL, OPTION_PLACEMENT},
    {"network", required_argument, NULL, OPTION_NETWORK},
    {"no-pilot", no_argument, NULL, OPTION_NO_PILOT},
    {"syscalls", no_argument, NULL, OPTION_SYSCALLS},
    {"resume", required_argument, NULL, OPTION_RESUME},
    {"no-check", no_argument, NULL, OPTION_NO_CHECK},
    {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
    {"no-report", no_argument, NULL, OPTION_NO_REPORT},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

/* Those without an argument; false: it is none of them. */
static bool set_flag(struct run_options *options, int option)
{
    switch (option) {
    case OPTION_NO_PILOT:
        return options->order.no_pilot = true;
    case OPTION_SYSCALLS:
        return options->order.syscalls = true;
    case OPTION_NO_CHECK:
        return options->order.no_check = true;
    case OPTION_DRY_RUN:
        return options->dry_run = true;
    case OPTION_NO_REPORT:
        return options->order.no_report = true;
    case OPTION_HELP:
        exit(cmd_run_help());
    }
    return false;
}

static void set_option(struct run_options *options, int option)
{
    struct run_order *order = &options->order;

    switch (option) {
    case OPTION_BACKENDS:
        set_backends(options, optarg);
        break;
    case OPTION_SET:
        add_set(options, optarg);
        break;
    case OPTION_PROFILE:
        order->profile = optarg;
        break;
    case OPTION_BLOCKS:
        options->order.blocks =
            (int)cmd_count("run", "--blocks", optarg, 1, STATS_MAX);
        break;
    case OPTION_BUDGET:
        set_budget(options, optarg);
        break;
    case OPTION_TARGET:
        order->target = optarg;
        break;
    case OPTION_OUT:
        order->out = optarg;
        break;
    case OPTION_SEED:
        order->seed = cmd_seed("run", optarg);
        options->has_seed = true;
        break;
    case OPTION_PLACEMENT:
        order->placement = placement_of(optarg);
        break;
    case OPTION_NETWORK:
        order->network = network_of(optarg);
        break;
    case OPTION_RESUME:
        options->resume = optarg;
        break;
    }
}

void cmd_run_read_options(struct run_options *options, int argc, char **argv)
{
    struct timespec now;
    int option;

    options->order.placement = PLACEMENT_AUTO;
    while ((option = cmd_option(argc, argv, ":", long_options)) != -1) {
        options->chose |= option < OPTION_RESUME;
        if (!set_flag(options, option))
            set_option(options, option);
    }
    options->order.scenarios = (const char *const *)argv + optind;
    options->order.scenario_count = (size_t)(argc - optind);
    if (options->order.set_count > 0 && optind == argc)
        die(EXIT_USAGE, "run: --set changes a scenario: name one");
    if (options->resume && (options->chose || optind < argc))
        die(EXIT_USAGE, "run: --resume takes everything from the run's "
                        "manifest: only --dry-run and --no-report go with it");
    if (!options->has_seed) {
        clock_gettime(CLOCK_REALTIME, &now);
        options->order.seed = (uint64_t)now.tv_sec * CLOCK_S +
                              (uint64_t)now.tv_nsec + (uint64_t)getpid();
    }
    if (program_self(options->program, sizeof options->program) < 0)
        snprintf(options->program, sizeof options->program, "muxbench");
    options->order.program = options->program;
}
