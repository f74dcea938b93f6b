/*
 * muxbench check: hold the backends to one behaviour.
 */
#include <errno.h>
#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "check_json.h"
#include "check_progress.h"
#include "check_run.h"
#include "check_table.h"
#include "cmd.h"
#include "suggest.h"

#define NAMES_MAX 256

struct options {
    const struct backend *backends[NAMES_MAX];
    size_t backend_count;
    const struct check_case **cases;
    size_t case_count;
    const char *wanted[NAMES_MAX]; /* cases or groups; none: all */
    size_t wanted_count;
    bool json, list;
};

static int help(void)
{
    fputs("usage: muxbench check [OPTION...] [BACKEND...]\n"
          "\n"
          "Run every case with each backend, all by default, against a server\n"
          "that answers well, slowly, wrongly or not at all: all of them must\n"
          "come to the same counts and the same errno, and leave no "
          "descriptor,\n"
          "thread, process or memory behind. `muxbench run` does this first.\n"
          "\n"
          "options:\n"
          "  --case NAME  this case, or the cases of this group; may be given\n"
          "               several times (all)\n"
          "  --list       show the cases by group and end\n"
          "  --json       as one JSON object\n"
          "  --help       show this text\n"
          "\n"
          "In the table a row is a backend and a column a group of cases:\n"
          "  ok      all of its cases are\n"
          "  FAILED  at least one is not; a line below says what was expected\n"
          "  part    some were not run; a line below says why\n"
          "  -       none was run\n"
          "\n"
          "The exit status is 0 when no case failed, 1 when one did, 2 when "
          "the\n"
          "command was wrong, 130 after Ctrl-C.\n"
          "\n"
          "examples:\n"
          "  muxbench check\n"
          "  muxbench check epoll io_uring --case reset-head --case limits\n",
          stdout);
    return 0;
}

static void add_backend(struct options *o, const char *name)
{
    const struct backend *b = backend_find(name);
    const char *names[NAMES_MAX], *near, *why;
    size_t count;
    const struct backend *const *all = backend_all(&count);

    for (size_t i = 0; i < count; i++)
        names[i] = all[i]->name;
    near = suggest(name, names, count);
    if (!b)
        die(EXIT_USAGE, "check: unknown backend '%s'%s%s%s", name,
            near ? "; did you mean '" : "; `muxbench list` shows them",
            near ? near : "", near ? "'?" : "");
    why = b->unusable();
    if (why)
        die(EXIT_USAGE, "check: backend '%s' cannot run here: %s", name, why);
    if (o->backend_count == NAMES_MAX)
        die(EXIT_USAGE, "check: at most %d backends", NAMES_MAX);
    o->backends[o->backend_count++] = b;
}

static void add_all_backends(struct options *o)
{
    size_t count;
    const struct backend *const *all = backend_all(&count);

    for (size_t i = 0; i < count && i < NAMES_MAX; i++)
        o->backends[o->backend_count++] = all[i];
}

static bool is_meant(const struct check_case *what, const char *name)
{
    return strcmp(name, what->name) == 0 ||
           strcmp(name, check_group_name(what->group)) == 0;
}

static void expect_known(const struct options *o, const char *name)
{
    const char *names[NAMES_MAX + CHECK_GROUPS], *near;
    size_t n = 0;

    for (size_t i = 0; i < o->case_count; i++)
        if (is_meant(o->cases[i], name))
            return;
    while (n < o->case_count && n < NAMES_MAX) {
        names[n] = o->cases[n]->name;
        n++;
    }
    for (int g = 0; g < CHECK_GROUPS; g++)
        names[n++] = check_group_name((enum check_group)g);
    near = suggest(name, names, n);
    die(EXIT_USAGE, "check: unknown case '%s'%s%s%s", name,
        near ? "; did you mean '" : "; `muxbench check --list` shows them",
        near ? near : "", near ? "'?" : "");
}

static void choose_cases(struct options *o)
{
    size_t kept = 0;

    for (size_t i = 0; i < o->wanted_count; i++)
        expect_known(o, o->wanted[i]);
    for (size_t i = 0; i < o->case_count; i++) {
        bool meant = o->wanted_count == 0;

        for (size_t j = 0; j < o->wanted_count; j++)
            meant |= is_meant(o->cases[i], o->wanted[j]);
        if (meant)
            o->cases[kept++] = o->cases[i];
    }
    o->case_count = kept;
}

