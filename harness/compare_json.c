#include <errno.h>
#include <stdlib.h>

#include "compare.h"
#include "json_build.h"

static json_t *dirs_of(const struct compare_side *s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s->count; i++)
        json_array_append_new(list, json_string_nocheck(s->runs[i].dir));
    return list;
}

static json_t *texts_of(const struct lines *lines)
{
    json_t *list = json_array();

    for (size_t i = 0; i < lines->count; i++)
        json_array_append_new(list, json_string_nocheck(lines->text[i]));
    return list;
}

static json_t *differences_of(const struct compare *c, bool formal)
{
    json_t *list = json_array();

    for (size_t i = 0; i < c->differences.count; i++) {
        const struct compare_difference *d = &c->differences.list[i];

        if ((d->kind == COMPARE_FORMAL) == formal)
            json_array_append_new(
                list, json_pack("{s:s, s:o, s:o}", "what", d->label, "a",
                                json_string_nocheck(d->value[0]), "b",
                                json_string_nocheck(d->value[1])));
    }
    return list;
}

static json_t *text_or_null(const char *text)
{
    return *text ? json_string_nocheck(text) : json_null();
}

/* The ratio of a side to its reference, on different machines. */
static json_t *ratio_of(const struct compare_cell *cell, int side)
{
    const struct report_value *v = &cell->ratio[side];
    const struct verdict_rank *place = &cell->place[side];

    if (v->n == 0)
        return json_null();
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o}", "ratio", json_build_real(v->e.value),
        "low", json_build_real(v->e.low), "high", json_build_real(v->e.high),
        "place_from",
        place->from ? json_integer((json_int_t)place->from) : json_null(),
        "place_to",
        place->from ? json_integer((json_int_t)place->to) : json_null());
}

static json_t *verdict_of(const struct verdict_pair *p)
{
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:o}", "ratio",
        json_build_real(p->ratio.value), "low95", json_build_real(p->ratio.low),
        "high95", json_build_real(p->ratio.high), "low90",
        json_build_real(p->low), "high90", json_build_real(p->high), "p",
        json_build_real(p->p), "n", (json_int_t)p->n, "verdict",
        p->verdict == VERDICT_NONE ? json_null()
                                   : json_string(verdict_name(p->verdict)));
}

static void add_members(json_t *object, json_t *more)
{
    json_object_update(object, more);
    json_decref(more);
}

static json_t *cell_of(const struct compare *c, const struct compare_cell *cell)
{
    json_t *object = json_pack(
        "{s:s, s:s, s:s, s:s, s:o, s:o, s:o}", "scenario", cell->scenario,
        "point", cell->point, "backend", cell->backend, "measure",
        measure_info(cell->measure)->key, "threshold",
        json_build_real(compare_rule(c, cell->measure).delta), "missing",
        text_or_null(cell->missing), "refused", text_or_null(cell->refused));

    if (c->claim == COMPARE_RATIOS) {
        json_object_set_new(object, "a", ratio_of(cell, 0));
        json_object_set_new(object, "b", ratio_of(cell, 1));
        return object;
    }
    json_object_set_new(object, "a", json_build_real(cell->value[0]));
    json_object_set_new(object, "b", json_build_real(cell->value[1]));
    add_members(object, verdict_of(&cell->pair));
    return object;
}

int compare_json(const struct compare *c, FILE *file)
{
    json_t *cells = json_array(), *root;
    int result;

    for (size_t i = 0; i < c->cell_count; i++)
        json_array_append_new(cells, cell_of(c, &c->cells[i]));
    root = json_pack(
        "{s:i, s:o, s:o, s:s, s:s, s:i, s:o, s:o, s:o, s:o, s:o, s:o}", "v", 1,
        "a", dirs_of(&c->sides[0]), "b", dirs_of(&c->sides[1]), "claim",
        compare_claim_name(c->claim), "why", c->why, "status",
        (int)compare_status(c), "can_explain", differences_of(c, false),
        "cannot_explain", differences_of(c, true), "notes", texts_of(&c->notes),
        "only_a", texts_of(&c->only[0]), "only_b", texts_of(&c->only[1]),
        "cells", cells);
    result = root && json_dumpf(root, file,
                                JSON_INDENT(2) | JSON_REAL_PRECISION(6)) == 0
                 ? 0
                 : -ENOMEM;
    json_decref(root);
    fputc('\n', file);
    return result;
}
