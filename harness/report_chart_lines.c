/*
 * A line a backend over the number of connections.
 */
#include "report_chart.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_format.h"
#include "report_tables.h"
#include "report_words.h"

static const enum measure shown = MEASURE_RATE;

struct lines_chart {
    struct chart_maker maker;
    const struct report_summary *summary;
    const struct manifest_scenario *scenario;
    struct line_end *ends;
    size_t count;
    double highest;
};

static const struct report_cell *cell_of(const struct report_point *p,
                                         const struct manifest_backend *b)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        if (p->cells[i].backend == b && chart_has_line(&p->cells[i]))
            return &p->cells[i];
    }
    return NULL;
}

/* Where the backend's line ends; false: it has no number anywhere. */
static bool find_end(struct lines_chart *c, const struct manifest_backend *b,
                     struct line_end *end)
{
    bool any = false;

    for (size_t i = 0; i < c->summary->point_count; i++) {
        const struct report_point *p = &c->summary->points[i];
        const struct report_cell *cell = cell_of(p, b);
        const struct report_value *v;

        if (p->scenario != c->scenario || cell == NULL)
            continue;
        v = &cell->value[shown];
        if (v->n == 0) {
            lines_add(&c->maker.chart->notes, "Missing: %s at %s: %s.",
                      cell->label, p->name, cell->missing);
            if (any && cell->wall != NULL)
                end->wall = cell->wall;
            continue;
        }
        *end =
            (struct line_end){b, c->count, p->connections, v->e.value, 0, NULL};
        any = true;
        if (v->e.value > c->highest)
            c->highest = v->e.value;
        if (report_has_interval(v) && v->e.high > c->highest)
            c->highest = v->e.high;
    }
    return any;
}

static void write_line(struct lines_chart *c, const struct manifest_backend *b)
{
    fprintf(c->maker.dat,
            "# %s: connections, requests/s, low, high, 1: no interval, "
            "2: suspect\n",
            b->name);
    for (size_t i = 0; i < c->summary->point_count; i++) {
        const struct report_point *p = &c->summary->points[i];
        const struct report_cell *cell = cell_of(p, b);
        const struct report_value *v;

        if (p->scenario != c->scenario || cell == NULL)
            continue;
        v = &cell->value[shown];
        if (v->n > 0)
            fprintf(c->maker.dat, "%d %.7g %.7g %.7g %d\n", p->connections,
                    v->e.value, v->e.low, v->e.high, chart_hollow(cell, v));
    }
    fputs("\n\n", c->maker.dat);
}

/* log2, with a mark at each number of connections. */
static void write_connections(struct lines_chart *c)
{
    struct axis axis = {0, 0, true, "", ""};
    size_t length = 0;
    double margin;

    for (size_t i = 0; i < c->summary->point_count; i++) {
        const struct report_point *p = &c->summary->points[i];

        if (p->scenario != c->scenario || length >= sizeof axis.tics)
            continue;
        length += (size_t)snprintf(
            axis.tics + length, sizeof axis.tics - length, "%s'%d' %d",
            length == 0 ? "" : ", ", p->connections, p->connections);
        if (axis.low == 0 || p->connections < axis.low)
            axis.low = p->connections;
        if (p->connections > axis.high)
            axis.high = p->connections;
    }
    /* Room for the marks that stand aside. */
    margin = pow(axis.high / axis.low, .05);
    axis.low /= margin;
    axis.high *= margin;
    chart_axis(&c->maker, "x", &axis);
}

static const struct report_point *first_point(const struct lines_chart *c)
{
    const struct report_point *first = c->summary->points;

    while (first->scenario != c->scenario)
        first++;
    return first;
}

/* Of the scenario; NaN: none was measured. */
static double capacity_of(const struct lines_chart *c)
{
    return first_point(c)->capacity;
}

/* What the server can do is a line where it can be seen beside what the
 * clients do, and a note where it is far above. */
static void take_capacity(struct lines_chart *c)
{
    double capacity = capacity_of(c);

    if (capacity <= 2.5 * c->highest)
        c->highest = fmax(c->highest, capacity);
}

static void write_capacity(struct lines_chart *c, const struct axis *y)
{
    double capacity = capacity_of(c);
    char text[FORMAT_SIZE], label[FORMAT_SIZE + 32];

    format_number(text, QUANTITY_RATE, capacity);
    snprintf(label, sizeof label, "server's capacity: %s", text);
    chart_text(&c->maker, "capacity_label", label);
    chart_number(&c->maker, "capacity", capacity <= y->high ? capacity : 0);
    if (capacity > y->high)
        lines_add(&c->maker.chart->notes,
                  "The server's capacity, %s requests/s, lies above the axis.",
                  text);
}

static int write_chart(struct lines_chart *c)
{
    const struct report_manifest *m = c->summary->manifest;
    struct axis y;
    int result;

    for (size_t i = 0; i < m->backend_count; i++)
        c->count += find_end(c, &m->backends[i], &c->ends[c->count]);
    take_capacity(c);
    axis_linear(&y, QUANTITY_RATE, c->highest, 6);
    write_capacity(c, &y);
    for (size_t i = 0; i < c->count; i++)
        write_line(c, c->ends[i].backend);
    result = chart_place_ends(c->ends, c->count, &y);
    if (result != 0)
        return result;
    chart_write_ends(&c->maker, c->ends, c->count);
    chart_axis(&c->maker, "y", &y);
    write_connections(c);
    chart_text(&c->maker, "x_label", "connections (log2 scale)");
    chart_text(&c->maker, "y_label", measure_info(shown)->title);
    return 0;
}

static void describe(struct lines_chart *c)
{
    struct chart *chart = c->maker.chart;

    snprintf(chart->title, sizeof chart->title,
             "%s: requests per second by connections", c->scenario->name);
    chart_mark(&c->maker, c->scenario, &shown, 1);
    chart_note_suspects(&c->maker, c->scenario, false);
    lines_add(&chart->notes, "Marks at one number of connections stand side by "
                             "side, so that none hides another.");
    chart->finding =
        report_words_findings(first_point(c), c->scenario->point_count, shown);
    chart->data = report_table_scenario(c->summary, c->scenario, shown);
}

int chart_lines(struct charts *all, const struct report_summary *s,
                const struct manifest_scenario *scenario)
{
    struct lines_chart c = {.summary = s, .scenario = scenario};
    struct chart *chart;
    int result;

    if (scenario->mode != SCENARIO_CLOSED || scenario->point_count < 2 ||
        !chart_has_numbers(s, scenario, shown))
        return 0;
    chart = charts_add(all, "lines", CHART_MAIN, scenario, "%s-throughput",
                       scenario->name);
    c.ends = calloc(s->manifest->backend_count + 1, sizeof *c.ends);
    if (chart == NULL || c.ends == NULL ||
        chart_begin(&c.maker, s, chart) != 0) {
        free(c.ends);
        return -ENOMEM;
    }
    result = write_chart(&c);
    describe(&c);
    free(c.ends);
    return chart_end(&c.maker) != 0 ? -ENOMEM : result;
}
