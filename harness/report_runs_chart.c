/*
 * The ratios of several runs in one chart: a row a backend, a panel a point, a
 * mark a run.
 */
#include "report_runs.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_chart_panels.h"
#include "report_format.h"
#include "report_mode.h"

struct runs_chart {
    const struct runs *runs;
    struct chart_maker maker;
    const struct runs_point *point[PANELS_MAX];
    size_t points;
    enum measure measure;
    const char *base;
    const char *rows[RUNS_ROWS_MAX];
    size_t row_count;
    double lowest, highest;
};

/* Like the row of the first run that has it. */
static unsigned color_of(const struct runs_chart *c, const char *row)
{
    for (size_t i = 0; i < c->runs->count; i++) {
        const struct report_manifest *m = &c->runs->sources[i].manifest;

        for (size_t k = 0; k < m->backend_count; k++)
            if (strcmp(m->backends[k].name, row) == 0)
                return report_style(c->maker.chart->look->theme, m,
                                    &m->backends[k])
                    .color;
    }
    return report_theme(c->maker.chart->look->theme)->ink;
}

static void widen(struct runs_chart *c, double value)
{
    if (!isfinite(value) || value <= 0)
        return;
    c->lowest = fmin(c->lowest, value);
    c->highest = fmax(c->highest, value);
}

/* Marks of one row stand below each other, so that none hides another. */
static void write_set(struct runs_chart *c, const struct runs_point *point,
                      size_t run)
{
    double gap = fmin(.22, .8 / (double)c->runs->count);
    double aside = gap * ((double)run - (double)(c->runs->count - 1) / 2);

    fprintf(c->maker.dat,
            "# %s, %c: row, ratio, low, high, 1: no interval, colour, "
            "backend\nNaN NaN NaN NaN 1 0 \"\"\n",
            point->name, runs_letter(run));
    for (size_t i = 0; i < c->row_count; i++) {
        struct report_value v =
            runs_ratio(point->in[run], c->rows[i], c->base, c->measure);

        if (v.n == 0)
            continue;
        fprintf(c->maker.dat, "%.4g %.7g %.7g %.7g %d %u \"%s\"\n",
                (double)(i + 1) + aside, v.e.value, v.e.low, v.e.high,
                !report_has_interval(&v), color_of(c, c->rows[i]), c->rows[i]);
        widen(c, v.e.value);
        widen(c, v.e.low);
        widen(c, v.e.high);
    }
    fputs("\n\n", c->maker.dat);
}

static bool has_ratio(const struct runs_chart *c,
                      const struct runs_point *point, const char *row)
{
    for (size_t i = 0; i < c->runs->count; i++)
        if (runs_ratio(point->in[i], row, c->base, c->measure).n > 0)
            return true;
    return false;
}

static void write_lists(struct runs_chart *c)
{
    chart_list(&c->maker, "names");
    for (size_t i = 0; i < c->row_count; i++)
        chart_list_add(&c->maker, "%s", c->rows[i]);
    chart_list_end(&c->maker);
    chart_list(&c->maker, "colors");
    for (size_t i = 0; i < c->row_count; i++)
        chart_list_add(&c->maker, "#%06x", color_of(c, c->rows[i]));
    chart_list_end(&c->maker);
    chart_list(&c->maker, "heads");
    for (size_t i = 0; i < c->points; i++)
        chart_list_add(&c->maker, "%s", c->point[i]->name);
    chart_list_end(&c->maker);
    chart_list(&c->maker, "keys");
    for (size_t i = 0; i < c->runs->count; i++)
        chart_list_add(&c->maker, "%c", runs_letter(i));
    chart_list_end(&c->maker);
    chart_list(&c->maker, "gaps");
    for (size_t i = 0; i < c->points; i++)
        for (size_t k = 0; k < c->row_count; k++)
            if (!has_ratio(c, c->point[i], c->rows[k]))
                chart_list_add(&c->maker, "%zu %zu", i + 1, k + 1);
    chart_list_end(&c->maker);
    chart_list(&c->maker, "bands"); /* of no width: where equal is */
    for (size_t i = 0; i < c->points; i++)
        chart_list_add(&c->maker, "1 1");
    chart_list_end(&c->maker);
}

static void write_rest(struct runs_chart *c)
{
    static const char *const none[] = {"values", "bounds", "bound_names"};
    struct axis axis;
    char label[128];

    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        chart_list(&c->maker, none[i]);
        chart_list_end(&c->maker);
    }
    chart_number(&c->maker, "spans", 0);
    chart_number(&c->maker, "rows", (double)c->row_count);
    chart_number(&c->maker, "panels", (double)c->points);
    chart_number(&c->maker, "series", (double)c->runs->count);
    axis_ratio(&axis, c->lowest, c->highest,
               c->points == 1 ? 10 : 18 / (int)c->points);
    chart_axis(&c->maker, "x", &axis);
    snprintf(label, sizeof label, "ratio to %s of the same run (log scale)",
             c->base);
    chart_text(&c->maker, "x_label", label);
}

/* A row a backend, a column a point and a run. */
static struct table *numbers(const struct runs_chart *c)
{
    struct table *t = table_create(measure_info(c->measure)->title,
                                   1 + c->points * c->runs->count);