/* Above the letters, for cmd_option(). */
enum { OPTION_CASE = 256, OPTION_LIST, OPTION_JSON, OPTION_HELP };

static const struct option long_options[] = {
    {"case", required_argument, NULL, OPTION_CASE},
    {"list", no_argument, NULL, OPTION_LIST},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static void set_option(struct options *o, int option)
{
    switch (option) {
    case OPTION_CASE:
        if (o->wanted_count == NAMES_MAX)
            die(EXIT_USAGE, "check: --case: at most %d", NAMES_MAX);
        o->wanted[o->wanted_count++] = optarg;
        break;
    case OPTION_LIST:
        o->list = true;
        break;
    case OPTION_JSON:
        o->json = true;
        break;
    case OPTION_HELP:
        exit(help());
    }
}

static void read_options(struct options *o, int argc, char **argv)
{
    int option;

    while ((option = cmd_option(argc, argv, ":", long_options)) != -1)
        set_option(o, option);
    while (optind < argc)
        add_backend(o, argv[optind++]);
    if (o->backend_count == 0)
        add_all_backends(o);
    o->cases = check_all(&o->case_count);
    if (!o->cases)
        die(EXIT_FAILED, "check: out of memory");
    choose_cases(o);
}

static void print_list(const struct options *o)
{
    const char *group = "";

    for (size_t i = 0; i < o->case_count; i++) {
        const struct check_case *what = o->cases[i];
        const char *own = check_group_name(what->group);

        if (strcmp(own, group) != 0)
            printf("%s%s:\n", i ? "\n" : "", own);
        printf("  %-20s  %s\n", what->name, what->about);
        group = own;
    }
}

static void print_lines(struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        printf("%s%s\n", i ? "" : "\n", lines->text[i]);
    lines_free(lines);
}

static void print_results(const json_t *check)
{
    struct table *table = check_table_make(check);
    struct lines failures = {NULL, 0, false}, remarks = {NULL, 0, false};

    if (!table)
        die(EXIT_FAILED, "check: out of memory");
    table_print(table, stdout, 0);
    table_free(table);
    check_table_failures(check, &failures);
    print_lines(&failures);
    check_table_remarks(check, &remarks);
    print_lines(&remarks);
}

static bool has_failed(const struct check_results *r)
{
    const struct check_case *what;

    for (size_t row = 0; row < r->order->backend_count; row++)
        if (check_first_failure(r, row, &what))
            return true;
    return false;
}

static int tell(const struct check_results *r, bool as_json)
{
    json_t *check = check_to_json(r);

    if (!check)
        die(EXIT_FAILED, "check: out of memory");
    if (as_json) {
        json_dumpf(check, stdout, JSON_INDENT(2));
        putchar('\n');
    } else {
        print_results(check);
    }
    json_decref(check);
    return has_failed(r) ? EXIT_FAILED : 0;
}

static int check(const struct options *o)
{
    struct check_progress progress;
    struct check_results results;
    struct check_order order = {
        .backends = o->backends,
        .backend_count = o->backend_count,
        .cases = o->cases,
        .case_count = o->case_count,
        .patience_s = CHECK_PATIENCE,
        .stop = cmd_stop(),
        .on_progress = check_progress_show,
        .data = &progress,
    };
    int result;

    check_progress_begin(&progress, stderr, o->backend_count);
    result = check_run(&results, &order);
    check_progress_end(&progress);
    if (result < 0 && result != -EINTR)
        die(EXIT_FAILED, "check: %s", strerror(-result));
    if (result < 0)
        fputs("muxbench: interrupted; nothing is known of the rest\n", stderr);
    result = result < 0 ? EXIT_INTERRUPTED : tell(&results, o->json);
    check_results_free(&results);
    return result;
}

int cmd_check(int argc, char **argv)
{
    struct options options = {0};
    int result = 0;

    read_options(&options, argc, argv);
    if (options.list) {
        print_list(&options);
    } else {
        cmd_catch_signals();
        result = check(&options);
    }
    free(options.cases);
    return result;
}
