#include "report_export.h"

#include <errno.h>
#include <math.h>

#include <jansson.h>

#include "json_build.h"
#include "report_words.h"

/* Seven digits are more than any measurement has, and fewer than what one
 * system's libm and another's agree on. */
#define SUMMARY_FORMAT (JSON_INDENT(1) | JSON_REAL_PRECISION(7))

static json_t *value_to_json(const struct report_value *v)
{
    if (v->n == 0)
        return json_null();
    return json_pack("{s:I, s:o, s:o, s:o}", "n", (json_int_t)v->n, "value",
                     json_build_real(v->e.value), "low",
                     json_build_real(v->e.low), "high",
                     json_build_real(v->e.high));
}

/* A measure that does not apply to the scenario at all is not listed. */
static bool applies(const struct report_point *p, enum measure m)
{
    bool batch = m >= MEASURE_MAKESPAN;

    return batch == p->scenario->batch;
}

static json_t *values_to_json(const struct report_point *p,
                              const struct report_cell *cell)
{
    json_t *object = json_object();
    int failed = 0;

    for (int i = 0; i < MEASURE_COUNT; i++) {
        if (applies(p, (enum measure)i))
            failed |=
                json_object_set_new(object, measure_info((enum measure)i)->key,
                                    value_to_json(&cell->value[i]));
    }
    return json_build_end(object, failed);
}

static json_t *ratios_to_json(const struct report_point *p,
                              const struct report_cell *cell)
{
    json_t *object = json_object();
    int failed = 0;

    for (int i = 0; i < MEASURE_COUNT; i++) {
        enum measure m = (enum measure)i;
        json_t *ratio;

        if (!applies(p, m) || !measure_info(m)->compared)
            continue;
        ratio = value_to_json(&cell->ratio[i]);
        if (json_is_object(ratio))
            failed |= json_object_set_new(
                ratio, "verdict",
                json_string(report_verdict_name(report_verdict(p, cell, m))));
        failed |= json_object_set_new(object, measure_info(m)->key, ratio);
    }
    return json_build_end(object, failed);
}

static json_t *cell_to_json(const struct report_point *p,
                            const struct report_cell *cell)
{
    return json_pack(
        "{s:s, s:b, s:s, s:I, s:I, s:I, s:b, s:s?, s:o, s:o}", "backend",
        cell->backend->name, "twin", cell->twin, "family",
        cell->backend->family, "recorded", (json_int_t)cell->recorded, "failed",
        (json_int_t)cell->failed, "used", (json_int_t)cell->round_count,
        "server_bound", cell->server_bound, "missing",
        *cell->missing == '\0' ? NULL : cell->missing, "values",
        values_to_json(p, cell), "ratios", ratios_to_json(p, cell));
}

static json_t *point_to_json(const struct report_point *p)
{
    json_t *rows = json_array(), *floors = json_object();
    int failed = 0;

    for (size_t i = 0; i < p->cell_count; i++)
        failed |= json_array_append_new(rows, cell_to_json(p, &p->cells[i]));
    for (int i = 0; i < MEASURE_COUNT; i++) {
        enum measure m = (enum measure)i;

        if (applies(p, m) && measure_info(m)->compared)
            failed |=
                json_object_set_new(floors, measure_info(m)->key,
                                    json_build_real(report_noise_floor(p, m)));
    }
    return json_build_end(
        json_pack("{s:s, s:s, s:i, s:I, s:I, s:o, s:o}", "scenario",
                  p->scenario->name, "point", p->name, "connections",
                  p->connections, "blocks", (json_int_t)p->blocks, "dropped",
                  (json_int_t)p->dropped, "noise_floor", floors, "rows", rows),
        failed);
}

static json_t *faults_to_json(const struct report_summary *s)
{
    json_t *list = json_array();
    int failed = 0;

    for (size_t i = 0; i < s->rounds->fault_count; i++) {
        const struct record_fault *f = &s->rounds->faults[i];

        failed |= json_array_append_new(list, json_pack("{s:I, s:s}", "line",
                                                        (json_int_t)f->line,
                                                        "text", f->text));
    }
    return json_build_end(list, failed);
}

int report_export_summary(const struct report_summary *s, FILE *file)
{
    const struct report_manifest *m = s->manifest;
    json_t *points = json_array(), *root;
    int failed = 0;

    for (size_t i = 0; i < s->point_count; i++)
        failed |= json_array_append_new(points, point_to_json(&s->points[i]));
    root = json_pack("{s:i, s:s, s:s, s:s, s:f, s:i, s:I, s:I, s:o, s:o}", "v",
                     1, "profile", m->profile, "seed", m->seed, "reference",
                     m->reference, "confidence", REPORT_CONFIDENCE, "planned",
                     m->rounds, "recorded", (json_int_t)s->rounds->count,
                     "failed", (json_int_t)s->failed, "unreadable_lines",
                     faults_to_json(s), "points", points);
    root = json_build_end(root, failed);
    if (root == NULL)
        return -ENOMEM;
    failed = json_dumpf(root, file, SUMMARY_FORMAT);
    fputc('\n', file);
    json_decref(root);
    return failed == 0 ? 0 : -ENOMEM;
}
