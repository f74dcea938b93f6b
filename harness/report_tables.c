#include "report_tables.h"

#include <stdio.h>
#include <string.h>

#include "report_family.h"
#include "report_format.h"
#include "report_knee.h"
#include "report_mode.h"
#include "report_points.h"
#include "report_validity.h"

#define WITH_INTERVAL " (95 % interval)"

/* A row ends at its wall: a name in the first column that speaks of the whole
 * row, no number in the others. */
static void add_value(struct table *t, const struct report_point *p,
                      const struct report_cell *cell, enum measure m)
{
    bool first = m == mode_measures(p->scenario->mode)->first;
    char text[FORMAT_SIZE];

    if (first && cell->wall != NULL && cell->value[m].n == 0) {
        table_add(t, "%s", cell->wall);
        return;
    }
    if (first && cell->saturated) {
        table_add(t, "saturated");
        return;
    }
    format_value(text, measure_info(m)->quantity, &cell->value[m]);
    table_add(t, "%s", text);
}

static void add_number(struct table *t, const struct report_cell *cell,
                       enum measure m)
{
    char text[FORMAT_SIZE];

    format_number(text, measure_info(m)->quantity, cell->value[m].e.value);
    table_add(t, "%s", text);
}

/* The reference's ratio to itself is 1 by definition, not by measurement; a
 * control's would compare work with none, an emulation's two things at once. */
static void add_ratio(struct table *t, const struct report_point *p,
                      const struct report_cell *cell, enum measure m)
{
    char text[FORMAT_SIZE];

    if (cell == p->reference && cell->round_count > 0) {
        table_add(t, "1");
        return;
    }
    if (cell->control || cell->emulated) {
        table_add(t, "-");
        return;
    }
    format_value(text, QUANTITY_RATIO, &cell->ratio[m]);
    table_add(t, "%s", text);
}

static void add_label(struct table *t, const struct report_cell *cell)
{
    table_add(t, "%s%s%s", cell->label, cell->control ? " (control)" : "",
              report_suspicion(cell));
}

static const struct mode_measures *measures_of(const struct report_point *p)
{
    return mode_measures(p->scenario->mode);
}

static void main_row(struct table *t, const struct report_point *p,
                     const struct report_cell *cell)
{
    const struct mode_measures *m = measures_of(p);

    add_label(t, cell);
    add_value(t, p, cell, m->first);
    add_ratio(t, p, cell, m->first);
    for (size_t i = 0; i < m->brief.count; i++)
        add_number(t, cell, m->brief.list[i]);
}

struct table *report_table_main(const struct report_point *p)
{
    const struct mode_measures *m = measures_of(p);
    struct table *t = table_create(p->name, 3 + m->brief.count);

    if (t == NULL)
        return NULL;
    table_add(t, "backend");
    table_add(t, "%s%s", measure_info(m->first)->title, WITH_INTERVAL);
    table_add(t, "ratio%s", WITH_INTERVAL);
    for (size_t i = 0; i < m->brief.count; i++)
        table_add(t, "%s", measure_info(m->brief.list[i])->title);
    for (size_t i = 0; i < p->cell_count; i++)
        main_row(t, p, &p->cells[i]);
    return t;
}

/* Those of the choice that say something at this point: some do only where
 * sizes differ, or where connections are opened. */
static struct mode_list shown_of(const struct report_point *p,
                                 const struct mode_list *choice)
{
    struct mode_list shown = {.count = 0};

    for (size_t i = 0; i < choice->count; i++) {
        bool any = !measure_is_seldom(choice->list[i]);

        for (size_t k = 0; k < p->cell_count; k++)
            any |= p->cells[k].value[choice->list[i]].n > 0;
        if (any)
            shown.list[shown.count++] = choice->list[i];
    }
    return shown;
}

/* A row for each cell: the measures of the choice, each put in by `add`, and
 * the number of rounds behind them. */
static struct table *measures(const struct report_point *p, const char *caption,
                              const struct mode_list *choice,
                              void (*add)(struct table *,
                                          const struct report_point *,
                                          const struct report_cell *,
                                          enum measure))
{
    struct mode_list shown = shown_of(p, choice);
    struct table *t = table_create(caption, shown.count + 2);

    if (t == NULL)
        return NULL;
    table_add(t, "backend");
    for (size_t i = 0; i < shown.count; i++)
        table_add(t, "%s", measure_info(shown.list[i])->title);
    table_add(t, "rounds");
    for (size_t k = 0; k < p->cell_count; k++) {
        add_label(t, &p->cells[k]);
        for (size_t i = 0; i < shown.count; i++)
            add(t, p, &p->cells[k], shown.list[i]);
        table_add(t, "%zu", p->cells[k].round_count);
    }
    return t;
}

