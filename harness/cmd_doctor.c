/*
 * muxbench doctor: what is unsuitable about this machine.
 */
#include <getopt.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "doctor.h"

static int help(void)
{
    fputs("usage: muxbench doctor [OPTION...]\n"
          "\n"
          "Tell what is unsuitable about this machine for a measurement, and "
          "the command\n"
          "that would change it. Changes nothing itself. The exit status is 0 "
          "when nothing\n"
          "is unsuitable, 1 when something is.\n"
          "\n"
          "options:\n"
          "  --all   also what is fine, and what is not told\n"
          "  --json  as one JSON object, with all of it\n"
          "  --help  show this text\n"
          "\n"
          "examples:\n"
          "  muxbench doctor\n"
          "  muxbench doctor --json | jq -r '.checks[].command // empty'\n",
          stdout);
    return 0;
}

/* A text in lines of at most `width`, each behind `indent` blanks. */
static void print_wrapped(const char *text, int indent, size_t width)
{
    while (*text) {
        size_t n = strlen(text);

        if (n > width) {
            n = width;
            while (n > 0 && text[n] != ' ')
                n--;
            n = n > 0 ? n : width;
        }
        printf("%*s%.*s\n", indent, "", (int)n, text);
        text += n;
        text += *text == ' ';
    }
}

static void print_text(const struct doctor *d, bool all)
{
    for (size_t i = 0; i < d->count; i++) {
        const struct doctor_finding *f = &d->findings[i];

        if (!all && f->state != DOCTOR_UNSUITABLE)
            continue;
        if (all)
            printf("%s: %s\n", f->name, doctor_state_name(f->state));
        else
            printf("%s\n", f->name);
        print_wrapped(f->text, 4, 72);
        if (*f->command)
            printf("    -> %s\n", f->command);
    }
    printf("%s%zu of %zu checks found something unsuitable%s\n",
           d->unsuitable > 0 ? "\n" : "", d->unsuitable, d->count,
           all ? "" : "; --all shows the others");
}

static void print_json(const struct doctor *d)
{
    json_t *checks = json_array(), *root;

    for (size_t i = 0; i < d->count; i++) {
        const struct doctor_finding *f = &d->findings[i];

        json_array_append_new(
            checks, json_pack("{s:s, s:s, s:s, s:s?}", "name", f->name, "state",
                              doctor_state_name(f->state), "text", f->text,
                              "command", *f->command ? f->command : NULL));
    }
    root = json_pack("{s:I, s:o}", "unsuitable", (json_int_t)d->unsuitable,
                     "checks", checks);
    json_dumpf(root, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(root);
}

enum { OPTION_ALL = 256, OPTION_JSON, OPTION_HELP };

static const struct option long_options[] = {
    {"all", no_argument, NULL, OPTION_ALL},
    {"json", no_argument, NULL, OPTION_JSON},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

int cmd_doctor(int argc, char **argv)
{
    bool all = false, json = false;
    struct doctor doctor;
    int option;

    while ((option = cmd_option(argc, argv, ":", long_options)) != -1) {
        if (option == OPTION_HELP)
            return help();
        all |= option == OPTION_ALL;
        json |= option == OPTION_JSON;
    }
    if (optind < argc)
        die(EXIT_USAGE,
            "doctor: unexpected argument '%s'; options alone are allowed",
            argv[optind]);
    doctor_examine(&doctor, "");
    if (json)
        print_json(&doctor);
    else
        print_text(&doctor, all);
    return doctor.unsuitable > 0 ? EXIT_FAILED : 0;
}
