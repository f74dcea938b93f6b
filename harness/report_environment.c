/*
 * The tables of what the numbers were measured on and with.
 */
#include "report_tables.h"

#include <stdio.h>
#include <string.h>

/* What its rounds really used, else what `muxbench list` would say. */
static const char *uses(const struct report_summary *s,
                        const struct manifest_backend *b)
{
    for (size_t i = 0; i < s->rounds->count; i++) {
        const struct record *r = &s->rounds->records[i];

        if (strcmp(r->backend, b->name) == 0 && *r->uses != '\0')
            return r->uses;
    }
    return b->uses == NULL ? "" : b->uses;
}

struct table *report_table_backends(const struct report_summary *s)
{
    const struct report_manifest *m = s->manifest;
    struct table *t = table_create("Backends of this run", 4);

    if (t == NULL)
        return NULL;
    table_add(t, "backend");
    table_add(t, "family");
    table_add(t, "model");
    table_add(t, "used");
    for (size_t i = 0; i < m->backend_count; i++) {
        const struct manifest_backend *b = &m->backends[i];

        if (!b->selected || !b->usable)
            continue;
        table_add(t, "%s", b->name);
        table_add(t, "%s", b->family);
        table_add(t, "%s", b->about);
        table_add(t, "%s", uses(s, b));
    }
    return t;
}

/* Why the check has kept this row out, or NULL. */
static const char *left_out(const struct report_manifest *m, const char *name)
{
    json_t *row;
    size_t i;

    json_array_foreach(report_manifest_value(m, "check", "left_out"), i, row)
    {
        const char *backend =
            json_string_value(json_object_get(row, "backend"));

        if (backend != NULL && strcmp(backend, name) == 0)
            return json_string_value(json_object_get(row, "reason"));
    }
    return NULL;
}

struct table *report_table_unusable(const struct report_summary *s)
{
    const struct report_manifest *m = s->manifest;
    struct table *t = table_create("Backends that could not run", 3);

    if (t == NULL)
        return NULL;
    table_add(t, "backend");
    table_add(t, "model");
    table_add(t, "reason");
    for (size_t i = 0; i < m->backend_count; i++) {
        const struct manifest_backend *b = &m->backends[i];

        const char *why = b->usable ? left_out(m, b->name) : b->reason;

        if (b->usable && why == NULL)
            continue;
        table_add(t, "%s", b->name);
        table_add(t, "%s", b->about);
        table_add(t, "%s", why == NULL ? "not told" : why);
    }
    return t;
}

/* A value as text: "not known" for null, lists with commas. */
static void add_json(struct table *t, json_t *value)
{
    char list[512] = "";
    size_t length = 0, i;
    json_t *element;

    if (json_is_string(value)) {
        table_add(t, "%s", json_string_value(value));
    } else if (json_is_integer(value)) {
        table_add(t, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else if (json_is_boolean(value)) {
        table_add(t, "%s", json_is_true(value) ? "yes" : "no");
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, element)
        {
            if (length < sizeof list)
                length += (size_t)snprintf(list + length, sizeof list - length,
                                           "%s%" JSON_INTEGER_FORMAT,
                                           i == 0 ? "" : ", ",
                                           json_integer_value(element));
        }
        table_add(t, "%s", i == 0 ? "any" : list);
    } else {
        table_add(t, "not known");
    }
}

static void add_memory(struct table *t, json_t *value)
{
    if (json_is_integer(value))
        table_add(t, "%.1f GiB",
                  (double)json_integer_value(value) / (1024. * 1024 * 1024));
    else
        table_add(t, "not known");
}

struct table *report_table_unsuitable(const struct report_summary *s)
{
    json_t *checks = report_manifest_value(s->manifest, NULL, "doctor"), *check;
    struct table *t = table_create("What is unsuitable about the machine", 2);
    size_t i;

    if (t == NULL)
        return NULL;
    table_add(t, "check");
    table_add(t, "finding");
    json_array_foreach(checks, i, check)
    {
        const char *state = json_string_value(json_object_get(check, "state"));
        const char *name = json_string_value(json_object_get(check, "name"));
        const char *text = json_string_value(json_object_get(check, "text"));

        if (!state || !name || !text || strcmp(state, "unsuitable") != 0)
            continue;
        table_add(t, "%s", name);
        table_add(t, "%s", text);
    }
    return t;
}

struct table *report_table_environment(const struct report_summary *s)
{
    static const struct {
        const char *title, *object, *name;
    } rows[] = {
        {"system", "machine", "system"},
        {"kernel", "machine", "kernel"},
        {"architecture", "machine", "arch"},
        {"CPU", "machine", "cpu"},
        {"CPUs", "machine", "cpus"},
        {"memory", "machine", "memory_bytes"},
        {"hypervisor", "machine", "hypervisor"},
        {"descriptors", "machine", "descriptors"},
        {"placement", "placement", "mode"},
        {"placement, why", "placement", "reason"},
        {"placement hides", "placement", "hides"},
        {"client's CPUs", "placement", "client"},
        {"server's CPUs", "placement", "server"},
        {"network namespace a round", "network", "namespace"},
        {"network namespace, why", "network", "reason"},
        {"muxbench", NULL, "version"},
        {"commit", NULL, "commit"},
        {"compiler", "build", "compiler"},
        {"compiler's flags", "build", "flags"},
        {"SHA-256 of the program", "build", "sha256"},
        {"hyperfine", "tools", "hyperfine"},
        {"created", NULL, "created"},
    };
    struct table *t = table_create("Environment", 2);

    if (t == NULL)
        return NULL;
    table_add(t, "what");
    table_add(t, "value");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *value =
            report_manifest_value(s->manifest, rows[i].object, rows[i].name);

        table_add(t, "%s", rows[i].title);
        if (strcmp(rows[i].name, "memory_bytes") == 0)
            add_memory(t, value);
        else
            add_json(t, value);
    }
    return t;
}
