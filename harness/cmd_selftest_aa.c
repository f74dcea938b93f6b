/*
 * muxbench selftest aa: how often is a difference found where there is none.
 */
#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aa_session.h"
#include "backend.h"
#include "clock.h"
#include "cmd.h"
#include "cmd_selftest.h"
#include "json_build.h"
#include "parse.h"
#include "report_file.h"
#include "table.h"
#include "verdict.h"

struct options {
    struct aa_order order;
    const char *out; /* directory; NULL: none */
    bool json;
};

static int help(void)
{
    fputs("usage: muxbench selftest aa [OPTION...]\n"
          "\n"
          "Run one backend under several names, in blocks of shuffled order,\n"
          "and count how often a difference is found between them. Every 12\n"
          "blocks are a family, judged as a report judges its rows; families\n"
          "share no block. The rate of families with a difference has the\n"
          "interval of Clopper and Pearson, and should be at most 5 %.\n"
          "\n"
          "options:\n"
          "  --backend B  which one (the reference, epoll on Linux)\n"
          "  --rows N     names, 2 to 8 (4)\n"
          "  --blocks N   most blocks, 12 to 12000 (240: 20 families)\n"
          "  --budget T   begin no block after this time, as in 5m (10m)\n"
          "  --seed N     of the order (1)\n"
          "  --out DIR    write DIR/selftest-aa.json; with the directory of a\n"
          "               run its report shows the rates\n"
          "  --json       as one JSON object\n"
          "  --help       show this text\n"
          "\n"
          "The exit status is 0 when no interval lies above 5 %, 1 when one\n"
          "does or nothing could be measured, 2 when the command was wrong,\n"
          "130 after Ctrl-C.\n",
          stdout);
    return 0;
}

enum { BACKEND = 256, ROWS, BLOCKS, BUDGET, SEED, OUT, JSON, HELP };

static void set_option(struct options *o, int option)
{
    switch (option) {
    case BACKEND:
        o->order.backend = selftest_backend("selftest aa", optarg);
        break;
    case ROWS:
        o->order.rows =
            (size_t)cmd_count("selftest aa", "--rows", optarg, 2, AA_ROWS_MAX);
        break;
    case BLOCKS:
        o->order.blocks = (size_t)cmd_count("selftest aa", "--blocks", optarg,
                                            AA_BLOCKS, 12000);
        break;
    case BUDGET:
        if (parse_time(optarg, &o->order.budget_ns) < 0)
            die(EXIT_USAGE,
                "selftest aa: --budget '%s': not a time, as 90s or 5m", optarg);
        break;
    case SEED:
        o->order.seed = cmd_seed("selftest aa", optarg);
        break;
    case OUT:
        o->out = optarg;
        break;
    case JSON:
        o->json = true;
        break;
    case HELP:
        exit(help());
    }
}

static void read_options(struct options *o, int argc, char **argv)
{
    static const struct option options[] = {
        {"backend", required_argument, NULL, BACKEND},
        {"rows", required_argument, NULL, ROWS},
        {"blocks", required_argument, NULL, BLOCKS},
        {"budget", required_argument, NULL, BUDGET},
        {"seed", required_argument, NULL, SEED},
        {"out", required_argument, NULL, OUT},
        {"json", no_argument, NULL, JSON},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = cmd_option(argc, argv, ":", options)) != -1)
        set_option(o, option);
    if (optind < argc)
        die(EXIT_USAGE,
            "selftest aa: '%s' is too many; see muxbench selftest "
            "aa --help",
            argv[optind]);
}

static bool is_compatible(const struct aa_result *r)
{
    for (int m = 0; m < AA_MEASURES; m++)
        if (r->rates[m].low > VERDICT_ALPHA)
            return false;
    return true;
}

static json_t *rates_to_json(const struct aa_result *r)
{
    json_t *list = json_array();

    for (int m = 0; m < AA_MEASURES; m++) {
        const struct aa_rate *rate = &r->rates[m];

        json_array_append_new(
            list, json_pack("{s:s, s:s, s:I, s:o, s:o, s:o}", "measure",
                            measure_info(aa_measures[m])->key, "title",
                            measure_info(aa_measures[m])->title, "different",
                            (json_int_t)rate->different, "rate",
                            json_build_real(rate->rate), "low",
                            json_build_real(rate->low), "high",
                            json_build_real(rate->high)));
    }
    return list;
}

