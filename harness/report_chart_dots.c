/*
 * Dots in rows: a row a backend, a panel a point, a mark a measure.
 */
#include "report_chart_panels.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_format.h"
#include "report_mode.h"
#include "report_tables.h"
#include "report_words.h"

enum { SERIES_MAX = 3 };

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
    PUSH = 1 << SCENARIO_PUSH,
    MEMORY = 1 << SCENARIO_MEMORY,
    THINK = 1 << SCENARIO_THINK
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
     .modes = RATE | THINK},
    {.suffix = "latency",
     .title = "reaction time to a push, p50, p99 and p99.9",
     .x_label = "reaction time",
     .series = {MEASURE_REACTION_P50, MEASURE_REACTION_P99,
                MEASURE_REACTION_P999},
     .series_count = 3,
     .place = CHART_MAIN,
     .modes = PUSH},
    {.suffix = "connect",
     .title = "time to open a connection, p50 and p99",
     .x_label = "connect time",
     .series = {MEASURE_CONNECT_P50, MEASURE_CONNECT_P99},
     .series_count = 2,
     .place = CHART_MAIN,
     .modes = CLOSED | RATE},
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
     .modes = CLOSED | RATE | PUSH | THINK,
     .controls = true},
    {.suffix = "calls",
     .title = "system calls of the client per request",
     .x_label = "system calls per request",
     .series = {MEASURE_CALLS},
     .series_count = 1,
     .place = CHART_COST,
     .modes = CLOSED | RATE | PUSH | THINK,
     .controls = true},
    {.suffix = "memory",
     .title = "memory of a waiting connection",
     .x_label = "memory per connection",
     .series = {MEASURE_MEMORY_USER, MEASURE_MEMORY_KERNEL},
     .series_count = 2,
     .place = CHART_COST,
     .modes = MEMORY},
    {.suffix = "switches",
     .title = "context switches of the client per request",
     .x_label = "context switches per request",
     .series = {MEASURE_SWITCHES},
     .series_count = 1,
     .place = CHART_COST,
     .modes = CLOSED | RATE | PUSH | THINK,
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
    struct panels p;
    const struct kind *kind;
};

static bool is_cost_row(const struct report_point *p,
                        const struct report_cell *cell)
{
    (void)p;
    return chart_has_row(cell, true);
}

static bool is_row(const struct report_point *p, const struct report_cell *cell)
{
    (void)p;
    return chart_has_row(cell, false);
}

static bool has_row(const struct dots *d, const struct report_cell *cell)
{
    return chart_has_row(cell, d->kind->controls);
}

static bool has_number(const struct report_point *p,
                       const struct report_cell *cell, enum measure m)
{
    (void)p;
    return cell->value[m].n > 0;
}

/* One data set: a measure in a panel. */
static void write_series(struct dots *d, const struct report_point *p,
                         enum measure m)
{
    size_t row = 0;

    fprintf(d->p.maker.dat,
            "# %s, %s: row, value, low, high, 1: no interval, "
            "2: suspect, colour, backend\n",
            p->name, measure_info(m)->title);
    for (size_t i = 0; i < p->cell_count; i++)
        if (has_row(d, &p->cells[i]))
            panels_write_mark(&d->p, ++row, &p->cells[i],
                              &p->cells[i].value[m]);
    fputs("\n\n", d->p.maker.dat);
}

static void note_missing(struct dots *d, const struct report_point *p)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        const struct report_cell *cell = &p->cells[i];

        if (has_row(d, cell) && *cell->missing != '\0')
            lines_add(&d->p.maker.chart->notes, "Missing: %s at %s: %s.",
                      cell->label, p->name, cell->missing);
        else if (has_row(d, cell) && cell->saturated)
            lines_add(&d->p.maker.chart->notes, "Saturated at %s: %s.", p->name,
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
        lines_add(&d->p.maker.chart->notes, "%s %s at %s: %s.",
                  mode_is_latency(m) ? "Too few requests a round for"
                                     : "Not measured,",
                  measure_info(m)->title, p->name, names);
}

/* With a single measure in a single panel the number stands beside each mark.
 */
static void write_texts(struct dots *d)
{
    const struct report_point *p = d->p.point[0];
    enum measure m = d->kind->series[0];
    bool beside = d->p.count == 1 && d->kind->series_count == 1;

    panels_write_gaps(&d->p, has_number, m);
    chart_list(&d->p.maker, "values");
    for (size_t k = 0; k < p->cell_count && beside; k++) {
        char text[FORMAT_SIZE];

        format_value(text, measure_info(m)->quantity, &p->cells[k].value[m]);
        if (has_row(d, &p->cells[k]))
            chart_list_add(&d->p.maker, "%s", text);
    }
    chart_list_end(&d->p.maker);
}

