/*
 * What a model asks of its programmer beside what it costs the machine: the
 * shape of each row's code, as scripts/shapes counts it, and its CPU time.
 */
#include "report_chart_panels.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_format.h"

/* What is counted, from the left to the right; the cost is the last. */
enum part { FUNCTIONS, STATES, WAITS, LINES, COST, PARTS };

struct shape_chart {
    struct panels p;
    double most[PARTS];
};

static const char *const heads[PARTS] = {"functions", "states", "waits",
                                         "lines + shared", "CPU"};

static bool has_row(const struct report_point *p,
                    const struct report_cell *cell)
{
    (void)p;
    return chart_has_line(cell);
}

/* -1: there is none. */
static int count_of(const struct report_cell *cell, enum part part)
{
    const struct manifest_code *s = &cell->backend->code;

    if (!cell->backend->code.known)
        return -1;
    switch (part) {
    case FUNCTIONS:
        return s->functions;
    case STATES:
        return s->states;
    case WAITS:
        return s->waits;
    case LINES:
        return s->lines;
    case COST:
    case PARTS:
        break;
    }
    return -1;
}

/* How far its mark reaches: lines go on with those that are shared. */
static int reach_of(const struct report_cell *cell, enum part part)
{
    int count = count_of(cell, part);

    return part == LINES && count >= 0
               ? count + cell->backend->code.shared_lines
               : count;
}

static bool is_missing(const struct report_cell *cell, enum part part)
{
    return part == COST ? cell->value[MEASURE_CPU].n == 0
                        : count_of(cell, part) < 0;
}

static void write_count(struct shape_chart *c, size_t row,
                        const struct report_cell *cell, enum part part)
{
    int count = count_of(cell, part), reach = reach_of(cell, part);

    if (count < 0)
        return;
    fprintf(c->p.maker.dat, "%zu %d %d %d 3 %u \"%s\"\n", row, count, count,
            reach, chart_style(&c->p.maker, cell->backend).color, cell->label);
    c->most[part] = fmax(c->most[part], reach);
}

static void write_part(struct shape_chart *c, enum part part)
{
    const struct report_point *p = c->p.point[0];
    size_t row = 0;

    fprintf(c->p.maker.dat,
            "# %s: row, value, low, high, 3: a count, colour, "
            "backend\nNaN NaN NaN NaN 1 0 \"\"\n",
            heads[part]);
    for (size_t i = 0; i < p->cell_count; i++) {
        const struct report_cell *cell = &p->cells[i];

        if (!has_row(p, cell))
            continue;
        row++;
        if (part == COST)
            panels_write_mark(&c->p, row, cell, &cell->value[MEASURE_CPU]);
        else
            write_count(c, row, cell, part);
    }
    fputs("\n\n", c->p.maker.dat);
}

static void write_gaps(struct shape_chart *c)
{
    const struct report_point *p = c->p.point[0];

    chart_list(&c->p.maker, "gaps");
    for (int part = 0; part < PARTS; part++) {
        size_t row = 0;

        for (size_t i = 0; i < p->cell_count; i++) {
            row += has_row(p, &p->cells[i]);
            if (has_row(p, &p->cells[i]) &&
                is_missing(&p->cells[i], (enum part)part))
                chart_list_add(&c->p.maker, "%d %zu", part + 1, row);
        }
    }
    chart_list_end(&c->p.maker);
}

static void write_axes(struct shape_chart *c)
{
    struct axis axis;

    c->most[COST] = c->p.highest;
    for (int part = PARTS - 1; part >= 0; part--) {
        char prefix[8];

        axis_linear(&axis, part == COST ? QUANTITY_TIME : QUANTITY_COUNT,
                    fmax(c->most[part], 1), part == LINES ? 2 : 3);
        snprintf(prefix, sizeof prefix, "p%d", part + 1);
        chart_axis(&c->p.maker, prefix, &axis);
        if (part == COST) {
            chart_list(&c->p.maker, "heads");
            for (int i = 0; i < COST; i++)
                chart_list_add(&c->p.maker, "%s", heads[i]);
            chart_list_add(&c->p.maker, "%s, %s", heads[COST], axis.unit);
            chart_list_end(&c->p.maker);
        }
    }
    chart_axis(&c->p.maker, "x", &axis);
    chart_text(&c->p.maker, "x_label", "");
    chart_number(&c->p.maker, "panels", PARTS);
    chart_number(&c->p.maker, "series", 1);
    chart_list(&c->p.maker, "keys");
    chart_list_add(&c->p.maker, "count");
    chart_list_end(&c->p.maker);
}