struct table *report_table_validity(const struct report_point *p)
{
    struct table *t = table_create("Validity", 4);
    char text[REPORT_REASONS_MAX];

    if (t == NULL)
        return NULL;
    table_add(t, "backend");
    table_add(t, "verdict");
    table_add(t, "reasons");
    table_add(t, "notes");
    for (size_t i = 0; i < p->cell_count; i++) {
        const struct report_cell *cell = &p->cells[i];

        if (!cell->judged)
            continue;
        table_add(t, "%s", cell->label);
        table_add(t, "%s", validity_name(cell->validity.level));
        report_validity_reasons(cell, false, text);
        table_add(t, "%s", *text == '\0' ? "-" : text);
        report_validity_reasons(cell, true, text);
        table_add(t, "%s", *text == '\0' ? "-" : text);
    }
    return t;
}

struct table *report_table_values(const struct report_point *p)
{
    return measures(p, "Estimates (95 % intervals)", &measures_of(p)->values,
                    add_value);
}

struct table *report_table_ratios(const struct report_point *p)
{
    return measures(p,
                    "Ratios to the reference (95 % intervals); the twin's row "
                    "is the noise floor",
                    &measures_of(p)->compared, add_ratio);
}

static void add_places(struct table *t, const struct report_point *p,
                       const struct report_cell *cell, enum measure m)
{
    const struct verdict_rank *rank = report_rank(p, cell, m);

    if (!rank)
        table_add(t, "-");
    else if (rank->from == rank->to)
        table_add(t, "%zu", rank->from);
    else
        table_add(t, "%zu to %zu", rank->from, rank->to);
}

struct table *report_table_places(const struct report_point *p)
{
    const struct mode_list *choice = &measures_of(p)->compared;

    for (size_t i = 0; i < choice->count; i++)
        if (*p->family[choice->list[i]].refused == '\0')
            return measures(p,
                            "Places each row may have, 1 the best: from the "
                            "rows shown better to those shown worse",
                            choice, add_places);
    return table_create("Places", 1);
}

struct table *report_table_costs(const struct report_point *p)
{
    return measures(p, "Costs (95 % intervals)", &measures_of(p)->costs,
                    add_value);
}

/* Of each sweep of rates in turn. */
static void add_knees(struct table *t, const struct report_point *points,
                      size_t count, size_t k)
{
    char all[256] = "";

    for (size_t i = 0, alike, first; i < count; i = first + alike) {
        char text[REPORT_KNEE_TEXT_MAX];
        size_t used = strlen(all);

        alike = report_knee_points(points, count, i, &first);
        report_knee_text(points + first, alike, k, text);
        snprintf(all + used, sizeof all - used, "%s%s", used > 0 ? "; " : "",
                 *text == '\0' ? "-" : text);
    }
    table_add(t, "%s", all);
}

struct table *report_table_scenario(const struct report_summary *s,
                                    const struct manifest_scenario *scenario,
                                    enum measure m)
{
    bool knees = scenario->mode == SCENARIO_RATE &&
                 points_vary(scenario, SWEEP_RATE) &&
                 m == mode_measures(scenario->mode)->first;
    struct table *t =
        table_create(measure_info(m)->title, scenario->point_count + 1 + knees);
    const struct report_point *first = s->points;

    if (t == NULL)
        return NULL;
    while (first->scenario != scenario)
        first++;
    table_add(t, "backend");
    for (size_t i = 0; i < scenario->point_count; i++)
        table_add(t, "%s", first[i].name);
    if (knees)
        table_add(t, "knee");
    for (size_t k = 0; k < first->cell_count; k++) {
        add_label(t, &first->cells[k]);
        for (size_t i = 0; i < scenario->point_count; i++)
            add_value(t, &first[i], &first[i].cells[k], m);
        if (knees)
            add_knees(t, first, scenario->point_count, k);
    }
    return t;
}

struct table *report_table_failed(const struct report_summary *s)
{
    struct table *t = table_create("Failed rounds", 6);

    if (t == NULL)
        return NULL;
    table_add(t, "round");
    table_add(t, "scenario");
    table_add(t, "point");
    table_add(t, "block");
    table_add(t, "backend");
    table_add(t, "reason");
    for (size_t i = 0; i < s->rounds->count; i++) {
        const struct record *r = &s->rounds->records[i];

        if (r->ok)
            continue;
        table_add(t, "%d", r->round);
        table_add(t, "%s", r->scenario);
        table_add(t, "%s", r->point);
        table_add(t, "%d", r->block);
        table_add(t, "%s%s", r->backend, r->twin ? " (twin)" : "");
        table_add(t, "%s", r->reason);
    }
    return t;
}
