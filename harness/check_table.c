#include "check_table.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* More names than that are counted. */
#define NAMES 6

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static bool has(const json_t *list, const char *name)
{
    const json_t *value;
    size_t i;

    json_array_foreach(list, i, value) if (json_is_string(value) &&
                                           strcmp(json_string_value(value),
                                                  name) == 0) return true;
    return false;
}

/* Of the cases of a group, how many a row has in one of its lists. */
static size_t count_in(const json_t *row, const char *list, const json_t *cases)
{
    const json_t *entry, *name;
    size_t i, j, n = 0;

    json_array_foreach(json_object_get(row, list), i, entry)
    {
        json_array_foreach(cases, j, name)
        {
            n += json_is_string(name) &&
                 has(json_object_get(entry, "cases"), json_string_value(name));
        }
    }
    return n;
}

static const char *cell_of(const json_t *row, const json_t *group)
{
    const json_t *cases = json_object_get(group, "cases");
    size_t not_run = count_in(row, "not_run", cases);

    if (count_in(row, "failed", cases) > 0)
        return "FAILED";
    if (not_run == json_array_size(cases))
        return "-";
    return not_run > 0 ? "part" : "ok";
}

struct table *check_table_make(const json_t *check)
{
    const json_t *groups = json_object_get(check, "groups"), *group, *row;
    struct table *t = table_create("Conformance", json_array_size(groups) + 1);
    size_t i, j;

    if (!t)
        return NULL;
    table_add(t, "backend");
    json_array_foreach(groups, i, group)
    {
        table_add(t, "%s", text_of(group, "group"));
    }
    json_array_foreach(json_object_get(check, "rows"), j, row)
    {
        table_add(t, "%s", text_of(row, "backend"));
        json_array_foreach(groups, i, group)
        {
            table_add(t, "%s", cell_of(row, group));
        }
    }
    return t;
}

/* The names with commas, or how many there are. */
static void write_names(const json_t *names, const char *what, char *text,
                        size_t size)
{
    const json_t *name;
    size_t i, used = 0, count = json_array_size(names);

    *text = '\0';
    if (count > NAMES)
        snprintf(text, size, "%zu %s", count, what);
    else
        json_array_foreach(names, i, name)
        {
            if (json_is_string(name) && used < size)
                used +=
                    (size_t)snprintf(text + used, size - used, "%s%s",
                                     i ? ", " : "", json_string_value(name));
        }
}

void check_table_failures(const json_t *check, struct lines *out)
{
    const json_t *row, *entry;
    char cases[512];
    size_t i, j;

    json_array_foreach(json_object_get(check, "rows"), i, row)
    {
        json_array_foreach(json_object_get(row, "failed"), j, entry)
        {
            write_names(json_object_get(entry, "cases"), "cases", cases,
                        sizeof cases);
            lines_add(out, "%s failed %s: %s", text_of(row, "backend"), cases,
                      text_of(entry, "text"));
        }
    }
}

/* Reasons that rows have in common stand once: {cases, text, backends}. */
static void add_reason(json_t *reasons, const json_t *entry, const char *who)
{
    json_t *other;
    size_t i;

    json_array_foreach(reasons, i, other)
    {
        if (json_equal(json_object_get(other, "text"),
                       json_object_get(entry, "text")) &&
            json_equal(json_object_get(other, "cases"),
                       json_object_get(entry, "cases"))) {
            json_array_append_new(json_object_get(other, "backends"),
                                  json_string_nocheck(who));
            return;
        }
    }
    json_array_append_new(
        reasons,
        json_pack("{s:O, s:O, s:[s]}", "cases", json_object_get(entry, "cases"),
                  "text", json_object_get(entry, "text"), "backends", who));
}

static void tell_reasons(const json_t *check, const char *list,
                         const char *format, struct lines *out)
{
    json_t *reasons = json_array();
    const json_t *row, *entry;
    char cases[512], rows[512], head[1100];
    size_t i, j;

    json_array_foreach(json_object_get(check, "rows"), i, row)
    {
        json_array_foreach(json_object_get(row, list), j, entry)
        {
            add_reason(reasons, entry, text_of(row, "backend"));
        }
    }
    json_array_foreach(reasons, i, entry)
    {
        write_names(json_object_get(entry, "cases"), "cases", cases,
                    sizeof cases);
        write_names(json_object_get(entry, "backends"), "rows", rows,
                    sizeof rows);
        snprintf(head, sizeof head, "%s, %s", rows, cases);
        lines_add(out, "%s%s: %s", format, head, text_of(entry, "text"));
    }
    json_decref(reasons);
}

void check_table_remarks(const json_t *check, struct lines *out)
{
    const json_t *without = json_object_get(check, "without");
    char cases[512];

    write_names(without, "cases", cases, sizeof cases);
    if (*cases)
        lines_add(out, "not part of this check: %s", cases);
    tell_reasons(check, "not_run", "not run: ", out);
    tell_reasons(check, "remarks", "", out);
}