    if (t == NULL)
        return NULL;
    table_add(t, "backend");
    for (size_t i = 0; i < c->points * c->runs->count; i++)
        table_add(t, "%s, %c", c->point[i / c->runs->count]->name,
                  runs_letter(i % c->runs->count));
    for (size_t k = 0; k < c->row_count; k++) {
        table_add(t, "%s", c->rows[k]);
        for (size_t i = 0; i < c->points * c->runs->count; i++) {
            struct report_value v =
                runs_ratio(c->point[i / c->runs->count]->in[i % c->runs->count],
                           c->rows[k], c->base, c->measure);
            char text[FORMAT_SIZE];

            format_value(text, QUANTITY_RATIO, &v);
            table_add(t, "%s", text);
        }
    }
    return t;
}

static void note_machines(struct runs_chart *c)
{
    char text[1024] = "";
    size_t length = 0;

    for (size_t i = 0; i < c->runs->count && length < sizeof text; i++) {
        const struct report_manifest *m = &c->runs->sources[i].manifest;
        const char *cpu = report_manifest_text(m, "machine", "cpu");
        const char *kernel = report_manifest_text(m, "machine", "kernel");
        const char *version = report_manifest_text(m, NULL, "version");

        length += (size_t)snprintf(
            text + length, sizeof text - length, "%s%c: %s, kernel %s, %s",
            i == 0 ? "" : "; ", runs_letter(i), cpu ? cpu : "CPU not known",
            kernel ? kernel : "not known", version ? version : "");
    }
    lines_add(&c->maker.chart->notes, "%s.", text);
}

static void describe(struct runs_chart *c)
{
    struct chart *chart = c->maker.chart;

    snprintf(chart->title, sizeof chart->title, "%s: %s as a ratio to %s",
             c->point[0]->scenario, measure_info(c->measure)->title, c->base);
    snprintf(chart->origin, sizeof chart->origin,
             "%zu runs, each compared with itself", c->runs->count);
    note_machines(c);
    snprintf(chart->mark, sizeof chart->mark,
             "mark: Hodges-Lehmann estimate of the ratios inside the blocks of "
             "a run, bar: 95 %% interval");
    chart->finding =
        runs_finding(c->runs, c->point[c->points - 1], c->base, c->measure);
    chart->data = numbers(c);
}

/* Points of the scenario that have this measure with the same base: the first
 * ones, as many as there are panels. */
static void choose_points(struct runs_chart *c, const struct runs_point *first)
{
    const struct runs *r = c->runs;
    size_t more = 0;

    for (size_t i = 0; i < r->point_count; i++) {
        const struct runs_point *point = &r->points[i];
        const char *base = runs_base(r, point, c->measure);

        if (strcmp(point->scenario, first->scenario) != 0 || base == NULL ||
            strcmp(base, c->base) != 0)
            continue;
        if (c->points < PANELS_MAX)
            c->point[c->points++] = point;
        else
            more++;
    }
    if (more > 0)
        lines_add(&c->maker.chart->notes,
                  "%zu more points are in the tables only.", more);
}

static void choose_rows(struct runs_chart *c)
{
    for (size_t i = 0; i < c->points; i++) {
        const char *names[RUNS_ROWS_MAX];
        size_t count =
            runs_rows(c->runs, c->point[i], c->base, c->measure, names);

        for (size_t k = 0; k < count; k++) {
            size_t at = 0;

            while (at < c->row_count && strcmp(c->rows[at], names[k]) != 0)
                at++;
            if (at == c->row_count && at < RUNS_ROWS_MAX)
                c->rows[c->row_count++] = names[k];
        }
    }
}

static int make_chart(struct runs *r, const struct runs_point *first,
                      enum measure m, const char *suffix)
{
    struct runs_chart c = {.runs = r,
                           .measure = m,
                           .base = runs_base(r, first, m),
                           .lowest = INFINITY};
    const char *names[RUNS_ROWS_MAX];
    struct chart *chart;

    if (c.base == NULL || runs_rows(r, first, c.base, m, names) == 0)
        return 0;
    chart = charts_add(&r->charts, "dots", CHART_MAIN, NULL, "%s-%s",
                       first->scenario, suffix);
    if (chart == NULL ||
        chart_begin(&c.maker, &r->sources[0].summary, chart) != 0)
        return -ENOMEM;
    choose_points(&c, first);
    choose_rows(&c);
    for (size_t i = 0; i < c.points; i++)
        for (size_t run = 0; run < r->count; run++)
            write_set(&c, c.point[i], run);
    write_lists(&c);
    write_rest(&c);
    describe(&c);
    return chart_end(&c.maker);
}

/* Of its scenario. */
static bool is_first(const struct runs *r, size_t point)
{
    for (size_t i = 0; i < point; i++)
        if (strcmp(r->points[i].scenario, r->points[point].scenario) == 0)
            return false;
    return true;
}

int runs_charts(struct runs *r)
{
    int result = 0;

    for (size_t i = 0; i < r->point_count && result == 0; i++) {
        const struct runs_point *point = &r->points[i];
        bool batch = point->mode == SCENARIO_BATCH;

        if (!is_first(r, i))
            continue;
        result =
            make_chart(r, point, mode_measures(point->mode)->first, "ratio");
        if (result == 0)
            result = make_chart(r, point, batch ? MEASURE_RUN_CPU : MEASURE_CPU,
                                "cpu-ratio");
    }
    return result;
}
