/*
 * Values of the command line in the place of a file's: `--set conns=1,100`.
 */
#include <errno.h>
#include <string.h>

#include "scenario_check.h"
#include "suggest.h"

/* Names of keys that people write shorter. */
static const char *full_name(const char *name)
{
    return strcmp(name, "conns") == 0 ? "connections" : name;
}

/* By its name alone: no two sections have one of the same. -1: none. */
static int find(const char *name)
{
    const struct scenario_key *keys = scenario_keys();
    int i = 0;

    while (i < SCENARIO_KEYS && strcmp(keys[i].name, full_name(name)) != 0)
        i++;
    return i < SCENARIO_KEYS ? i : -1;
}

static int unknown(const char *set, const char *name, char *error)
{
    const struct scenario_key *keys = scenario_keys();
    const char *names[SCENARIO_KEYS], *near;
    char all[640] = "", meant[64] = "";

    for (int i = 0; i < SCENARIO_KEYS; i++) {
        size_t used = strlen(all);

        names[i] = keys[i].name;
        snprintf(all + used, sizeof all - used, "%s%s", used ? ", " : "",
                 names[i]);
    }
    near = suggest(name, names, SCENARIO_KEYS);
    if (near)
        snprintf(meant, sizeof meant, "; did you mean '%s'?", near);
    snprintf(error, SCENARIO_ERROR_MAX,
             "--set %.128s: a scenario has no '%s'%s (there are: %s)", set,
             name, meant, all);
    return -EINVAL;
}

static int set_key(struct scenario *s, int index, const char *set,
                   const char *value, char *error)
{
    const struct scenario_key *key = &scenario_keys()[index];
    char allowed[160];

    if (scenario_set(s, key, value) < 0) {
        scenario_allowed(key, allowed, sizeof allowed);
        snprintf(error, SCENARIO_ERROR_MAX, "--set %.256s: allowed is %s", set,
                 allowed);
        return -EINVAL;
    }
    strcpy(s->texts[index], value);
    s->lines[index] = SCENARIO_LINE_SET;
    return 0;
}

/* "conns=1,100" into its two parts. */
static int take_apart(const char *set, char name[64], const char **value,
                      char *error)
{
    const char *equals = strchr(set, '=');

    if (!equals || equals == set || equals - set >= 64) {
        snprintf(error, SCENARIO_ERROR_MAX,
                 "--set %.128s: a key of the scenario and its value, as in "
                 "--set conns=1,100",
                 set);
        return -EINVAL;
    }
    snprintf(name, 64, "%.*s", (int)(equals - set), set);
    *value = equals + 1;
    return 0;
}

/* Some other one of the sets is for this key. */
static bool is_set(const char *const *sets, size_t count, int index)
{
    char name[64], error[SCENARIO_ERROR_MAX];
    const char *value;

    for (size_t i = 0; i < count; i++)
        if (take_apart(sets[i], name, &value, error) == 0 &&
            find(name) == index)
            return true;
    return false;
}

/* What is wanted is wanted of a quick run, too. */
static int set_quick(struct scenario *s, const char *const *sets, size_t count,
                     const char *name, const char *set, const char *value,
                     char *error)
{
    char quick[80];
    int index;

    snprintf(quick, sizeof quick, "quick-%s", full_name(name));
    index = find(quick);
    return index < 0 || is_set(sets, count, index)
               ? 0
               : set_key(s, index, set, value, error);
}

int scenario_override(struct scenario *s, const char *const *sets, size_t count,
                      char *error)
{
    *error = '\0';
    for (size_t i = 0; i < count; i++) {
        const char *value = NULL;
        char name[64];
        int result = take_apart(sets[i], name, &value, error), index;

        index = result == 0 ? find(name) : -1;
        if (result == 0 && index < 0)
            result = unknown(sets[i], name, error);
        if (result == 0)
            result = set_key(s, index, sets[i], value, error);
        if (result == 0)
            result = set_quick(s, sets, count, name, sets[i], value, error);
        if (result < 0)
            return result;
    }
    return count > 0 ? scenario_check(s, error) : 0;
}
