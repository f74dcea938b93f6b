/*
 * A file is read in three steps: every line by itself, then every value by its
 * key, then the values together. The first mistake ends it: those behind it
 * may only follow from it.
 */
#include "scenario.h"

#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "scenario_check.h"
#include "suggest.h"

/* What inih calls back with. Handlers of common builds of it are not told the
 * line, so the lines are counted where they are read. */
struct reading {
    struct scenario *scenario;
    FILE *file;
    char *error; /* the first message */
    int line;    /* being read */
    bool too_long;
    bool indented; /* goes on with the value of the line before */
};

/* inih takes a line of more than its buffer for two lines; here it is an
 * error. */
static char *read_line(char *text, int size, void *data)
{
    struct reading *r = data;
    char *line = r->too_long ? NULL : fgets(text, size, r->file);
    size_t n = line ? strlen(line) : 0;

    if (!line)
        return NULL;
    r->line++;
    r->indented = *line == ' ' || *line == '\t';
    if (n > 0 && line[n - 1] != '\n' && !feof(r->file)) {
        r->too_long = true;
        scenario_complain(
            r->scenario, r->line, r->error,
            "longer than %d bytes; put the rest on a line of its own "
            "that starts with a space",
            size - 2);
    }
    return line;
}

/* The names of a section's keys, or of all sections when it is NULL; for a
 * message and for suggest(). How many. */
static size_t list_names(const char *section, const char *names[SCENARIO_KEYS],
                         char *all, size_t size)
{
    const struct scenario_key *keys = scenario_keys();
    size_t count = 0;

    *all = '\0';
    for (int i = 0; i < SCENARIO_KEYS; i++) {
        const char *name = section ? keys[i].name : keys[i].section;
        size_t used = strlen(all);

        if (section ? strcmp(keys[i].section, section) != 0
                    : count > 0 && strcmp(names[count - 1], name) == 0)
            continue;
        names[count++] = name;
        snprintf(all + used, size - used, "%s%s", used ? ", " : "", name);
    }
    return count;
}

static int unknown_key(struct reading *r, const char *section, const char *name)
{
    const char *names[SCENARIO_KEYS], *near;
    char all[512], meant[128] = "";
    size_t count;

    if (!*section)
        return scenario_complain(r->scenario, r->line, r->error,
                                 "'%s' stands before the first [section]",
                                 name);
    count = list_names(section, names, all, sizeof all);
    if (count == 0) {
        count = list_names(NULL, names, all, sizeof all);
        near = suggest(section, names, count);
        if (near)
            snprintf(meant, sizeof meant, "; did you mean [%s]?", near);
        return scenario_complain(r->scenario, r->line, r->error,
                                 "unknown section [%s]%s (there are: %s)",
                                 section, meant, all);
    }
    near = suggest(name, names, count);
    if (near)
        snprintf(meant, sizeof meant, "; did you mean '%s'?", near);
    return scenario_complain(r->scenario, r->line, r->error,
                             "unknown key '%s' in [%s]%s (there are: %s)", name,
                             section, meant, all);
}

/* Long texts go on in lines that are indented. */
static int add_text(struct reading *r, int index, const char *value)
{
    char *text = r->scenario->texts[index];
    size_t used = strlen(text);

    if (used + 1 + strlen(value) >= SCENARIO_TEXT_MAX)
        return scenario_complain(r->scenario, r->line, r->error,
                                 "the value of '%s' is longer than %d bytes",
                                 scenario_keys()[index].name,
                                 SCENARIO_TEXT_MAX - 1);
    snprintf(text + used, SCENARIO_TEXT_MAX - used, "%s%s", used ? " " : "",
             value);
    return 0;
}

static int on_value(void *data, const char *section, const char *name,
                    const char *value)
{
    struct reading *r = data;
    struct scenario *s = r->scenario;
    int index = scenario_find_key(section, name);

    if (*r->error)
        return 0;
    if (index < 0)
        return unknown_key(r, section, name) == 0;
    if (s->lines[index] > 0 && !r->indented)
        return scenario_complain(s, r->line, r->error,
                                 "'%s' is given again, it was given in line %d",
                                 name, s->lines[index]) == 0;
    if (s->lines[index] == 0)
        s->lines[index] = r->line;
    return add_text(r, index, value) == 0;
}

