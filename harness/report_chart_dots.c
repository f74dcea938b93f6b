/*
 * Dots in rows: a row a backend, a panel a point, a mark a measure.
 */
#include "report_chart.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_format.h"
#include "report_style.h"
#include "report_tables.h"
#include "report_words.h"

enum { PANELS_MAX = 4, SERIES_MAX = 3 };

struct kind {
    const char *suffix, *title, *x_label;
    enum measure series[SERIES_MAX];
    size_t series_count;
    enum chart_place place;
    unsigned modes; /* of the scenarios it is for: bits */
    bool lone;      /* only for scenarios of one point: others get lines */
    bool controls;  /* with the twin, and rows that are no rivals */
    bool bounds;    /* with what is the least and the most it can take */
};

enum {
    CLOSED = 1 << SCENARIO_CLOSED,
    BATCH = 1 << SCENARIO_BATCH,
    RATE = 1 << SCENARIO_RATE,
    PUSH = 1 << SCENARIO_PUSH
};

static const struct kind kinds[] = {
    {.suffix = "throughput",
     .title = "requests per second",
     .x_label = "requests/s",
     .series = {MEASURE_RATE},
     .series_count = 1,
     .place = CHART_MAIN,
     .modes = CLOSED,
     .lone = true},
    {.suffix = "latency",
     .title = "service time, p50, p99 and p99.9",
     .x_label = "service time",
     .series = {MEASURE_P50, MEASURE_P99, MEASURE_P999},
     .series_count = 3,
     .place = CHART_MAIN,
     .modes = CLOSED},
    {.suffix = "latency",
     .title = "response time from when it was due, p50, p99 and p99.9",
     .x_label = "response time",
     .series = {MEASURE_RESPONSE_P50, MEASURE_RESPONSE_P99,
                MEASURE_RESPONSE_P999},
     .series_count = 3,
     .place = CHART_MAIN,
     .modes = RATE},
    {.suffix = "latency",
     .title = "reaction time to a push, p50, p99 and p99.9",
     .x_label = "reaction time",
     .series = {MEASURE_REACTION_P50, MEASURE_REACTION_P99,
                MEASURE_REACTION_P999},
     .series_count = 3,
     .place = CHART_MAIN,
     .modes = PUSH},
    {.suffix = "makespan",
     .title = "time until the last request ended",
     .x_label = "makespan",
     .series = {MEASURE_MAKESPAN},
     .series_count = 1,
     .place = CHART_MAIN,
     .modes = BATCH,
     .bounds = true},
    {.suffix = "cpu",
     .title = "client CPU time per request",
     .x_label = "CPU time per request",
     .series = {MEASURE_CPU},
     .series_count = 1,
     .place = CHART_COST,
     .modes = CLOSED | RATE | PUSH,
     .controls = true},
    {.suffix = "cpu",
     .title = "client CPU time of a whole run",
     .x_label = "CPU time per run",
     .series = {MEASURE_RUN_CPU},
     .series_count = 1,
     .place = CHART_COST,
     .modes = BATCH,
     .controls = true},
};

struct dots {
    struct chart_maker maker;
    const struct report_summary *summary;
    const struct manifest_scenario *scenario;
    const struct kind *kind;
    const struct report_point *panels[PANELS_MAX];
    size_t panel_count;
    double lowest, highest;
};

static bool has_row(const struct dots *d, const struct report_cell *cell)
{
    return d->kind->controls || chart_has_line(cell);
}

/* The first point, the last, and evenly chosen ones between them. */
static void choose_panels(struct dots *d)
{
    size_t count = d->scenario->point_count;
    const struct report_point *first = d->summary->points;

    while (first->scenario != d->scenario)
        first++;
    d->panel_count = count < PANELS_MAX ? count : PANELS_MAX;
    for (size_t i = 0; i < d->panel_count; i++)
        d->panels[i] =
            &first[d->panel_count < 2 ? 0
                                      : i * (count - 1) / (d->panel_count - 1)];
    if (d->panel_count < count)
        lines_add(&d->maker.chart->notes,
                  "%zu of the %zu numbers of connections are shown; the "
                  "tables have all.",
                  d->panel_count, count);
}

static void widen(struct dots *d, double value)
{
    if (isnan(value))
        return;
    d->lowest = fmin(d->lowest, value);
    d->highest = fmax(d->highest, value);
}

/* One data set: a measure in a panel. */
static void write_series(struct dots *d, const struct report_point *p,
                         enum measure m)
{
    size_t row = 0;

