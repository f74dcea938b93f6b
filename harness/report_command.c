#include "report_command.h"

#include <stdio.h>
#include <string.h>

/* Quoted for a shell when anything but these is in it. */
static void add_word(struct lines *words, const char *word)
{
    bool plain = strspn(word, "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789-_=,./:") == strlen(word);

    if (plain || strchr(word, '\'') != NULL)
        lines_add(words, "%s", word);
    else
        lines_add(words, "'%s'", word);
}

void report_command(const struct report_manifest *m, struct lines *words)
{
    const char *placement = report_manifest_text(m, "placement", "mode");
    char backends[1024] = "";
    size_t length = 0, index;
    const json_t *set;

    add_word(words, "muxbench");
    add_word(words, "run");
    for (size_t i = 0; i < m->scenario_count; i++)
        add_word(words, m->scenarios[i].name);
    for (size_t i = 0; i < m->backend_count; i++) {
        if (m->backends[i].selected && length < sizeof backends)
            length += (size_t)snprintf(
                backends + length, sizeof backends - length, "%s%s",
                length == 0 ? "" : ",", m->backends[i].name);
    }
    json_array_foreach(report_manifest_value(m, NULL, "set"), index, set)
    {
        add_word(words, "--set");
        add_word(words, json_string_value(set));
    }
    add_word(words, "--backends");
    add_word(words, backends);
    add_word(words, "--profile");
    add_word(words, m->profile);
    lines_add(words, "--blocks %d", m->blocks);
    lines_add(words, "--seed 0x%s", m->seed);
    if (placement != NULL)
        lines_add(words, "--placement %s", placement);
    if (strcmp(m->profile, "quick") == 0 &&
        json_is_true(report_manifest_value(m, NULL, "instrumented")))
        add_word(words, "--syscalls");
    if (json_is_false(report_manifest_value(m, "check", "run")))
        add_word(words, "--no-check");
    if (m->target != NULL) {
        add_word(words, "--target");
        add_word(words, m->target);
    }
}