static int set_all(struct scenario *s, char *error)
{
    const struct scenario_key *keys = scenario_keys();

    for (int i = 0; i < SCENARIO_KEYS; i++) {
        const struct scenario_key *key = &keys[i];
        char allowed[160];

        if (s->lines[i] == 0 && !key->fallback)
            return scenario_complain(s, 0, error, "there is no '%s' in [%s]",
                                     key->name, key->section);
        if (s->lines[i] == 0)
            snprintf(s->texts[i], SCENARIO_TEXT_MAX, "%s", key->fallback);
        if (scenario_set(s, key, s->texts[i]) == 0)
            continue;
        scenario_allowed(key, allowed, sizeof allowed);
        return scenario_complain(s, s->lines[i], error,
                                 "%s = %s; allowed is %s", key->name,
                                 s->texts[i], allowed);
    }
    if (s->quick_connections.count == 0)
        s->quick_connections = s->sweeps[SWEEP_CONNECTIONS];
    if (s->quick_rates.count == 0)
        s->quick_rates = s->sweeps[SWEEP_RATE];
    return 0;
}

static int parse_file(struct scenario *s, FILE *file, char *error)
{
    struct reading r = {.scenario = s, .file = file, .error = error};
    int line = ini_parse_stream(read_line, &r, on_value, &r);

    if (ferror(file)) {
        *error = '\0';
        scenario_complain(s, 0, error, "cannot be read: %s", strerror(errno));
        return -EIO;
    }
    if (line != 0)
        return scenario_complain(
            s, line, error,
            "neither '[section]' nor 'key = value' nor a comment");
    return *error ? -EINVAL : 0;
}

/* "keepalive" of "scenarios/keepalive.ini"; it becomes part of records. */
static int set_name(struct scenario *s, const char *path, char *error)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    size_t n = strlen(name);

    if (n > 4 && strcmp(name + n - 4, ".ini") == 0)
        n -= 4;
    if (n == 0 || n >= sizeof s->name ||
        strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") < n)
        return scenario_complain(
            s, 0, error,
            "the name of a scenario file is 1 to %zu of a-z, 0-9, "
            "'-' and '_', and .ini",
            sizeof s->name - 1);
    memcpy(s->name, name, n);
    return 0;
}

int scenario_read(struct scenario *s, const char *path, char *error)
{
    FILE *file;
    int result;

    *error = '\0';
    memset(s, 0, sizeof *s);
    snprintf(s->file, sizeof s->file, "%s", path);
    result = set_name(s, path, error);
    if (result < 0)
        return result;
    file = fopen(path, "r");
    if (!file) {
        result = -errno;
        scenario_complain(s, 0, error, "cannot be read: %s", strerror(-result));
        return result;
    }
    result = parse_file(s, file, error);
    fclose(file);
    if (result == 0)
        result = set_all(s, error);
    return result < 0 ? result : scenario_check(s, error);
}

/* A default counts as not given: it may be of no use to the mode. */
static int take_value(struct scenario *s, int index, const char *value,
                      char *error)
{
    const struct scenario_key *key = &scenario_keys()[index];

    /* A program from before there was the key meant its default. */
    if (!value)
        value = key->fallback;
    if (!value || strlen(value) >= SCENARIO_TEXT_MAX)
        return scenario_complain(s, 0, error,
                                 "scenario '%s' has no sound '%s.%s'", s->name,
                                 key->section, key->name);
    s->lines[index] = !key->fallback || strcmp(value, key->fallback) != 0;
    strcpy(s->texts[index], value);
    return 0;
}

int scenario_from_keys(struct scenario *s, const char *name, const char *file,
                       const char *(*value_of)(const void *, const char *,
                                               const char *),
                       const void *data, char *error)
{
    const struct scenario_key *keys = scenario_keys();
    int result;

    *error = '\0';
    memset(s, 0, sizeof *s);
    snprintf(s->file, sizeof s->file, "%s", file);
    result = set_name(s, name, error);
    for (int i = 0; i < SCENARIO_KEYS && result == 0; i++)
        result = take_value(s, i, value_of(data, keys[i].section, keys[i].name),
                            error);
    if (result == 0)
        result = set_all(s, error);
    return result < 0 ? result : scenario_check(s, error);
}
