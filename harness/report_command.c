#include "report_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In single quotes, where each quote of its own is put outside of them. */
static void add_quoted(struct lines *words, const char *word)
{
    char *quoted = malloc(4 * strlen(word) + 3), *end = quoted;

    if (quoted == NULL) {
        words->failed = true;
        return;
    }
    *end++ = '\'';
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            memcpy(end, "'\\''", 4);
            end += 4;
        } else {
            *end++ = *word;
        }
    }
    *end++ = '\'';
    *end = '\0';
    lines_add(words, "%s", quoted);
    free(quoted);
}

/* Quoted for a shell when anything but these is in it; NULL: none. */
static void add_word(struct lines *words, const char *word)
{
    if (word == NULL)
        return;
    if (strspn(word, "abcdefghijklmnopqrstuvwxyz"
                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                     "0123456789-_=,./:") == strlen(word))
        lines_add(words, "%s", word);
    else
        add_quoted(words, word);
}

static void add_seed(struct lines *words, const char *seed)
{
    char word[64];

    snprintf(word, sizeof word, "0x%s", seed);
    add_word(words, "--seed");
    add_word(words, word);
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
        if (json_is_string(set))
            add_word(words, "--set");
        add_word(words, json_string_value(set));
    }
    add_word(words, "--backends");
    add_word(words, backends);
    add_word(words, "--profile");
    add_word(words, m->profile);
    lines_add(words, "--blocks %d", m->blocks);
    add_seed(words, m->seed);
    if (placement != NULL) {
        add_word(words, "--placement");
        add_word(words, placement);
    }
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
