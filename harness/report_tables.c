#include "report_tables.h"

#include <string.h>

#include "report_family.h"
#include "report_format.h"

#define WITH_INTERVAL " (95 % interval)"

/* A row ends at its wall: a name in the first column that speaks of the whole
 * row, no number in the others. */
static void add_value(struct table *t, const struct report_point *p,
                      const struct report_cell *cell, enum measure m)
{
    char text[FORMAT_SIZE];

    if (cell->wall != NULL && cell->value[m].n == 0 &&
        m == (p->scenario->batch ? MEASURE_MAKESPAN : MEASURE_RATE)) {
        table_add(t, "%s", cell->wall);
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
    table_add(t, "%s%s", cell->label, cell->control ? " (control)" : "");
}

struct choice {
    enum measure measures[5];
    size_t count;
};

static void main_row(struct table *t, const struct report_point *p,
                     const struct report_cell *cell)
{
    bool batch = p->scenario->batch;
    enum measure first = batch ? MEASURE_MAKESPAN : MEASURE_RATE;

    add_label(t, cell);
    add_value(t, p, cell, first);
    add_ratio(t, p, cell, first);
    if (batch) {
        add_number(t, cell, MEASURE_SLOWEST);
        add_number(t, cell, MEASURE_SUM);
        add_number(t, cell, MEASURE_RUN_CPU);
    } else {
        add_number(t, cell, MEASURE_P50);
        add_number(t, cell, MEASURE_P99);
        add_number(t, cell, MEASURE_CPU);
    }
}

struct table *report_table_main(const struct report_point *p)
{
    static const char *const heads[][6] = {
        {"backend", "requests/s" WITH_INTERVAL, "ratio" WITH_INTERVAL, "p50",
         "p99", "CPU/request"},
        {"backend", "makespan" WITH_INTERVAL, "ratio" WITH_INTERVAL,
         "slowest request", "sum of requests", "CPU/run"}};
    struct table *t = table_create(p->name, 6);

    if (t == NULL)
        return NULL;
    for (size_t i = 0; i < 6; i++)
        table_add(t, "%s", heads[p->scenario->batch][i]);
    for (size_t i = 0; i < p->cell_count; i++)
        main_row(t, p, &p->cells[i]);
    return t;
}

/* A row for each cell: the measures of the choice, each put in by `add`, and
 * the number of rounds behind them. */
static struct table *measures(const struct report_point *p, const char *caption,
                              const struct choice *choice,
                              void (*add)(struct table *,
                                          const struct report_point *,
                                          const struct report_cell *,
                                          enum measure))
{
    struct table *t = table_create(caption, choice->count + 2);

    if (t == NULL)
        return NULL;
    table_add(t, "backend");
    for (size_t i = 0; i < choice->count; i++)
        table_add(t, "%s", measure_info(choice->measures[i])->title);
    table_add(t, "rounds");
    for (size_t k = 0; k < p->cell_count; k++) {
        add_label(t, &p->cells[k]);
        for (size_t i = 0; i < choice->count; i++)
            add(t, p, &p->cells[k], choice->measures[i]);
        table_add(t, "%zu", p->cells[k].round_count);
    }
    return t;
}

struct table *report_table_values(const struct report_point *p)
{
    static const struct choice closed = {
        {MEASURE_RATE, MEASURE_P50, MEASURE_P99, MEASURE_P999}, 4};
    static const struct choice batch = {
        {MEASURE_MAKESPAN, MEASURE_SLOWEST, MEASURE_SUM}, 3};

    return measures(p, "Estimates (95 % intervals)",
                    p->scenario->batch ? &batch : &closed, add_value);
}

struct table *report_table_ratios(const struct report_point *p)
{
    static const struct choice closed = {
        {MEASURE_RATE, MEASURE_P50, MEASURE_P99, MEASURE_P999, MEASURE_CPU}, 5};
    static const struct choice batch = {{MEASURE_MAKESPAN, MEASURE_RUN_CPU}, 2};

    return measures(p,
                    "Ratios to the reference (95 % intervals); the twin's row "
                    "is the noise floor",
                    p->scenario->batch ? &batch : &closed, add_ratio);
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
    static const struct choice closed = {
        {MEASURE_RATE, MEASURE_P50, MEASURE_P99, MEASURE_P999, MEASURE_CPU}, 5};
    static const struct choice batch = {{MEASURE_MAKESPAN, MEASURE_RUN_CPU}, 2};
    const struct choice *choice = p->scenario->batch ? &batch : &closed;

    for (size_t i = 0; i < choice->count; i++)
        if (*p->family[choice->measures[i]].refused == '\0')
            return measures(p,
                            "Places each row may have, 1 the best: from the "
                            "rows shown better to those shown worse",
                            choice, add_places);
    return table_create("Places", 1);
}

struct table *report_table_costs(const struct report_point *p)
{
    static const struct choice closed = {
        {MEASURE_CPU, MEASURE_SWITCHES, MEASURE_SERVER_LOAD, MEASURE_BUSY}, 4};
    static const struct choice batch = {{MEASURE_RUN_CPU}, 1};

    return measures(p, "Costs (95 % intervals)",
                    p->scenario->batch ? &batch : &closed, add_value);
}

struct table *report_table_scenario(const struct report_summary *s,
                                    const struct manifest_scenario *scenario,
                                    enum measure m)
{
    struct table *t =
        table_create(measure_info(m)->title, scenario->point_count + 1);
    const struct report_point *first = s->points;

    if (t == NULL)
        return NULL;
    while (first->scenario != scenario)
        first++;
    table_add(t, "backend");
    for (size_t i = 0; i < scenario->point_count; i++)
        table_add(t, "%s", first[i].name);
    for (size_t k = 0; k < first->cell_count; k++) {
        add_label(t, &first->cells[k]);
        for (size_t i = 0; i < scenario->point_count; i++)
            add_value(t, &first[i], &first[i].cells[k], m);
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
