#include "check_json.h"

#include <string.h>

#include "backend.h"

/* The cases by group; groups without any are left out. */
static json_t *groups_of(const struct check_order *order)
{
    json_t *groups = json_array();

    for (int g = 0; g < CHECK_GROUPS; g++) {
        json_t *cases = json_array();

        for (size_t i = 0; i < order->case_count; i++)
            if ((int)order->cases[i]->group == g)
                json_array_append_new(cases,
                                      json_string(order->cases[i]->name));
        if (json_array_size(cases) == 0)
            json_decref(cases);
        else
            json_array_append_new(
                groups, json_pack("{s:s, s:o}", "group",
                                  check_group_name((enum check_group)g),
                                  "cases", cases));
    }
    return groups;
}

/* The entry of a list with this text; a new one when there is none. */
static json_t *entry_of(json_t *list, const char *text)
{
    json_t *entry;
    size_t i;

    json_array_foreach(list, i, entry)
    {
        const char *other = json_string_value(json_object_get(entry, "text"));

        if (other && strcmp(other, text) == 0)
            return entry;
    }
    entry =
        json_pack("{s:[], s:o}", "cases", "text", json_string_nocheck(text));
    json_array_append_new(list, entry);
    return entry;
}

/* All cases in this state that have something to tell, by what they tell. */
static json_t *told(const struct check_results *r, size_t row,
                    enum check_state state)
{
    json_t *list = json_array();

    for (size_t i = 0; i < r->order->case_count; i++) {
        const struct check_result *result = check_result_of(r, row, i);

        if (result->state != state || !*result->text)
            continue;
        json_array_append_new(
            json_object_get(entry_of(list, result->text), "cases"),
            json_string(r->order->cases[i]->name));
    }
    return list;
}

static json_t *row_of(const struct check_results *r, size_t row)
{
    const struct backend *b = r->order->backends[row];
    int ok = 0;

    for (size_t i = 0; i < r->order->case_count; i++)
        ok += check_result_of(r, row, i)->state == CHECK_OK;
    return json_pack("{s:s, s:i, s:o, s:o, s:o}", "backend", b->name, "ok", ok,
                     "failed", told(r, row, CHECK_FAILED), "not_run",
                     told(r, row, CHECK_NOT_RUN), "remarks",
                     told(r, row, CHECK_OK));
}

json_t *check_to_json(const struct check_results *r)
{
    json_t *rows = json_array();

    for (size_t i = 0; i < r->order->backend_count; i++)
        json_array_append_new(rows, row_of(r, i));
    return json_pack("{s:i, s:o, s:o}", "v", 1, "groups", groups_of(r->order),
                     "rows", rows);
}
