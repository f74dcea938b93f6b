#include "compare_keys.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "scenario.h"

/* A cell is found by its point; these choose which there are. */
static const char *const free_keys[] = {
    "scenario.title",         "scenario.question",
    "scenario.order",         "load.connections",
    "load.quick-connections", "time.quick-warmup",
    "time.quick-window",      "load.rate",
    "load.quick-rate",
};

static bool is_free(const char *name)
{
    for (size_t i = 0; i < sizeof free_keys / sizeof *free_keys; i++)
        if (strcmp(free_keys[i], name) == 0)
            return true;
    return false;
}

static json_t *keys_of(const struct report_manifest *m, const char *scenario)
{
    for (size_t i = 0; i < m->scenario_count; i++)
        if (strcmp(m->scenarios[i].name, scenario) == 0)
            return m->scenarios[i].keys;
    return NULL;
}

static const char *default_of(const char *name)
{
    const struct scenario_key *keys = scenario_keys();
    char full[128];

    for (int i = 0; i < SCENARIO_KEYS; i++) {
        snprintf(full, sizeof full, "%s.%s", keys[i].section, keys[i].name);
        if (strcmp(full, name) == 0 && keys[i].fallback)
            return keys[i].fallback;
    }
    return "";
}

static const char *value_of(const struct report_manifest *m,
                            const char *scenario, const char *name)
{
    const char *text =
        json_string_value(json_object_get(keys_of(m, scenario), name));

    return text ? text : default_of(name);
}

static void add_name(char *names, size_t size, const char *name)
{
    size_t used = strlen(names);

    snprintf(names + used, size - used, "%s%s", used ? ", " : "", name);
}

void compare_keys(const struct report_manifest *a,
                  const struct report_manifest *b, const char *scenario,
                  char *names, size_t size)
{
    const struct report_manifest *const both[] = {a, b};
    const char *name;
    json_t *value;

    *names = '\0';
    for (int side = 0; side < 2; side++) {
        json_t *keys = keys_of(both[side], scenario);

        json_object_foreach(keys, name, value)
        {
            /* What both have was looked at with the first. */
            if (is_free(name) ||
                (side == 1 && json_object_get(keys_of(a, scenario), name)))
                continue;
            if (strcmp(value_of(a, scenario, name),
                       value_of(b, scenario, name)) != 0)
                add_name(names, size, name);
        }
    }
}