static void write_heads(struct dots *d)
{
    const char *keys[SERIES_MAX];

    for (size_t i = 0; i < d->kind->series_count; i++)
        keys[i] = measure_info(d->kind->series[i])->title;
    panels_write_heads(&d->p, keys, d->kind->series_count);
}

/* The slowest request is the least a run can take, the sum of all the most;
 * both as the reference saw them. */
static void write_bounds(struct dots *d)
{
    static const enum measure bounds[] = {MEASURE_SLOWEST, MEASURE_SUM};
    const struct report_cell *reference = d->p.point[0]->reference;
    size_t count = 0;

    chart_list(&d->p.maker, "bounds");
    for (size_t i = 0; i < 2 && d->kind->bounds && reference != NULL; i++) {
        const struct report_value *v = &reference->value[bounds[i]];

        if (v->n == 0)
            continue;
        chart_list_add(&d->p.maker, "%.7g", v->e.value);
        panels_widen(&d->p, v->e.value);
        count++;
    }
    if (count > 0)
        lines_add(&d->p.maker.chart->notes,
                  "Dotted: the slowest request and the sum of all requests, "
                  "as %s had them.",
                  reference->label);
    chart_list_end(&d->p.maker);
    chart_list(&d->p.maker, "bound_names");
    for (size_t i = 0; i < count; i++)
        chart_list_add(&d->p.maker, "%s", measure_info(bounds[i])->title);
    chart_list_end(&d->p.maker);
}

/* What spans more than five times its least is drawn on a log scale. */
static void write_axis(struct dots *d)
{
    enum quantity q = measure_info(d->kind->series[0])->quantity;
    int labels = d->p.count == 1 ? 9 : 12 / (int)d->p.count;
    bool log = (d->kind->series_count > 1 && q == QUANTITY_TIME) ||
               (d->kind->bounds && d->p.highest > 5 * d->p.lowest);
    struct axis axis;
    char label[96];

    if (log)
        axis_log(&axis, q, d->p.lowest, d->p.highest, labels);
    else
        axis_linear(&axis, q, d->p.highest, labels);
    chart_axis(&d->p.maker, "x", &axis);
    snprintf(label, sizeof label, "%s%s%s%s", d->kind->x_label,
             *axis.unit == '\0' ? "" : " in ", axis.unit,
             log ? " (log scale)" : "");
    chart_text(&d->p.maker, "x_label", label);
}

static void describe(struct dots *d)
{
    struct chart *chart = d->p.maker.chart;
    enum measure m = d->kind->series[d->kind->series_count > 1];

    snprintf(chart->title, sizeof chart->title, "%s: %s", d->p.scenario->name,
             d->kind->title);
    chart_mark(&d->p.maker, d->p.scenario, d->kind->series,
               d->kind->series_count);
    if (m == MEASURE_CALLS)
        snprintf(chart->mark, sizeof chart->mark,
                 "mark: counted in a round of its own, which is not timed and "
                 "has no interval");
    chart->finding =
        report_words_findings(panels_first(d->p.maker.summary, d->p.scenario),
                              d->p.scenario->point_count, m);
    chart->data = report_table_scenario(d->p.maker.summary, d->p.scenario, m);
}

static int make_dots(struct charts *all, const struct report_summary *s,
                     const struct manifest_scenario *scenario,
                     const struct kind *kind)
{
    struct dots d = {.kind = kind,
                     .p.has_row = kind->controls ? is_cost_row : is_row};
    int result =
        panels_begin(&d.p, s, scenario,
                     charts_add(all, "dots", kind->place, scenario, "%s-%s",
                                scenario->name, kind->suffix));

    if (result != 0)
        return result;
    for (size_t i = 0; i < d.p.count; i++) {
        note_missing(&d, d.p.point[i]);
        for (size_t k = 0; k < kind->series_count; k++) {
            write_series(&d, d.p.point[i], kind->series[k]);
            note_too_few(&d, d.p.point[i], kind->series[k]);
        }
    }
    chart_note_suspects(&d.p.maker, scenario, kind->controls);
    panels_write_rows(&d.p);
    write_heads(&d);
    write_texts(&d);
    write_bounds(&d);
    panels_write_none(&d.p, "bands");
    chart_number(&d.p.maker, "spans", 0);
    write_axis(&d);
    describe(&d);
    return chart_end(&d.p.maker);
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
