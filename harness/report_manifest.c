#include "report_manifest.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The one place a wrong manifest is told from; keeps the first complaint. */
struct checked {
    const char *path;
    char *error;
    size_t size;
    int result;
};

static void wrong(struct checked *c, const char *where, const char *name,
                  const char *wanted)
{
    if (c->result != 0)
        return;
    snprintf(c->error, c->size, "%s: %s'%s' is not %s", c->path, where, name,
             wanted);
    c->result = -EINVAL;
}

static const char *text(struct checked *c, json_t *object, const char *where,
                        const char *name)
{
    const char *value = json_string_value(json_object_get(object, name));

    if (value == NULL) {
        wrong(c, where, name, "a text");
        return "";
    }
    return value;
}

static const char *text_or_null(json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

static int whole(struct checked *c, json_t *object, const char *where,
                 const char *name)
{
    json_t *value = json_object_get(object, name);
    json_int_t number = json_integer_value(value);

    if (!json_is_integer(value) || number < 0 || number > INT_MAX) {
        wrong(c, where, name, "a whole number");
        return 0;
    }
    return (int)number;
}

static bool flag(struct checked *c, json_t *object, const char *where,
                 const char *name)
{
    json_t *value = json_object_get(object, name);

    if (!json_is_boolean(value))
        wrong(c, where, name, "true or false");
    return json_is_true(value);
}

/* A list as an array of `size` bytes an element, zeroed; *count is set. */
static void *array(struct checked *c, json_t *object, const char *where,
                   const char *name, size_t size, size_t *count)
{
    json_t *list = json_object_get(object, name);
    void *elements;

    *count = 0;
    if (!json_is_array(list)) {
        wrong(c, where, name, "a list");
        return NULL;
    }
    /* calloc(0) may be NULL, which is no failure. */
    elements = calloc(json_array_size(list) + 1, size);
    if (elements == NULL)
        c->result = -ENOMEM;
    else
        *count = json_array_size(list);
    return elements;
}

/* -1: null. */
static int whole_or_none(struct checked *c, json_t *object, const char *where,
                         const char *name)
{
    return json_is_null(json_object_get(object, name))
               ? -1
               : whole(c, object, where, name);
}

static void read_code(struct manifest_code *code, struct checked *c,
                      json_t *row)
{
    static const char where[] = "in 'code', ";
    json_t *object = json_object_get(row, "code");

    if (!json_is_object(object))
        return;
    code->known = true;
    code->lines = whole(c, object, where, "lines");
    code->shared_lines = whole(c, object, where, "shared_lines");
    code->functions = whole(c, object, where, "functions");
    code->states = whole(c, object, where, "states");
    code->waits = whole_or_none(c, object, where, "waits");
    code->fields = whole_or_none(c, object, where, "fields");
    code->everywhere = flag(c, object, where, "everywhere");
}

static void read_backends(struct report_manifest *m, struct checked *c)
{
    static const char where[] = "in 'backends', ";

    m->backends = array(c, m->json, "", "backends", sizeof *m->backends,
                        &m->backend_count);
    for (size_t i = 0; i < m->backend_count; i++) {
        json_t *row = json_array_get(json_object_get(m->json, "backends"), i);
        struct manifest_backend *b = &m->backends[i];

        b->name = text(c, row, where, "name");
        b->family = text(c, row, where, "family");
        b->about = text(c, row, where, "about");
        b->waiting = text_or_null(row, "waiting");
        b->reason = text_or_null(row, "reason");
        b->uses = text_or_null(row, "uses");
        b->usable = flag(c, row, where, "usable");
        b->selected = flag(c, row, where, "selected");
        b->emulated = json_is_true(json_object_get(row, "emulated"));
        /* Not in records of before there were such rows. */
        b->shares_cpu = json_is_true(json_object_get(row, "shares_cpu"));
        read_code(&b->code, c, row);
    }
}

/* Runs from before there were walls have no such list. */
static void read_walls(struct manifest_point *p, struct checked *c,
                       json_t *point)
{
    static const char where[] = "in 'walls', ";

    if (json_object_get(point, "walls") == NULL)
        return;
    p->walls = array(c, point, "in 'points', ", "walls", sizeof *p->walls,
                     &p->wall_count);
    for (size_t i = 0; i < p->wall_count; i++) {
        json_t *wall = json_array_get(json_object_get(point, "walls"), i);

        p->walls[i].backend = text(c, wall, where, "backend");
        p->walls[i].reason = text(c, wall, where, "reason");
    }
}

static void read_points(struct manifest_scenario *s, struct checked *c,
                        json_t *scenario)
{
    s->points = array(c, scenario, "in 'scenarios', ", "points",
                      sizeof *s->points, &s->point_count);
    for (size_t i = 0; i < s->point_count; i++) {
        json_t *point = json_array_get(json_object_get(scenario, "points"), i);

        s->points[i].name = text(c, point, "in 'points', ", "point");
        s->points[i].connections =
            whole(c, point, "in 'points', ", "connections");
        if (json_is_integer(json_object_get(point, "rate")))
            s->points[i].rate = whole(c, point, "in 'points', ", "rate");
        if (json_is_integer(json_object_get(point, "saturation")))
            s->points[i].saturation =
                whole(c, point, "in 'points', ", "saturation");
        sweep_from_json(s->points[i].at, point);
        read_walls(&s->points[i], c, point);
    }
}

static enum scenario_mode mode_of(struct checked *c, const char *name)
{
    for (int i = 0; i < SCENARIO_MODES; i++)
        if (strcmp(name, scenario_mode_name((enum scenario_mode)i)) == 0)
            return (enum scenario_mode)i;
    wrong(c, "in 'scenarios', ", "mode",
          "closed, batch, rate, push, memory or think");
    return SCENARIO_CLOSED;
}

static void read_scenarios(struct report_manifest *m, struct checked *c)
{
    static const char where[] = "in 'scenarios', ";

    m->scenarios = array(c, m->json, "", "scenarios", sizeof *m->scenarios,
                         &m->scenario_count);
    for (size_t i = 0; i < m->scenario_count; i++) {
        json_t *row = json_array_get(json_object_get(m->json, "scenarios"), i);
        struct manifest_scenario *s = &m->scenarios[i];

        s->name = text(c, row, where, "name");
        s->title = text(c, row, where, "title");
        s->question = text(c, row, where, "question");
        s->reason = text_or_null(row, "reason");
        s->note = text_or_null(row, "note");
        s->source = text_or_null(row, "source");
        s->mode = mode_of(c, text(c, row, where, "mode"));
        s->batch = s->mode == SCENARIO_BATCH;
        s->keys = json_object_get(row, "keys");
        read_points(s, c, row);
    }
}

int report_manifest_read(struct report_manifest *m, const char *path,
                         char *error, size_t error_size)
{
    struct checked c = {path, error, error_size, 0};
    json_error_t at;
    FILE *file = fopen(path, "r");

    memset(m, 0, sizeof *m);
    if (file == NULL) {
        int reason = errno;

        snprintf(error, error_size, "%s: %s", path, strerror(reason));
        return -reason;
    }
    m->json = json_loadf(file, JSON_REJECT_DUPLICATES, &at);
    fclose(file);
    if (m->json == NULL)
        snprintf(error, error_size, "%s:%d: %s", path, at.line, at.text);
    else if (!json_is_object(m->json))
        snprintf(error, error_size, "%s: not a JSON object", path);
    if (!json_is_object(m->json))
        return -EINVAL;
    if (json_integer_value(json_object_get(m->json, "v")) != 1)
        wrong(&c, "", "v", "1, the version this program reads");
    m->profile = text(&c, m->json, "", "profile");
    m->seed = text(&c, m->json, "", "seed");
    m->reference = text(&c, m->json, "", "reference");
    m->target = text_or_null(m->json, "target");
    m->blocks = whole(&c, m->json, "", "blocks");
    m->rounds = whole(&c, m->json, "", "rounds");
    read_backends(m, &c);
    read_scenarios(m, &c);
    if (c.result == -ENOMEM)
        snprintf(error, error_size, "%s: out of memory", path);
    return c.result;
}

void report_manifest_free(struct report_manifest *m)
{
    for (size_t i = 0; i < m->scenario_count; i++) {
        for (size_t k = 0; k < m->scenarios[i].point_count; k++)
            free(m->scenarios[i].points[k].walls);
        free(m->scenarios[i].points);
    }
    free(m->scenarios);
    free(m->backends);
    json_decref(m->json);
    memset(m, 0, sizeof *m);
}

const char *report_manifest_wall(const struct manifest_point *p,
                                 const char *backend)
{
    for (size_t i = 0; i < p->wall_count; i++) {
        if (strcmp(p->walls[i].backend, backend) == 0)
            return p->walls[i].reason;
    }
    return NULL;
}

json_t *report_manifest_value(const struct report_manifest *m,
                              const char *object, const char *name)
{
    json_t *from = object == NULL ? m->json : json_object_get(m->json, object);
    json_t *value = json_object_get(from, name);

    return value == NULL ? json_null() : value;
}

const char *report_manifest_text(const struct report_manifest *m,
                                 const char *object, const char *name)
{
    return json_string_value(report_manifest_value(m, object, name));
}