    fprintf(d->maker.dat,
            "# %s, %s: row, value, low, high, 1: no interval, "
            "2: suspect, colour, backend\n",
            p->name, measure_info(m)->title);
    for (size_t i = 0; i < p->cell_count; i++) {
        const struct report_cell *cell = &p->cells[i];
        const struct report_value *v = &cell->value[m];

        if (!has_row(d, cell))
            continue;
        row++;
        fprintf(d->maker.dat, "%zu %.7g %.7g %.7g %d %u \"%s\"\n", row,
                v->n == 0 ? (double)NAN : v->e.value, v->e.low, v->e.high,
                chart_hollow(cell, v),
                report_style(d->summary->manifest, cell->backend).color,
                cell->label);
        if (v->n > 0) {
            widen(d, v->e.value);
            widen(d, v->e.low);
            widen(d, v->e.high);
        }
    }
    fputs("\n\n", d->maker.dat);
}

static void note_missing(struct dots *d, const struct report_point *p)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        const struct report_cell *cell = &p->cells[i];

        if (has_row(d, cell) && *cell->missing != '\0')
            lines_add(&d->maker.chart->notes, "Missing: %s at %s: %s.",
                      cell->label, p->name, cell->missing);
        else if (has_row(d, cell) && cell->saturated)
            lines_add(&d->maker.chart->notes, "Saturated at %s: %s.", p->name,
                      cell->label);
    }
}

/* Rows that have numbers, but too few requests in a round for this one. */
static void note_too_few(struct dots *d, const struct report_point *p,
                         enum measure m)
{
    char names[512] = "";
    size_t length = 0;

    for (size_t i = 0; i < p->cell_count && length < sizeof names; i++) {
        const struct report_cell *cell = &p->cells[i];

        if (has_row(d, cell) && *cell->missing == '\0' && !cell->saturated &&
            cell->value[m].n == 0)
            length +=
                (size_t)snprintf(names + length, sizeof names - length, "%s%s",
                                 length == 0 ? "" : ", ", cell->label);
    }
    if (length > 0)
        lines_add(&d->maker.chart->notes,
                  "Too few requests a round for %s at %s: %s.",
                  measure_info(m)->title, p->name, names);
}

static void write_rows(struct dots *d)
{
    const struct report_point *p = d->panels[0];
    size_t rows = 0;

    chart_list(&d->maker, "names");
    for (size_t i = 0; i < p->cell_count; i++) {
        if (!has_row(d, &p->cells[i]))
            continue;
        rows++;
        chart_list_add(&d->maker, "%s%s", p->cells[i].label,
                       p->cells[i].control ? " (control)" : "");
    }
    chart_list_end(&d->maker);
    chart_list(&d->maker, "colors");
    for (size_t i = 0; i < p->cell_count; i++) {
        if (has_row(d, &p->cells[i]))
            chart_list_add(
                &d->maker, "#%06x",
                report_style(d->summary->manifest, p->cells[i].backend).color);
    }
    chart_list_end(&d->maker);
    chart_number(&d->maker, "rows", (double)rows);
}

/* Where a row has no mark, and with a single measure in a single panel the
 * number beside each mark. */
static void write_texts(struct dots *d)
{
    const struct report_point *p = d->panels[0];
    enum measure m = d->kind->series[0];
    bool beside = d->panel_count == 1 && d->kind->series_count == 1;

    chart_list(&d->maker, "gaps");
    for (size_t i = 0; i < d->panel_count; i++) {
        size_t row = 0;

        for (size_t k = 0; k < p->cell_count; k++) {
            if (!has_row(d, &p->cells[k]))
                continue;
            row++;
            if (d->panels[i]->cells[k].value[m].n == 0)
                chart_list_add(&d->maker, "%zu %zu", i + 1, row);
        }
    }
    chart_list_end(&d->maker);
    chart_list(&d->maker, "values");
    for (size_t k = 0; k < p->cell_count && beside; k++) {
        char text[FORMAT_SIZE];

        format_value(text, measure_info(m)->quantity, &p->cells[k].value[m]);
        if (has_row(d, &p->cells[k]))
            chart_list_add(&d->maker, "%s", text);
    }
    chart_list_end(&d->maker);
}

static void add_head(struct dots *d, const struct report_point *p)
{
    const char *s = p->connections == 1 ? "" : "s";

    if (p->rate > 0)
        chart_list_add(&d->maker, "%d connection%s, %d/s", p->connections, s,
                       p->rate);
    else
        chart_list_add(&d->maker, "%d connection%s", p->connections, s);
}

