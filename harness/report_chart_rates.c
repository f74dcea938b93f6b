/*
 * A line a backend over the offered rate: how response time grows with it. A
 * point that a backend could not carry is left out, and said to be.
 */
#include "report_chart.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_knee.h"
#include "report_points.h"
#include "report_tables.h"
#include "report_words.h"

static const enum measure shown = MEASURE_RESPONSE_P99;

struct rates_chart {
    struct chart_maker maker;
    const struct report_summary *summary;
    const struct report_point *points; /* of one number of connections */
    size_t point_count;
    struct line_end *ends;
    size_t count;
    double lowest, highest;
};

/* NULL: it has no part in this point, or in the chart. */
static const struct report_cell *cell_of(const struct report_point *p,
                                         const struct manifest_backend *b)
{
    for (size_t k = 0; k < p->cell_count; k++) {
        if (p->cells[k].backend == b && chart_has_line(&p->cells[k]))
            return &p->cells[k];
    }
    return NULL;
}

static void note_missing(struct rates_chart *c, const struct report_point *p,
                         const struct report_cell *cell)
{
    struct lines *notes = &c->maker.chart->notes;

    if (!cell->saturated)
        lines_add(notes, "Missing: %s at %s: %s.", cell->label, p->name,
                  *cell->missing == '\0' ? "too few requests a round"
                                         : cell->missing);
}

static void widen(struct rates_chart *c, double value)
{
    c->lowest = fmin(c->lowest, value);
    c->highest = fmax(c->highest, value);
}

/* Where the backend's line ends; false: it has no number anywhere. */
static bool find_end(struct rates_chart *c, const struct manifest_backend *b,
                     struct line_end *end)
{
    bool any = false;

    for (size_t i = 0; i < c->point_count; i++) {
        const struct report_point *p = &c->points[i];
        const struct report_cell *cell = cell_of(p, b);
        const struct report_value *v;

        if (cell == NULL)
            continue;
        v = &cell->value[shown];
        if (v->n == 0) {
            note_missing(c, p, cell);
            continue;
        }
        *end = (struct line_end){b, c->count, p->rate, v->e.value, 0, NULL};
        any = true;
        widen(c, v->e.value);
        if (report_has_interval(v)) {
            widen(c, v->e.low);
            widen(c, v->e.high);
        }
    }
    return any;
}

static void write_line(struct rates_chart *c, const struct manifest_backend *b)
{
    fprintf(c->maker.dat,
            "# %s: requests due a second, response p99 in ns, low, high, "
            "1: no interval\n",
            b->name);
    for (size_t i = 0; i < c->point_count; i++) {
        const struct report_cell *cell = cell_of(&c->points[i], b);
        const struct report_value *v = cell ? &cell->value[shown] : NULL;

        if (v != NULL && v->n > 0)
            fprintf(c->maker.dat, "%d %.7g %.7g %.7g %d\n", c->points[i].rate,
                    v->e.value, v->e.low, v->e.high, chart_hollow(cell, v));
    }
    fputs("\n\n", c->maker.dat);
}

/* A label takes so much of the axis. */
static const double label_share = .065;

/* A mark at each rate; no label where the last one would be below it. */
static void write_tics(const struct rates_chart *c, struct axis *axis)
{
    double least = pow(axis->high / axis->low, label_share), last = 0;
    size_t length = 0;

    for (size_t i = 0; i < c->point_count && length < sizeof axis->tics; i++) {
        int rate = c->points[i].rate;
        char label[16] = "";

        if (rate >= last * least) {
            snprintf(label, sizeof label, "%d", rate);
            last = rate;
        }
        length +=
            (size_t)snprintf(axis->tics + length, sizeof axis->tics - length,
                             "%s'%s' %d", length == 0 ? "" : ", ", label, rate);
    }
}

/* Marks at one rate stand aside, but not up to the next one's. */
static void write_spread(struct rates_chart *c, const struct axis *axis)
{
    double nearest = .1, span = log(axis->high / axis->low);

    for (size_t i = 1; i < c->point_count; i++)
        nearest =
            fmin(nearest,
                 fabs(log((double)c->points[i].rate / c->points[i - 1].rate)) /
                     span);
    chart_number(&c->maker, "spread", .8 * nearest);
}

static void write_rates(struct rates_chart *c)
{
    struct axis axis = {INFINITY, 0, true, "", ""};
    double margin;

    for (size_t i = 0; i < c->point_count; i++) {
        axis.low = fmin(axis.low, c->points[i].rate);
        axis.high = fmax(axis.high, c->points[i].rate);
    }
    write_tics(c, &axis);
    /* Room for the marks that stand aside. */
    margin = pow(axis.high / axis.low, .05);
    axis.low /= margin;
    axis.high *= margin;
    chart_axis(&c->maker, "x", &axis);
    write_spread(c, &axis);
}

/* The place of its cell at each point. */
static size_t place_of(const struct rates_chart *c,
                       const struct manifest_backend *b)
{
    return (size_t)(cell_of(c->points, b) - c->points->cells);
}

