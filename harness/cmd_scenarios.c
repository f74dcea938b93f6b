/*
 * muxbench scenarios: what can be run, and what that means in words.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "run.h"
#include "run_explain.h"
#include "wrap.h"

static int help(void)
{
    fputs("usage: muxbench scenarios [OPTION...] [SCENARIO...]\n"
          "\n"
          "Show the scenarios that `muxbench run` takes by name, with the "
          "questions they\n"
          "answer; or say in words what one will do.\n"
          "\n"
          "options:\n"
          "  --explain        the server, path, load, points, rounds and time "
          "of each\n"
          "                   SCENARIO (a name, or the path of a file), what "
          "is counted,\n"
          "                   what is not, and where it comes from\n"
          "  --set KEY=VALUE  with --explain: as in muxbench run\n"
          "  --help           show this text\n"
          "\n"
          "examples:\n"
          "  muxbench scenarios\n"
          "  muxbench scenarios --explain keepalive\n"
          "  muxbench scenarios --explain my.ini --set conns=1,100\n",
          stdout);
    return 0;
}

static void list(void)
{
    char error[SCENARIO_ERROR_MAX];
    struct scenario *all;
    int count = scenario_catalogue(&all, error);

    if (count < 0)
        die(EXIT_FAILED, "scenarios: %s", error);
    for (int i = 0; i < count; i++) {
        printf("%-11s%s\n%11s", all[i].name, all[i].title, "");
        wrap_print(stdout, 11, all[i].question);
    }
    free(all);
}

/* As `muxbench run` would prepare it, in a profile. */
static void prepare(struct run *run, struct run_order *order,
                    const char *profile)
{
    char error[RUN_ERROR_MAX];

    order->profile = profile;
    if (run_prepare(run, order, error) < 0)
        die(EXIT_USAGE, "scenarios: %s", error);
}

static void explain(struct run_order *order, const char *name)
{
    static const char *const profiles[] = {"quick", "standard", "publish"};
    struct run run;

    order->scenarios = &name;
    order->scenario_count = 1;
    prepare(&run, order, NULL);
    run_explain(&run, stdout);
    run_free(&run);
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        prepare(&run, order, profiles[i]);
        run_explain_time(&run, i == 0 ? "time" : "", stdout);
        run_free(&run);
    }
}

/* Above the letters, for cmd_option(). */
enum { OPTION_EXPLAIN = 256, OPTION_SET, OPTION_HELP };

static const struct option long_options[] = {
    {"explain", no_argument, NULL, OPTION_EXPLAIN},
    {"set", required_argument, NULL, OPTION_SET},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

/* True: --explain was given. */
static bool read_options(int argc, char **argv, struct run_order *order,
                         const char *sets[SCENARIO_KEYS])
{
    bool explains = false;
    int option;

    while ((option = cmd_option(argc, argv, ":", long_options)) != -1) {
        if (option == OPTION_HELP)
            exit(help());
        explains |= option == OPTION_EXPLAIN;
        if (option == OPTION_SET && order->set_count == SCENARIO_KEYS)
            die(EXIT_USAGE, "scenarios: --set: a scenario has %d keys",
                SCENARIO_KEYS);
        if (option == OPTION_SET)
            sets[order->set_count++] = optarg;
    }
    order->sets = sets;
    return explains;
}

int cmd_scenarios(int argc, char **argv)
{
    struct run_order order = {.placement = PLACEMENT_AUTO, .seed = 1};
    const char *sets[SCENARIO_KEYS];
    bool explains = read_options(argc, argv, &order, sets);

    if (explains && optind == argc)
        die(EXIT_USAGE, "scenarios: --explain needs the name of a scenario, or "
                        "the path of a file");
    if (!explains && (optind < argc || order.set_count > 0))
        die(EXIT_USAGE, "scenarios: '%s' needs --explain",
            optind < argc ? argv[optind] : "--set");
    if (!explains)
        list();
    for (int i = optind; explains && i < argc; i++) {
        if (i > optind)
            putchar('\n');
        explain(&order, argv[i]);
    }
    return 0;
}