static json_t *to_json(const struct aa_order *o, const struct aa_result *r)
{
    return json_pack(
        "{s:i, s:s, s:I, s:I, s:I, s:I, s:i, s:f, s:f, s:s, s:b, s:o}", "v", 1,
        "backend", o->backend->name, "seed", (json_int_t)o->seed, "rows",
        (json_int_t)o->rows, "families", (json_int_t)r->rates[0].families,
        "dropped", (json_int_t)r->dropped, "blocks_a_family", AA_BLOCKS,
        "alpha", VERDICT_ALPHA, "confidence", 0.95, "interval",
        "Clopper-Pearson", "ok", is_compatible(r), "rates", rates_to_json(r));
}

static void print_result(const struct aa_order *o, const struct aa_result *r)
{
    struct table *t = table_create("A/A", 4);

    if (!t)
        die(EXIT_FAILED, "selftest aa: out of memory");
    table_add(t, "measure");
    table_add(t, "families");
    table_add(t, "with a difference");
    table_add(t, "rate (95 %%, Clopper-Pearson)");
    for (int m = 0; m < AA_MEASURES; m++) {
        const struct aa_rate *rate = &r->rates[m];

        table_add(t, "%s", measure_info(aa_measures[m])->title);
        table_add(t, "%zu", rate->families);
        table_add(t, "%zu", rate->different);
        table_add(t, "%.1f %% (%.1f to %.1f)", 100 * rate->rate,
                  100 * rate->low, 100 * rate->high);
    }
    printf("%s under %zu names, families of %d blocks\n\n", o->backend->name,
           o->rows, AA_BLOCKS);
    table_print(t, stdout, 2);
    table_free(t);
    printf("\n%s\n", is_compatible(r)
                         ? "compatible with at most 5 %"
                         : "more than 5 %: differences are found where there "
                           "are none");
}

/* Before anything is measured for it. */
static void make_out(const char *dir)
{
    if (mkdir(dir, 0777) < 0 && errno != EEXIST)
        die(EXIT_USAGE, "selftest aa: --out '%s': cannot make it: %s", dir,
            strerror(errno));
    if (access(dir, W_OK | X_OK) < 0)
        die(EXIT_USAGE, "selftest aa: --out '%s': cannot write there: %s", dir,
            strerror(errno));
}

static void write_out(const char *dir, const json_t *root)
{
    char *text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(7));
    char error[512] = "out of memory";
    int result = text ? report_file_write(dir, "selftest-aa.json", text, error,
                                          sizeof error)
                      : -ENOMEM;

    free(text);
    if (result < 0)
        die(EXIT_FAILED, "selftest aa: %s", error);
}

static void tell(const struct options *o, const struct aa_result *r)
{
    json_t *root = to_json(&o->order, r);

    if (!root)
        die(EXIT_FAILED, "selftest aa: out of memory");
    if (o->json) {
        json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(7));
        putchar('\n');
    } else {
        print_result(&o->order, r);
    }
    if (o->out)
        write_out(o->out, root);
    json_decref(root);
}

static void show_block(size_t done, size_t dropped)
{
    if (done > 0 && done % AA_BLOCKS == 0)
        fprintf(stderr, "%zu families; %zu blocks failed and were run again\n",
                done / AA_BLOCKS, dropped);
}

int selftest_aa(int argc, char **argv)
{
    struct options o = {.order = {.backend = backend_reference(),
                                  .rows = 4,
                                  .blocks = 240,
                                  .budget_ns = 600 * CLOCK_S,
                                  .seed = 1,
                                  .on_block = show_block}};
    struct aa_result r;
    int result;

    read_options(&o, argc, argv);
    if (o.out)
        make_out(o.out);
    o.order.stop = selftest_stop();
    result = aa_session(&r, &o.order);
    if (result == -EINTR) {
        fputs("muxbench: interrupted; nothing is known\n", stderr);
        return EXIT_INTERRUPTED;
    }
    if (result < 0)
        die(EXIT_FAILED, "selftest aa: %s",
            *r.reason ? r.reason : strerror(-result));
    if (r.rates[0].families == 0)
        die(EXIT_FAILED,
            "selftest aa: %zu blocks in the time given; a family takes %d",
            r.blocks, AA_BLOCKS);
    tell(&o, &r);
    return is_compatible(&r) ? 0 : EXIT_FAILED;
}