static void write_panels(struct dots *d)
{
    chart_number(&d->maker, "panels", (double)d->panel_count);
    chart_list(&d->maker, "heads");
    for (size_t i = 0; i < d->panel_count; i++)
        add_head(d, d->panels[i]);
    chart_list_end(&d->maker);
    chart_number(&d->maker, "series", (double)d->kind->series_count);
    chart_list(&d->maker, "keys");
    for (size_t i = 0; i < d->kind->series_count; i++)
        chart_list_add(&d->maker, "%s",
                       measure_info(d->kind->series[i])->title);
    chart_list_end(&d->maker);
}

/* The slowest request is the least a run can take, the sum of all the most;
 * both as the reference saw them. */
static void write_bounds(struct dots *d)
{
    static const enum measure bounds[] = {MEASURE_SLOWEST, MEASURE_SUM};
    const struct report_cell *reference = d->panels[0]->reference;
    size_t count = 0;

    chart_list(&d->maker, "bounds");
    for (size_t i = 0; i < 2 && d->kind->bounds && reference != NULL; i++) {
        const struct report_value *v = &reference->value[bounds[i]];

        if (v->n == 0)
            continue;
        chart_list_add(&d->maker, "%.7g", v->e.value);
        widen(d, v->e.value);
        count++;
    }
    if (count > 0)
        lines_add(&d->maker.chart->notes,
                  "Dotted: the slowest request and the sum of all requests, "
                  "as %s had them.",
                  reference->label);
    chart_list_end(&d->maker);
    chart_list(&d->maker, "bound_names");
    for (size_t i = 0; i < count; i++)
        chart_list_add(&d->maker, "%s", measure_info(bounds[i])->title);
    chart_list_end(&d->maker);
}

/* What spans more than five times its least is drawn on a log scale. */
static void write_axis(struct dots *d)
{
    enum quantity q = measure_info(d->kind->series[0])->quantity;
    int labels = d->panel_count == 1 ? 9 : 12 / (int)d->panel_count;
    bool log = d->kind->series_count > 1 ||
               (d->kind->bounds && d->highest > 5 * d->lowest);
    struct axis axis;
    char label[96];

    if (log)
        axis_log(&axis, q, d->lowest, d->highest, labels);
    else
        axis_linear(&axis, q, d->highest, labels);
    chart_axis(&d->maker, "x", &axis);
    snprintf(label, sizeof label, "%s%s%s%s", d->kind->x_label,
             *axis.unit == '\0' ? "" : " in ", axis.unit,
             log ? " (log scale)" : "");
    chart_text(&d->maker, "x_label", label);
}

static void describe(struct dots *d)
{
    struct chart *chart = d->maker.chart;
    enum measure m = d->kind->series[d->kind->series_count > 1];

    snprintf(chart->title, sizeof chart->title, "%s: %s", d->scenario->name,
             d->kind->title);
    chart_mark(&d->maker, d->scenario, d->kind->series, d->kind->series_count);
    chart->finding =
        report_words_findings(d->panels[0], d->scenario->point_count, m);
    chart->data = report_table_scenario(d->summary, d->scenario, m);
}

static int make_dots(struct charts *all, const struct report_summary *s,
                     const struct manifest_scenario *scenario,
                     const struct kind *kind)
{
    struct dots d = {.summary = s,
                     .scenario = scenario,
                     .kind = kind,
                     .lowest = INFINITY,
                     .highest = 0};
    struct chart *chart = charts_add(all, "dots", kind->place, scenario,
                                     "%s-%s", scenario->name, kind->suffix);

    if (chart == NULL || chart_begin(&d.maker, s, chart) != 0)
        return -ENOMEM;
    choose_panels(&d);
    for (size_t i = 0; i < d.panel_count; i++) {
        note_missing(&d, d.panels[i]);
        for (size_t k = 0; k < kind->series_count; k++) {
            write_series(&d, d.panels[i], kind->series[k]);
            note_too_few(&d, d.panels[i], kind->series[k]);
        }
    }
    chart_note_suspects(&d.maker, scenario);
    write_rows(&d);
    write_panels(&d);
    write_texts(&d);
    write_bounds(&d);
    write_axis(&d);
    describe(&d);
    return chart_end(&d.maker);
}

int chart_dots(struct charts *all, const struct report_summary *s,
               const struct manifest_scenario *scenario)
{
    int result = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && result == 0; i++) {
        if ((kinds[i].modes & 1U << scenario->mode) &&
            !(kinds[i].lone && scenario->point_count > 1) &&
            chart_has_numbers(s, scenario, kinds[i].series[0]))
            result = make_dots(all, s, scenario, &kinds[i]);
    }
    return result;
}