/* A ring at the knee of each line, where it has a mark. */
static void write_knees(struct rates_chart *c)
{
    chart_list(&c->maker, "knees");
    for (size_t i = 0; i < c->count; i++) {
        const struct manifest_backend *b = c->ends[i].backend;
        struct report_knee knee =
            report_knee(c->points, c->point_count, place_of(c, b));
        const struct report_point *p = &c->points[knee.point];
        const struct report_cell *cell = cell_of(p, b);

        if (knee.side == KNEE_NONE || !cell || cell->value[shown].n == 0)
            chart_list_add(&c->maker, "-");
        else
            chart_list_add(&c->maker, "%d,%.7g", p->rate,
                           cell->value[shown].e.value);
    }
    chart_list_end(&c->maker);
}

/* First of the notes: a picture has room for few. */
static void note_knee(struct rates_chart *c)
{
    struct lines *notes = &c->maker.chart->notes;
    int saturation = 0;

    for (size_t i = 0; i < c->point_count; i++)
        if (c->points[i].saturation > 0)
            saturation = c->points[i].saturation;
    lines_add(
        notes,
        "Ring: the knee, of the rates measured the one with the largest rate / "
        "mean response time.");
    if (saturation > 0)
        lines_add(notes,
                  "Rates are shares of %d/s, which %s served in a closed loop "
                  "before the run.",
                  saturation, c->summary->manifest->reference);
}

static int write_chart(struct rates_chart *c)
{
    const struct report_manifest *m = c->summary->manifest;
    char label[64];
    struct axis y;
    int result;

    note_knee(c);
    chart_note_saturated(&c->maker, c->points->scenario);
    for (size_t i = 0; i < m->backend_count; i++)
        c->count += find_end(c, &m->backends[i], &c->ends[c->count]);
    axis_log(&y, QUANTITY_TIME, c->lowest, c->highest, 9);
    for (size_t i = 0; i < c->count; i++)
        write_line(c, c->ends[i].backend);
    result = chart_place_ends(c->ends, c->count, &y);
    chart_write_ends(&c->maker, c->ends, c->count);
    write_knees(c);
    chart_axis(&c->maker, "y", &y);
    write_rates(c);
    chart_text(&c->maker, "x_label", "requests due a second (log scale)");
    snprintf(label, sizeof label, "%s%s%s (log scale)",
             measure_info(shown)->title, *y.unit == '\0' ? "" : " in ", y.unit);
    chart_text(&c->maker, "y_label", label);
    return result;
}

/* In the name and title of each, whether or not points differ in it. */
static const unsigned in_each = 1u << SWEEP_CONNECTIONS | 1u << SWEEP_RATE;

static void describe(struct rates_chart *c)
{
    const struct manifest_scenario *scenario = c->points->scenario;
    struct chart *chart = c->maker.chart;
    char others[POINTS_TEXT_MAX];

    points_others(scenario, c->points->at, in_each, POINTS_TITLE, others);
    snprintf(chart->title, sizeof chart->title,
             "%s: response time p99 by offered rate, %d connection%s%s",
             scenario->name, c->points->connections,
             c->points->connections == 1 ? "" : "s", others);
    chart_mark(&c->maker, scenario, &shown, 1);
    chart_note_suspects(&c->maker, scenario, false);
    lines_add(&chart->notes, "Marks at one rate stand side by side, so that "
                             "none hides another.");
    chart->finding = report_words_findings(c->points, c->point_count, shown);
    chart->data = report_table_scenario(c->summary, scenario, shown);
}

static int make_chart(struct charts *all, const struct report_summary *s,
                      const struct report_point *points, size_t count)
{
    struct rates_chart c = {.summary = s,
                            .points = points,
                            .point_count = count,
                            .lowest = INFINITY};
    char others[POINTS_TEXT_MAX];
    struct chart *chart;
    int result;

    points_others(points->scenario, points->at, in_each, POINTS_NAME, others);
    chart =
        charts_add(all, "lines", CHART_MAIN, points->scenario, "%s-rates-%d%s",
                   points->scenario->name, points->connections, others);

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

/* Points that differ in nothing but their rates follow each other: how many
 * there are from the first one on. */
static size_t count_rates(const struct report_summary *s, size_t first)
{
    const struct report_point *p = &s->points[first];
    size_t i = first;

    while (i < s->point_count && s->points[i].scenario == p->scenario &&
           points_alike(s->points[i].at, p->at, SWEEP_RATE))
        i++;
    return i - first;
}

static bool has_numbers(const struct report_point *points, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < points[i].cell_count; k++) {
            const struct report_cell *cell = &points[i].cells[k];

            if (chart_has_line(cell) && cell->value[shown].n > 0)
                return true;
        }
    return false;
}

int chart_rates(struct charts *all, const struct report_summary *s,
                const struct manifest_scenario *scenario)
{
    int result = 0;

    for (size_t i = 0, n; i < s->point_count && result == 0; i += n) {
        const struct report_point *p = &s->points[i];

        n = count_rates(s, i);
        if (p->scenario == scenario && p->rate != p[n - 1].rate &&
            has_numbers(p, n))
            result = make_chart(all, s, p, n);
    }
    return result;
}
