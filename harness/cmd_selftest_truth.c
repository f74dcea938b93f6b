/*
 * muxbench selftest truth: known delays, recovered by every backend.
 */
#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "cmd.h"
#include "cmd_selftest.h"
#include "report_format.h"
#include "table.h"
#include "truth_trial.h"

enum { BACKENDS_MAX = 256, TRIES = 3 };

struct options {
    const struct backend *backends[BACKENDS_MAX];
    size_t backend_count;
    bool json;
};

/* What became of a backend with a distribution. */
struct row {
    const struct backend *backend;
    enum truth truth;
    int tries;
    struct truth_result result;
};

static int help(void)
{
    printf(
        "usage: muxbench selftest truth [--json] [BACKEND...]\n"
        "\n"
        "Let each backend, all by default, fetch %d answers over 32\n"
        "connections from a server that delays each by a known time, and\n"
        "compare p50, p90, p99 and p99.9 with those of the delays:\n"
        "  constant      5 ms\n"
        "  bimodal       2 ms, and 40 ms for every 20th\n"
        "  heavy-tailed  Pareto from 2 ms on, alpha 1.5\n"
        "\n"
        "Nothing may be measured as shorter than it was. It may be longer by\n"
        "2 ms and 2 %%, and by three times what a sleep of 1 ms was late\n"
        "meanwhile, where a stall of the machine would show. A row that fails "
        "is tried %d\n"
        "times in all; how often is shown.\n"
        "\n"
        "options:\n"
        "  --json  as one JSON object\n"
        "  --help  show this text\n"
        "\n"
        "The exit status is 0 when every row recovers the truth, 1 when one\n"
        "does not, 2 when the command was wrong, 130 after Ctrl-C.\n",
        TRUTH_REQUESTS, TRIES);
    return 0;
}

static void add_all(struct options *o)
{
    size_t count;
    const struct backend *const *all = backend_all(&count);

    for (size_t i = 0; i < count && o->backend_count < BACKENDS_MAX; i++)
        if (all[i]->family != FAMILY_CONTROL && !all[i]->unusable())
            o->backends[o->backend_count++] = all[i];
}

static bool read_options(struct options *o, int argc, char **argv)
{
    enum { JSON = 256, HELP };
    static const struct option options[] = {
        {"json", no_argument, NULL, JSON},
        {"help", no_argument, NULL, HELP},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = cmd_option(argc, argv, ":", options)) != -1) {
        if (option == HELP)
            return false;
        o->json = true;
    }
    if (argc - optind > BACKENDS_MAX)
        die(EXIT_USAGE, "selftest truth: at most %d backends", BACKENDS_MAX);
    for (; optind < argc; optind++)
        o->backends[o->backend_count++] =
            selftest_backend("selftest truth", argv[optind]);
    if (o->backend_count == 0)
        add_all(o);
    return true;
}

static int run_row(struct row *row, const volatile sig_atomic_t *stop)
{
    int result = 0;

    while (result == 0 && !row->result.ok && row->tries < TRIES)
        result = truth_trial(&row->result, row->backend, row->truth,
                             (uint64_t)++row->tries, stop);
    return result;
}

/* "5.62 ms of 5 ms: ok" */
static void add_percentile(struct table *t, const struct truth_percentile *p)
{
    char measured[FORMAT_SIZE], truth[FORMAT_SIZE];

    format_number(measured, QUANTITY_TIME, (double)p->measured_ns);
    format_number(truth, QUANTITY_TIME, (double)p->truth_ns);
    table_add(t, "%s of %s: %s", measured, truth, p->ok ? "ok" : "FAILED");
}

static void add_row(struct table *t, const struct row *row)
{
    const struct truth_result *r = &row->result;

    table_add(t, "%s", row->backend->name);
    table_add(t, "%s", truth_name(row->truth));
    for (int i = 0; i < TRUTH_PERCENTILES; i++)
        if (*r->reason)
            table_add(t, "-");
        else
            add_percentile(t, &r->percentiles[i]);
    table_add(t, "%zu", r->early);
    table_add(t, "%d", row->tries);
    table_add(t, "%s", r->ok ? "ok" : "FAILED");
}