static void add_count(struct table *t, int count)
{
    if (count < 0)
        table_add(t, "-");
    else
        table_add(t, "%d", count);
}

static struct table *numbers(const struct report_point *p)
{
    static const char *const columns[] = {"backend", "functions",  "states",
                                          "waits",   "fields",     "lines",
                                          "shared",  "CPU/request"};
    struct table *t = table_create("Shape of the code, and what it costs", 8);

    if (t == NULL)
        return NULL;
    for (size_t i = 0; i < 8; i++)
        table_add(t, "%s", columns[i]);
    for (size_t i = 0; i < p->cell_count; i++) {
        const struct report_cell *cell = &p->cells[i];
        const struct manifest_backend *b = cell->backend;
        char cost[FORMAT_SIZE];

        if (!has_row(p, cell))
            continue;
        table_add(t, "%s", cell->label);
        for (int part = FUNCTIONS; part <= WAITS; part++)
            add_count(t, count_of(cell, (enum part)part));
        add_count(t, b->code.known ? b->code.fields : -1);
        add_count(t, b->code.known ? b->code.lines : -1);
        add_count(t, b->code.known ? b->code.shared_lines : -1);
        format_value(cost, QUANTITY_TIME, &cell->value[MEASURE_CPU]);
        table_add(t, "%s", cost);
    }
    return t;
}

/* The same in words, from the table. */
static char *finding(const struct table *t)
{
    struct lines said = {NULL, 0, false};
    char text[8192] = "", *all = NULL;
    size_t length = 0;

    for (size_t row = 1; row < table_rows(t) && length < sizeof text; row++)
        length += (size_t)snprintf(
            text + length, sizeof text - length,
            "%s%s: %s functions, %s states, %s waits, %s lines and %s shared, "
            "CPU/request %s",
            row == 1 ? "" : "; ", table_cell(t, row, 0), table_cell(t, row, 1),
            table_cell(t, row, 2), table_cell(t, row, 3), table_cell(t, row, 5),
            table_cell(t, row, 6), table_cell(t, row, 7));
    lines_add(&said, "%s.", text);
    if (!said.failed)
        all = strdup(said.text[0]);
    lines_free(&said);
    return all;
}

static void describe(struct shape_chart *c)
{
    const struct report_point *p = c->p.point[0];
    struct chart *chart = c->p.maker.chart;

    snprintf(chart->title, sizeof chart->title,
             "The shape of the code, and what it costs");
    snprintf(chart->mark, sizeof chart->mark,
             "bars: counted in the sources by scripts/shapes; mark: CPU time "
             "per request of %s, %s, bar: 95 %% interval",
             p->scenario->name, p->name);
    lines_add(&chart->notes,
              "Functions that tell the story of a fetch, how often they name a "
              "state, places where they wait. The thin line: files of a family "
              "that rows share.");
    chart_note_suspects(&c->p.maker, p->scenario, false);
    chart->data = numbers(p);
    if (chart->data != NULL && !chart->data->cells.failed)
        chart->finding = finding(chart->data);
}

/* With the most connections of the first scenario that has this cost. */
static const struct report_point *choose(const struct report_summary *s)
{
    const struct report_point *chosen = NULL;

    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_point *p = &s->points[i];
        bool shaped = false;

        for (size_t k = 0; k < p->cell_count; k++)
            shaped = shaped || (has_row(p, &p->cells[k]) &&
                                p->cells[k].backend->code.known &&
                                p->cells[k].value[MEASURE_CPU].n > 0);
        if (shaped && (chosen == NULL || p->scenario == chosen->scenario))
            chosen = p;
    }
    return chosen;
}

int chart_shape(struct charts *all, const struct report_summary *s)
{
    const struct report_point *p = choose(s);
    struct shape_chart c = {
        .p = {.has_row = has_row, .lowest = INFINITY, .count = 1}};
    struct chart *chart;

    if (p == NULL)
        return 0;
    chart = charts_add(all, "dots", CHART_COST, NULL, "code-shape");
    if (chart == NULL || chart_begin(&c.p.maker, s, chart) != 0)
        return -ENOMEM;
    c.p.scenario = p->scenario;
    c.p.point[0] = p;
    for (int part = 0; part < PARTS; part++)
        write_part(&c, (enum part)part);
    panels_write_rows(&c.p);
    write_gaps(&c);
    panels_write_none(&c.p, "values");
    panels_write_none(&c.p, "bounds");
    panels_write_none(&c.p, "bound_names");
    panels_write_none(&c.p, "bands");
    chart_number(&c.p.maker, "spans", 0);
    write_axes(&c);
    describe(&c);
    return chart_end(&c.p.maker);
}
