/*
 * Options of the subcommands: getopt_long with messages of our own, since its
 * own name neither the program nor what was probably meant.
 */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "parse.h"
#include "suggest.h"

enum { OPTIONS_MAX = 64 };

static noreturn void unknown_option(const char *command, const char *given,
                                    const struct option *options)
{
    const char *names[OPTIONS_MAX];
    const char *near;
    char name[64];
    size_t n = 0;

    while (n < OPTIONS_MAX && options[n].name != NULL) {
        names[n] = options[n].name;
        n++;
    }
    snprintf(name, sizeof name, "%.*s", (int)strcspn(given + 2, "="),
             given + 2);
    near = suggest(name, names, n);
    if (near != NULL)
        die(EXIT_USAGE, "%s: unknown option '--%s'; did you mean '--%s'?",
            command, name, near);
    die(EXIT_USAGE, "%s: unknown option '--%s'; see muxbench %s --help",
        command, name, command);
}

/* getopt_long gives a letter, or 0 or a `val` and the word for a long one. */
static noreturn void bad_option(char **argv, const struct option *options)
{
    const char *given = argv[optind - 1];

    if (optopt == 0)
        unknown_option(argv[0], given, options);
    for (; options->name != NULL; options++) {
        if (options->val == optopt && strncmp(given, "--", 2) == 0)
            die(EXIT_USAGE, "%s: option '--%s' takes no value", argv[0],
                options->name);
    }
    die(EXIT_USAGE, "%s: unknown option '-%c'; see muxbench %s --help", argv[0],
        optopt, argv[0]);
}

static noreturn void missing_value(char **argv, const struct option *options)
{
    const char *given = argv[optind - 1];

    if (strncmp(given, "--", 2) == 0)
        die(EXIT_USAGE, "%s: option '%s' needs a value", argv[0], given);
    (void)options;
    die(EXIT_USAGE, "%s: option '-%c' needs a value", argv[0], optopt);
}

int cmd_option(int argc, char **argv, const char *letters,
               const struct option *options)
{
    int option;

    opterr = 0;
    option = getopt_long(argc, argv, letters, options, NULL);
    if (option == '?')
        bad_option(argv, options);
    if (option == ':')
        missing_value(argv, options);
    return option;
}

uint64_t cmd_count(const char *command, const char *option, const char *text,
                   uint64_t low, uint64_t high)
{
    uint64_t count;

    if (parse_count_within(text, low, high, &count) < 0)
        die(EXIT_USAGE,
            "%s: %s '%s': must be " PARSE_COUNT_ALLOWED " from %" PRIu64
            " to %" PRIu64,
            command, option, text, low, high);
    return count;
}

uint64_t cmd_seed(const char *command, const char *text)
{
    uint64_t seed = 0;
    char *end = NULL;

    errno = 0;
    if (strncmp(text, "0x", 2) == 0 && text[2] != '-' && text[2] != '+')
        seed = strtoull(text + 2, &end, 16);
    if (end ? errno != 0 || *end != '\0' || end == text + 2
            : parse_count(text, &seed) < 0)
        die(EXIT_USAGE,
            "%s: --seed '%s': must be " PARSE_COUNT_ALLOWED
            " below 2^64, or 0x and hexadecimal digits",
            command, text);
    return seed;
}
