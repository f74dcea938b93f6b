#include "report_export.h"

#include <errno.h>
#include <math.h>

#include <jansson.h>

#include "json_build.h"
#include "report_answer.h"
#include "report_family.h"
#include "report_mode.h"

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
static bool applies(const struct report_point *p,
                    const struct report_cell *cell, enum measure m)
{
    return mode_applies(p->scenario->mode, m) &&
           (!measure_is_seldom(m) || cell->value[m].n > 0);
}

static json_t *values_to_json(const struct report_point *p,
                              const struct report_cell *cell)
{
    json_t *object = json_object();
    int failed = 0;

    for (int i = 0; i < MEASURE_COUNT; i++) {
        if (applies(p, cell, (enum measure)i))
            failed |=
                json_object_set_new(object, measure_info((enum measure)i)->key,
                                    value_to_json(&cell->value[i]));
    }
    return json_build_end(object, failed);
}

/* The ratio to the reference, and what may be said of it. */
static json_t *ratio_to_json(const struct report_point *p,
                             const struct report_cell *cell, enum measure m)
{
    const struct verdict_pair *pair = report_pair(p, cell, p->reference, m);
    enum verdict verdict = report_verdict(p, cell, m);
    json_t *ratio = value_to_json(&cell->ratio[m]);
    int failed = 0;

    if (json_is_object(ratio)) {
        failed |= json_object_set_new(ratio, "verdict",
                                      json_string(verdict_name(verdict)));
        failed |= json_object_set_new(ratio, "p",
                                      json_build_real(pair ? pair->p : NAN));
        if (verdict == VERDICT_UNDECIDED)
            failed |= json_object_set_new(
                ratio, "blocks_needed",
                pair->needed ? json_integer((json_int_t)pair->needed)
                             : json_null());
    }
    return json_build_end(ratio, failed);
}

static json_t *place_to_json(const struct report_point *p,
                             const struct report_cell *cell, enum measure m)
{
    const struct verdict_rank *rank = report_rank(p, cell, m);

    return rank ? json_pack("[I, I]", (json_int_t)rank->from,
                            (json_int_t)rank->to)
                : json_null();
}

/* One value a measure that is compared. */
static json_t *each_compared(const struct report_point *p,
                             const struct report_cell *cell,
                             json_t *(*to_json)(const struct report_point *,
                                                const struct report_cell *,
                                                enum measure))
{
    json_t *object = json_object();
    int failed = 0;

    for (int i = 0; i < MEASURE_COUNT; i++) {
        enum measure m = (enum measure)i;

        if (mode_compares(p->scenario->mode, m))
            failed |= json_object_set_new(object, measure_info(m)->key,
                                          to_json(p, cell, m));
    }
    return json_build_end(object, failed);
}

/* What makes the cell SUSPECT or INVALID; with `notes`, all else. */
static json_t *findings_to_json(const struct report_cell *cell, bool notes)
{
    const struct validity_verdict *v = &cell->validity;
    json_t *list = json_array();
    int failed = 0;

    for (size_t i = 0; i < v->count; i++)
        if ((v->findings[i].level == VALIDITY_VALID) == notes)
            failed |=
                json_array_append_new(list, json_string(v->findings[i].text));
    return json_build_end(list, failed);
}

static json_t *cell_to_json(const struct report_point *p,
                            const struct report_cell *cell)
{
    return json_pack(
        "{s:s, s:b, s:s, s:I, s:I, s:I, s:o, s:o, s:o, s:b, s:b, s:o, s:o, "
        "s:s?, s:o, s:o, "
        "s:o}",
        "backend", cell->backend->name, "twin", cell->twin, "family",
        cell->backend->family, "recorded", (json_int_t)cell->recorded, "failed",
        (json_int_t)cell->failed, "used", (json_int_t)cell->round_count,
        "validity",
        cell->judged ? json_string(validity_name(cell->validity.level))
                     : json_null(),
        "reasons", findings_to_json(cell, false), "notes",
        findings_to_json(cell, true), "server_bound", cell->server_bound,
        "unsteady", cell->unsteady, "slope", value_to_json(&cell->slope),
        "first_tenth", value_to_json(&cell->first), "missing",
        *cell->missing == '\0' ? NULL : cell->missing, "values",
        values_to_json(p, cell), "ratios",
        each_compared(p, cell, ratio_to_json), "places",
        each_compared(p, cell, place_to_json));
}

/* What holds for all rows in a measure. */
static json_t *family_to_json(const struct report_point *p, enum measure m)
{
    const struct report_family *f = &p->family[m];

    return json_pack("{s:I, s:I, s:o, s:o, s:s?}", "rows", (json_int_t)f->rows,
                     "blocks", (json_int_t)f->blocks, "noise_floor",
                     json_build_real(report_noise_floor(p, m)), "margin",
                     json_build_real(f->margin), "refused",
                     *f->refused == '\0' ? NULL : f->refused);
}

static json_t *point_to_json(const struct report_point *p)
{
    json_t *rows = json_array(), *families = json_object();
    int failed = 0;

    for (size_t i = 0; i < p->cell_count; i++)
        failed |= json_array_append_new(rows, cell_to_json(p, &p->cells[i]));
    for (int i = 0; i < MEASURE_COUNT; i++) {
        enum measure m = (enum measure)i;

        if (mode_compares(p->scenario->mode, m))
            failed |= json_object_set_new(families, measure_info(m)->key,
                                          family_to_json(p, m));
    }
    return json_build_end(
        json_pack("{s:s, s:s, s:i, s:I, s:I, s:o, s:o}", "scenario",
                  p->scenario->name, "point", p->name, "connections",
                  p->connections, "blocks", (json_int_t)p->blocks, "dropped",
                  (json_int_t)p->dropped, "families", families, "rows", rows),
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
    root =
        json_pack("{s:i, s:s, s:s, s:s, s:f, s:i, s:I, s:I, s:o, s:o, s:o}",
                  "v", 1, "profile", m->profile, "seed", m->seed, "reference",
                  m->reference, "confidence", REPORT_CONFIDENCE, "planned",
                  m->rounds, "recorded", (json_int_t)s->rounds->count, "failed",
                  (json_int_t)s->failed, "unreadable_lines", faults_to_json(s),
                  "answer", report_answer_json(s), "points", points);
    root = json_build_end(root, failed);
    if (root == NULL)
        return -ENOMEM;
    failed = json_dumpf(root, file, SUMMARY_FORMAT);
    fputc('\n', file);
    json_decref(root);
    return failed == 0 ? 0 : -ENOMEM;
}
