/*
 * The table of keys for people: what is written here cannot differ from what
 * the parser takes.
 */
#include <string.h>

#include "scenario.h"
#include "wrap.h"

static const char *default_of(const struct scenario_key *key)
{
    if (!key->fallback)
        return "required";
    return *key->fallback ? key->fallback : "empty";
}

void scenario_print_keys(FILE *file)
{
    const struct scenario_key *keys = scenario_keys();
    const char *section = "";
    char about[SCENARIO_TEXT_MAX];

    for (int i = 0; i < SCENARIO_KEYS; i++) {
        if (strcmp(keys[i].section, section) != 0)
            fprintf(file, "  [%s]\n", keys[i].section);
        section = keys[i].section;
        snprintf(about, sizeof about, "%s (%s)", keys[i].about,
                 default_of(&keys[i]));
        fprintf(file, "    %-24s ", keys[i].name);
        wrap_print(file, 29, about);
    }
}

static void print_head(FILE *file)
{
    fputs("# Scenarios\n\n"
          "A scenario says what is fetched, how, and by how many connections. "
          "It is one\nfile here, `NAME.ini`; `muxbench run NAME` runs it, and "
          "`muxbench run FILE.ini` any\nother. Several runs of the same "
          "scenario can be compared, so a changed scenario\nshould get a new "
          "name.\n\n"
          "Lines are `key = value` below their `[section]`; `;` and `#` start "
          "a comment. A\nvalue goes on in the next line when that one starts "
          "with a space. A time needs\nits unit: `us`, `ms`, `s`, `m` or `h`. "
          "What is wrong in a file is reported with\nits line, and nothing is "
          "run.\n\n"
          "This page is made by `muxbench list --keys-markdown` from the "
          "table of keys that\nthe program itself reads.\n",
          file);
}

void scenario_print_markdown(FILE *file)
{
    const struct scenario_key *keys = scenario_keys();
    const char *section = "";
    char allowed[160];

    print_head(file);
    for (int i = 0; i < SCENARIO_KEYS; i++) {
        const struct scenario_key *key = &keys[i];
        const char *tick = key->fallback && *key->fallback ? "`" : "";

        if (strcmp(key->section, section) != 0)
            fprintf(file,
                    "\n## [%s]\n\n| key | meaning | allowed | default |\n"
                    "|---|---|---|---|\n",
                    key->section);
        section = key->section;
        scenario_allowed(key, allowed, sizeof allowed);
        fprintf(file, "| `%s` | %s | %s | %s%s%s |\n", key->name, key->about,
                allowed, tick, default_of(key), tick);
    }
}
