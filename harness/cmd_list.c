/*
 * muxbench list: the backends and scenarios there are.
 */
#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend.h"
#include "cmd.h"
#include "job.h"
#include "probe.h"
#include "scenario.h"

/* What a row says about a backend here. */
struct row {
    const struct backend *backend;
    bool usable;
    char text[JOB_USES]; /* what it uses, or why it cannot run */
};

static int help(void)
{
    fputs("usage: muxbench list [OPTION...]\n"
          "\n"
          "Show every backend with what it uses here, or why it cannot run "
          "here, and\n"
          "the scenarios that `muxbench run` takes by name.\n"
          "\n"
          "options:\n"
          "  --json           as one JSON object\n"
          "  --keys-markdown  the keys of scenario files as a page: "
          "scenarios/README.md\n"
          "  --help           show this text\n"
          "\n"
          "examples:\n"
          "  muxbench list\n"
          "  muxbench list --json | jq '.backends[] | select(.usable) | "
          ".name'\n",
          stdout);
    return 0;
}

static struct row row_of(const struct backend *backend)
{
    struct row row = {.backend = backend};
    const char *reason = backend->unusable();
    int result;

    if (reason) {
        snprintf(row.text, sizeof row.text, "%s", reason);
        return row;
    }
    result = probe_uses(backend, row.text, sizeof row.text);
    row.usable = result == 0;
    if (result < 0)
        snprintf(row.text, sizeof row.text, "an empty job ends with: %s",
                 strerror(-result));
    return row;
}

static int longer(int width, const char *text)
{
    return (int)strlen(text) > width ? (int)strlen(text) : width;
}

static void print_backends(void)
{
    size_t count;
    const struct backend *const *all = backend_all(&count);
    int name = 0, family = 0;

    for (size_t i = 0; i < count; i++) {
        name = longer(name, all[i]->name);
        family = longer(family, family_name(all[i]->family));
    }
    puts("backends:");
    for (size_t i = 0; i < count; i++) {
        struct row row = row_of(all[i]);

        printf("  %-*s  %-*s  %s%s\n", name, all[i]->name, family,
               family_name(all[i]->family),
               row.usable ? "" : "cannot run here: ", row.text);
    }
}

static void print_scenarios(const struct scenario *list, int count)
{
    int name = 0;

    for (int i = 0; i < count; i++)
        name = longer(name, list[i].name);
    puts("\nscenarios:");
    for (int i = 0; i < count; i++)
        printf("  %-*s  %s\n", name, list[i].name, list[i].title);
}

static json_t *backends_json(void)
{
    size_t count;
    const struct backend *const *all = backend_all(&count);
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++) {
        struct row row = row_of(all[i]);

        json_array_append_new(
            array,
            json_pack("{s:s, s:s, s:s, s:b, s:b, s:s?, s:s?}", "name",
                      all[i]->name, "family", family_name(all[i]->family),
                      "about", all[i]->about, "emulated", all[i]->emulated,
                      "usable", row.usable, "uses",
                      row.usable ? row.text : NULL, "reason",
                      row.usable ? NULL : row.text));
    }
    return array;
}

static json_t *scenarios_json(const struct scenario *list, int count)
{
    json_t *array = json_array();

    for (int i = 0; i < count; i++)
        json_array_append_new(array,
                              json_pack("{s:s, s:s, s:s, s:s}", "name",
                                        list[i].name, "title", list[i].title,
                                        "question", list[i].question, "mode",
                                        scenario_mode_name(list[i].mode)));
    return array;
}

static void print_json(const struct scenario *list, int count)
{
    json_t *root = json_pack("{s:o, s:o}", "backends", backends_json(),
                             "scenarios", scenarios_json(list, count));

    json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
}

/* Above the letters, for cmd_option(). */
enum { OPTION_JSON = 256, OPTION_KEYS, OPTION_HELP };

static const struct option long_options[] = {
    {"json", no_argument, NULL, OPTION_JSON},
    {"keys-markdown", no_argument, NULL, OPTION_KEYS},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

/* The last one of --json and --keys-markdown, or 0. */
static int read_options(int argc, char **argv)
{
    int option, form = 0;

    while ((option = cmd_option(argc, argv, ":", long_options)) != -1) {
        if (option == OPTION_HELP)
            exit(help());
        form = option;
    }
    if (optind < argc)
        die(EXIT_USAGE,
            "list: unexpected argument '%s'; options alone are allowed",
            argv[optind]);
    return form;
}

int cmd_list(int argc, char **argv)
{
    int form = read_options(argc, argv), count;
    char error[SCENARIO_ERROR_MAX];
    struct scenario *list;

    if (form == OPTION_KEYS) {
        scenario_print_markdown(stdout);
        return 0;
    }
    count = scenario_catalogue(&list, error);
    if (count < 0)
        die(EXIT_FAILED, "list: %s", error);
    if (form == OPTION_JSON) {
        print_json(list, count);
    } else {
        print_backends();
        print_scenarios(list, count);
    }
    free(list);
    return 0;
}
