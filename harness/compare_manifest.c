/*
 * What differs between the manifests. A fact is found by a path of names; in a
 * list of objects a name is that of an element: "doctor/governor/state".
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"

#define FACTS_MAX 512

/* A manifest from a later program may have more: what is not listed can
 * explain a change. */
static const struct fact {
    const char *path, *label;
    enum compare_kind kind;
} known[] = {
    {"build/sha256", "program (sha256)", COMPARE_BUILD},
    {"commit", "commit", COMPARE_BUILD},
    {"dirty", "uncommitted changes", COMPARE_BUILD},
    {"version", "version", COMPARE_BUILD},
    {"build/compiler", "compiler", COMPARE_BUILD},
    {"build/flags", "compiler flags", COMPARE_BUILD},
    {"machine/system", "system", COMPARE_MACHINE},
    {"machine/kernel", "kernel", COMPARE_MACHINE},
    {"machine/arch", "architecture", COMPARE_MACHINE},
    {"machine/cpu", "CPU", COMPARE_MACHINE},
    {"machine/cpus", "number of CPUs", COMPARE_MACHINE},
    {"placement/mode", "placement", COMPARE_MACHINE},
    {"placement/client", "CPUs of the client", COMPARE_MACHINE},
    {"placement/server", "CPUs of the server", COMPARE_MACHINE},
    {"network/namespace", "network namespace", COMPARE_MACHINE},
    {"target", "target", COMPARE_BUILD},
    {"machine/hypervisor", "hypervisor", COMPARE_AROUND},
    {"machine/memory_bytes", "memory, bytes", COMPARE_AROUND},
    {"machine/descriptors", "descriptors", COMPARE_AROUND},
    {"tools/hyperfine", "hyperfine", COMPARE_AROUND},
    {"profile", "profile", COMPARE_AROUND},
    {"created", "time of the run", COMPARE_FORMAL},
    {"resumed", "gone on with at", COMPARE_FORMAL},
    {"seed", "seed", COMPARE_FORMAL},
    {"blocks", "blocks", COMPARE_FORMAL},
    {"rounds", "rounds", COMPARE_FORMAL},
    {"precise", "stopped on precision", COMPARE_FORMAL},
    {"budget_s", "budget, s", COMPARE_FORMAL},
    {"expected_least_s", "expected duration at least, s", COMPARE_FORMAL},
    {"expected_s", "expected duration, s", COMPARE_FORMAL},
    {"reference", "reference", COMPARE_FORMAL},
};

/* Each element of these is a fact of its own. */
static const struct group {
    const char *path, *member, *label;
    enum compare_kind kind;
} groups[] = {
    {"libraries", "", "library", COMPARE_BUILD},
    {"backends", "/uses", "uses", COMPARE_BUILD},
    {"backends", "/shares_cpu", "shares its CPU", COMPARE_AROUND},
    {"doctor", "/state", "doctor", COMPARE_AROUND},
};

/* Their parts are facts already, the cells compare the scenarios; or what they
 * have led to is a fact: the times of the points, the placement, the rounds. */
static const char *const elsewhere[] = {
    "v",     "build",     "machine",   "placement", "network",
    "tools", "scenarios", "libraries", "backends",  "doctor",
    "live",  "pilot",     "ended",
};

/* A point of a scenario has a name of its own kind. */
static const char *name_of(const json_t *element)
{
    const char *name = json_string_value(json_object_get(element, "name"));

    return name ? name : json_string_value(json_object_get(element, "point"));
}

static json_t *element_of(const json_t *list, const char *name)
{
    json_t *one;
    size_t i;

    json_array_foreach(list, i, one)
    {
        const char *its = name_of(one);

        if (its && strcmp(its, name) == 0)
            return one;
    }
    return NULL;
}

/* NULL: it is not there. */
static json_t *find(json_t *at, const char *path)
{
    char name[128];

    while (at && *path) {
        size_t n = strcspn(path, "/");

        snprintf(name, sizeof name, "%.*s", (int)n, path);
        at = json_is_array(at) ? element_of(at, name)
                               : json_object_get(at, name);
        path += n + (path[n] == '/');
    }
    return at;
}

/* A text, to be freed: as a reader writes it, where it is a plain value. */
static char *text_of(const json_t *value, const char *path)
{
    const char *text = json_string_value(value);

    if (value == NULL || json_is_null(value))
        return strdup("not told");
    if (json_is_boolean(value))
        return strdup(json_is_true(value) ? "yes" : "no");
    if (text && strcmp(path, "build/sha256") == 0)
        return strndup(text, 12);
    return text ? strdup(text)
                : json_dumps(value,
                             JSON_ENCODE_ANY | JSON_COMPACT | JSON_SORT_KEYS);
}

static bool seen_before(const struct compare_side *s, size_t run,
                        const char *path)
{
    json_t *value = find(s->runs[run].manifest.json, path);

    for (size_t i = 0; i < run; i++) {
        json_t *other = find(s->runs[i].manifest.json, path);

        if (value == other || json_equal(value, other) ||
            ((!value || json_is_null(value)) &&
             (!other || json_is_null(other))))
            return true;
    }
    return false;
}

