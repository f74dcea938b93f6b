#include "scenario_json.h"

#include <stdio.h>

#include "scenario.h"

json_t *scenario_json_keys(const struct scenario *s)
{
    const struct scenario_key *keys = scenario_keys();
    json_t *object = json_object();
    char name[128];

    for (int i = 0; i < SCENARIO_KEYS; i++) {
        snprintf(name, sizeof name, "%s.%s", keys[i].section, keys[i].name);
        json_object_set_new(object, name, json_string_nocheck(s->texts[i]));
    }
    return object;
}
