/*
 * muxbench run: measure backends in scenarios, write a record.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
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
#include "progress.h"
#include "report.h"
#include "run.h"
#include "run_resume.h"
#include "suggest.h"

/* As the shell reports a program that SIGINT has ended. */
#define EXIT_INTERRUPTED 130

#define BACKENDS_MAX 64
#define HOUR (3600 * CLOCK_S)

/* Set by a signal: the run is to end. */
static volatile sig_atomic_t stop;

struct options {
    struct run_order order;
    const char *backends[BACKENDS_MAX];
    char program[RUN_PATH_MAX];
    bool has_seed, dry_run;
    uint64_t started;     /* when the command was */
    const char *resume;   /* a run's directory; NULL: a new run */
    bool chose;           /* something about the run to be made */
    struct run_resume of; /* what the order points at then */
};

/* Takes `list` apart in place. */
static void set_backends(struct options *options, char *list)
{
    char *rest = list;

    options->order.backends = options->backends;
    while (rest) {
        char *name = rest;

        rest = strchr(rest, ',');
        if (rest)
            *rest++ = '\0';
        if (!*name || options->order.backend_count == BACKENDS_MAX)
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

static void set_seed(struct options *options, const char *text)
{
    uint64_t seed = 0;
    char *end = NULL;

    errno = 0;
    if (strncmp(text, "0x", 2) == 0 && text[2] != '-' && text[2] != '+')
        seed = strtoull(text + 2, &end, 16);
    if (end ? errno != 0 || *end != '\0' || end == text + 2
            : parse_count(text, &seed) < 0)
        die(EXIT_USAGE,
            "run: --seed '%s': must be " PARSE_COUNT_ALLOWED
            " below 2^64, or 0x and hexadecimal digits",
            text);
    options->order.seed = seed;
    options->has_seed = true;
}

static void set_blocks(struct options *options, const char *text)
{
    uint64_t blocks;

    if (parse_count_within(text, 1, 1000, &blocks) < 0)
        die(EXIT_USAGE,
            "run: --blocks '%s': must be " PARSE_COUNT_ALLOWED
            " from 1 to 1000",
            text);
    options->order.blocks = (int)blocks;
}

static void set_budget(struct options *options, const char *text)
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
    OPTION_RESUME,
    OPTION_DRY_RUN,
    OPTION_NO_REPORT,
    OPTION_HELP
};

static const struct option long_options[] = {
    {"backends", required_argument, NULL, OPTION_BACKENDS},
    {"profile", required_argument, NULL, OPTION_PROFILE},
    {"blocks", required_argument, NULL, OPTION_BLOCKS},
    {"budget", required_argument, NULL, OPTION_BUDGET},
    {"target", required_argument, NULL, OPTION_TARGET},
    {"out", required_argument, NULL, OPTION_OUT},
    {"seed", required_argument, NULL, OPTION_SEED},
    {"placement", required_argument, NULL, OPTION_PLACEMENT},
    {"network", required_argument, NULL, OPTION_NETWORK},
    {"no-pilot", no_argument, NULL, OPTION_NO_PILOT},
    {"resume", required_argument, NULL, OPTION_RESUME},
    {"no-check", no_argument, NULL, OPTION_NO_CHECK},
    {"dry-run", no_argument, NULL, OPTION_DRY_RUN},
    {"no-report", no_argument, NULL, OPTION_NO_REPORT},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static void set_option(struct options *options, int option)
{
    struct run_order *order = &options->order;

    options->chose |= option < OPTION_RESUME;
    switch (option) {
    case OPTION_BACKENDS:
        set_backends(options, optarg);
        break;
    case OPTION_PROFILE:
        order->profile = optarg;
        break;
    case OPTION_BLOCKS:
        set_blocks(options, optarg);
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
        set_seed(options, optarg);
        break;
    case OPTION_PLACEMENT:
        order->placement = placement_of(optarg);
        break;
    case OPTION_NETWORK:
        order->network = network_of(optarg);
        break;
    case OPTION_NO_CHECK:
        order->no_check = true;
        break;
    case OPTION_NO_PILOT:
        order->no_pilot = true;
        break;
    case OPTION_RESUME:
        options->resume = optarg;
        break;
    case OPTION_DRY_RUN:
        options->dry_run = true;
        break;
    case OPTION_NO_REPORT:
        options->order.no_report = true;
        break;
    case OPTION_HELP:
        exit(cmd_run_help());
    }
}

static void read_options(struct options *options, int argc, char **argv)
{
    struct timespec now;
    int option;

    options->order.placement = PLACEMENT_AUTO;
    options->order.stop = &stop;
    while ((option = cmd_option(argc, argv, ":", long_options)) != -1)
        set_option(options, option);
    options->order.scenarios = (const char *const *)argv + optind;
    options->order.scenario_count = (size_t)(argc - optind);
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

static void on_signal(int signal)
{
    (void)signal;
    stop = 1;
}

/* Without SA_RESTART, so that a wait ends. */
static void handle_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal}, before;

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    /* nohup(1) has it ignored. */
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
}

/* A block is complete when its last round is recorded. */
static int interrupted(const struct run *run)
{
    fprintf(stderr,
            "muxbench: interrupted; %zu of up to %zu rounds are recorded in "
            "%s/rounds.jsonl\n"
            "muxbench: to go on: muxbench run --resume %s\n",
            run->done, run->plan.round_count, run->directory, run->directory);
    if (run->done > 0)
        fprintf(stderr, "muxbench: a report of them: muxbench report %s\n",
                run->directory);
    return EXIT_INTERRUPTED;
}

static void measure(struct run *run, char *error, int *result)
{
    struct progress progress;

    progress_begin(&progress, stderr, &run->plan);
    *result = run_rounds(run, &progress, error);
    progress_finish(&progress);
}

/* The main table and where the rest is. The records are kept whatever goes
 * wrong here. */
static int report(const struct run *run)
{
    struct report_options options = {.table = stdout, .warnings = stderr};
    char error[RUN_ERROR_MAX] = "";
    int result = report_make(run->directory, &options, error, sizeof error);

    if (result < 0)
        fprintf(stderr, "muxbench: run: no report: %s\n", error);
    else
        printf("\nreport: %s/report.html (report.md, charts/)\n",
               run->directory);
    printf("records: %s/rounds.jsonl\n", run->directory);
    return result;
}

/* A run is whole when every block that failed was run once more. */
static int finish(const struct run *run, const struct options *options)
{
    int result = run_note_end(run);

    if (result < 0)
        die(EXIT_FAILED, "run: %s/manifest.json: %s", run->directory,
            strerror(-result));
    if (!options->order.no_report)
        result = report(run);
    run_print_end(run, clock_now() - options->started, stdout);
    fflush(stdout);
    if (run->failed > 0)
        fprintf(stderr,
                "muxbench: %zu of %zu rounds failed: %zu blocks were run once "
                "more, %zu are missing; rounds.jsonl says why\n",
                run->failed, run->done, run->repeated, run->missing);
    return result < 0 || run->missing > 0 ? EXIT_FAILED : 0;
}

/* Rows that fail the check are left out, and the plan is made without them. */
static void admit(struct run *run)
{
    char error[RUN_ERROR_MAX];

    if (run_admit(run, error) == 0)
        return;
    run_unclaim(run);
    die(stop ? EXIT_INTERRUPTED : EXIT_FAILED, "run: %s", error);
}

/* A few rounds that settle times and placement; the plan is made of them. */
static void pilot(struct run *run)
{
    int result;

    if (!run_pilot_due(run))
        return;
    printf("pilot     about %.0f s\n", (double)run_pilot_expected(run) / 1e9);
    fflush(stdout);
    result = run_pilot(run);
    if (result == 0)
        return;
    run_unclaim(run);
    if (result != -EINTR)
        die(EXIT_FAILED, "run: pilot: %s", strerror(-result));
    fputs("muxbench: interrupted before the first round\n", stderr);
    exit(EXIT_INTERRUPTED);
}

/* Everything that can be wrong is found here. */
static void prepare(struct run *run, struct options *options)
{
    char error[RUN_ERROR_MAX];
    int result = 0;

    if (options->resume)
        result = run_resume_read(&options->of, options->resume, &options->order,
                                 error);
    if (result == 0)
        result = run_prepare(run, &options->order, error);
    if (result < 0)
        die(result == -EINVAL ? EXIT_USAGE : EXIT_FAILED, "run: %s", error);
    if (options->dry_run || options->resume)
        run_pilot_skip(run, options->resume ? "settled before" : "a dry run");
    if (options->dry_run)
        return;
    handle_signals();
    result = options->resume ? run_reopen(run, &options->of, error)
                             : run_claim(run, error);
    if (result < 0)
        die(EXIT_FAILED, "run: %s", error);
}

/* Up to the first round, whose directory is ready then. */
static void open_run(struct run *run, const struct options *options)
{
    char error[RUN_ERROR_MAX];

    if (options->dry_run || options->resume)
        return;
    admit(run);
    pilot(run);
    if (run_open(run, error) < 0)
        die(EXIT_FAILED, "run: %s", error);
    run->before_ns = clock_now() - options->started;
}

int cmd_run(int argc, char **argv)
{
    struct options options = {0};
    struct run run;
    char error[RUN_ERROR_MAX];
    int result = 0;

    options.started = clock_now();
    read_options(&options, argc, argv);
    prepare(&run, &options);
    open_run(&run, &options);
    run_print_plan(&run, stdout);
    if (!options.dry_run) {
        printf("results   %s\n\n", run.directory);
        fflush(stdout);
        measure(&run, error, &result);
        if (result < 0 && result != -EINTR)
            die(EXIT_FAILED, "run: %s", error);
        result = result < 0 ? interrupted(&run) : finish(&run, &options);
    }
    run_free(&run);
    run_resume_free(&options.of);
    return result;
}