/* All values of a side, each once; *mixed: there are several. */
static char *values_of(const struct compare_side *s, const char *path,
                       bool *mixed)
{
    char *all = NULL;
    size_t size;
    FILE *file = open_memstream(&all, &size);

    *mixed = false;
    for (size_t i = 0; file && i < s->count; i++) {
        char *text;

        if (seen_before(s, i, path))
            continue;
        text = text_of(find(s->runs[i].manifest.json, path), path);
        fprintf(file, "%s%s", i > 0 ? " | " : "", text ? text : "");
        *mixed = *mixed || i > 0;
        free(text);
    }
    if (!file || fclose(file) != 0) {
        free(all);
        return NULL;
    }
    return all;
}

static bool is_known(const struct compare_differences *c, const char *label)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(c->list[i].label, label) == 0)
            return true;
    return false;
}

static void forget_last(struct compare_differences *c)
{
    struct compare_difference *d = &c->list[--c->count];

    free(d->label);
    for (size_t side = 0; side < c->side_count; side++)
        free(d->value[side]);
}

void compare_manifests_free(struct compare_differences *c)
{
    while (c->count > 0)
        forget_last(c);
    free(c->list);
    c->list = NULL;
}

/* Keeps the fact when it differs anywhere. */
static int look_at(struct compare_differences *c, const char *path,
                   const char *label, enum compare_kind kind)
{
    struct compare_difference *d = &c->list[c->count];
    bool differs = false;

    if (is_known(c, label))
        return 0;
    memset(d, 0, sizeof *d);
    d->kind = kind;
    d->label = strdup(label);
    c->count++;
    if (!d->label)
        return -ENOMEM;
    for (size_t side = 0; side < c->side_count; side++) {
        d->value[side] = values_of(&c->sides[side], path, &d->mixed[side]);
        if (!d->value[side])
            return -ENOMEM;
        d->apart = d->apart || strcmp(d->value[0], d->value[side]) != 0;
        differs = differs || d->mixed[side];
    }
    if (!d->apart && !differs)
        forget_last(c);
    return 0;
}

static int look_at_element(struct compare_differences *c, const struct group *g,
                           const char *name)
{
    char path[192], label[192];

    snprintf(path, sizeof path, "%s/%s%s", g->path, name, g->member);
    snprintf(label, sizeof label, "%s: %s", g->label, name);
    return c->count < FACTS_MAX ? look_at(c, path, label, g->kind) : 0;
}

static int look_at_group(struct compare_differences *c, json_t *manifest,
                         const struct group *g)
{
    json_t *list = find(manifest, g->path), *one;
    const char *name;
    size_t i;
    int result = 0;

    if (json_is_object(list))
        json_object_foreach(list, name, one) result =
            result < 0 ? result : look_at_element(c, g, name);
    json_array_foreach(list, i, one)
    {
        name = name_of(one);
        /* A row that had no part in the run explains nothing in it. */
        if (name && result == 0 &&
            !json_is_false(json_object_get(one, "selected")))
            result = look_at_element(c, g, name);
    }
    return result;
}

/* How long the points are measured: by the scenario, or settled by a pilot. */
static int look_at_times(struct compare_differences *c,
                         const struct report_manifest *m)
{
    static const char *const times[][2] = {{"warmup_ns", "warm-up, ns"},
                                           {"window_ns", "window, ns"}};
    char path[256], label[256];
    int result = 0;

    for (size_t i = 0; i < m->scenario_count; i++)
        for (size_t k = 0; k < m->scenarios[i].point_count; k++)
            for (int t = 0; t < 2 && result == 0; t++) {
                const char *name = m->scenarios[i].name;
                const char *point = m->scenarios[i].points[k].name;

                snprintf(path, sizeof path, "scenarios/%.80s/points/%.80s/%s",
                         name, point, times[t][0]);
                snprintf(label, sizeof label, "%s: %.80s %.80s", times[t][1],
                         name, point);
                if (c->count < FACTS_MAX)
                    result = look_at(c, path, label, COMPARE_AROUND);
            }
    return result;
}

static bool is_elsewhere(const char *name)
{
    for (size_t i = 0; i < sizeof elsewhere / sizeof *elsewhere; i++)
        if (strcmp(elsewhere[i], name) == 0)
            return true;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].path, name) == 0)
            return true;
    return false;
}

static int look_at_rest(struct compare_differences *c, json_t *manifest)
{
    const char *name;
    json_t *value;
    int result = 0;

    json_object_foreach(manifest, name, value)
    {
        if (!is_elsewhere(name) && result == 0 && c->count < FACTS_MAX)
            result = look_at(c, name, name, COMPARE_AROUND);
    }
    return result;
}

int compare_manifests(struct compare_differences *c)
{
    int result = 0;

    c->list = calloc(FACTS_MAX + 1, sizeof *c->list);
    if (!c->list)
        return -ENOMEM;
    for (size_t i = 0; i < sizeof known / sizeof *known && result == 0; i++)
        result = look_at(c, known[i].path, known[i].label, known[i].kind);
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
        for (size_t side = 0; side < c->side_count; side++)
            for (size_t i = 0; i < c->sides[side].count && result == 0; i++)
                result = look_at_group(c, c->sides[side].runs[i].manifest.json,
                                       &groups[g]);
    for (size_t side = 0; side < c->side_count; side++)
        for (size_t i = 0; i < c->sides[side].count && result == 0; i++) {
            const struct report_manifest *m = &c->sides[side].runs[i].manifest;

            result = look_at_times(c, m);
            if (result == 0)
                result = look_at_rest(c, m->json);
        }
    return result;
}