static void print_table(const struct row *rows, size_t count)
{
    static const char *const heads[] = {"backend", "delays", "p50",
                                        "p90",     "p99",    "p99.9",
                                        "early",   "tries",  "verdict"};
    struct table *t = table_create("Truth", sizeof heads / sizeof *heads);

    if (!t)
        die(EXIT_FAILED, "selftest truth: out of memory");
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        table_add(t, "%s", heads[i]);
    for (size_t i = 0; i < count; i++)
        add_row(t, &rows[i]);
    table_print(t, stdout, 0);
    table_free(t);
    for (size_t i = 0; i < count; i++)
        if (*rows[i].result.reason)
            printf("%s, %s: %s\n", rows[i].backend->name,
                   truth_name(rows[i].truth), rows[i].result.reason);
}

static json_t *percentiles_to_json(const struct truth_result *r)
{
    json_t *list = json_array();

    for (int i = 0; i < TRUTH_PERCENTILES && !*r->reason; i++) {
        const struct truth_percentile *p = &r->percentiles[i];

        json_array_append_new(
            list,
            json_pack("{s:f, s:I, s:I, s:I, s:I, s:b}", "percentile",
                      truth_percentiles[i], "truth_ns", (json_int_t)p->truth_ns,
                      "measured_ns", (json_int_t)p->measured_ns,
                      "machine_late_ns", (json_int_t)p->late_ns, "most_ns",
                      (json_int_t)p->most_ns, "ok", p->ok));
    }
    return list;
}

static void print_json(const struct row *rows, size_t count)
{
    json_t *list = json_array(), *root;

    for (size_t i = 0; i < count; i++) {
        const struct truth_result *r = &rows[i].result;

        json_array_append_new(
            list, json_pack("{s:s, s:s, s:b, s:i, s:I, s:s?, s:o}", "backend",
                            rows[i].backend->name, "delays",
                            truth_name(rows[i].truth), "ok", r->ok, "tries",
                            rows[i].tries, "early", (json_int_t)r->early,
                            "reason", *r->reason ? r->reason : NULL,
                            "percentiles", percentiles_to_json(r)));
    }
    root = json_pack("{s:i, s:i, s:o}", "v", 1, "requests", TRUTH_REQUESTS,
                     "rows", list);
    if (!root)
        die(EXIT_FAILED, "selftest truth: out of memory");
    json_dumpf(root, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(4));
    putchar('\n');
    json_decref(root);
}

static int run_rows(struct row *rows, size_t count)
{
    const volatile sig_atomic_t *stop = selftest_stop();
    bool failed = false;

    for (size_t i = 0; i < count; i++) {
        int result = run_row(&rows[i], stop);

        if (result == -EINTR)
            return EXIT_INTERRUPTED;
        if (result < 0)
            die(EXIT_FAILED, "selftest truth: %s", strerror(-result));
        fprintf(stderr, "%zu of %zu: %s, %s: %s\n", i + 1, count,
                rows[i].backend->name, truth_name(rows[i].truth),
                rows[i].result.ok ? "ok" : "FAILED");
        failed |= !rows[i].result.ok;
    }
    return failed ? EXIT_FAILED : 0;
}

int selftest_truth(int argc, char **argv)
{
    struct options o = {.backend_count = 0};
    struct row *rows;
    size_t count;
    int result;

    if (!read_options(&o, argc, argv))
        return help();
    count = o.backend_count * TRUTH_COUNT;
    rows = calloc(count + 1, sizeof *rows);
    if (!rows)
        die(EXIT_FAILED, "selftest truth: out of memory");
    for (size_t i = 0; i < count; i++) {
        rows[i].backend = o.backends[i / TRUTH_COUNT];
        rows[i].truth = (enum truth)(i % TRUTH_COUNT);
    }
    result = run_rows(rows, count);
    if (result == EXIT_INTERRUPTED)
        fputs("muxbench: interrupted; nothing is known of the rest\n", stderr);
    else if (o.json)
        print_json(rows, count);
    else
        print_table(rows, count);
    free(rows);
    return result;
}
