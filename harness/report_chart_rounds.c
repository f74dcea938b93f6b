/*
 * Every round in the order it was run: what a drift, a slow spell or an
 * outlier looks like before anything is computed from it.
 */
#include "report_chart.h"
#include "report_mode.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_format.h"

struct rounds_chart {
    struct chart_maker maker;
    double lowest, highest, last;
    size_t failed;
};

/* The number of a round that its backend's other rounds can be set beside. */
static enum measure measure_of(const struct report_point *p)
{
    return mode_measures(p->scenario->mode)->first;
}

static void write_cell(struct rounds_chart *c, const struct report_point *p,
                       const struct report_cell *cell)
{
    enum measure m = measure_of(p);
    struct style style = chart_style(&c->maker, cell->backend);

    for (size_t i = 0; i < cell->round_count; i++) {
        const struct record *r = cell->rounds[i];
        double ratio = measure_info(m)->of(r) / cell->value[m].e.value;

        if (isnan(ratio))
            continue;
        fprintf(c->maker.dat, "%.6g %.6g %u %d\n", (double)r->at_ns / 1e9,
                ratio, style.color, style.mark);
        c->lowest = fmin(c->lowest, ratio);
        c->highest = fmax(c->highest, ratio);
    }
}

/* A data set of its own, never empty: gnuplot would not count it. */
static void write_failed(struct rounds_chart *c)
{
    const struct record_list *rounds = c->maker.summary->rounds;

    fputs("\n\n# failed: time in s\nNaN\n", c->maker.dat);
    for (size_t i = 0; i < rounds->count; i++) {
        const struct record *r = &rounds->records[i];
        double at = (double)r->at_ns / 1e9;

        c->last = fmax(c->last, at);
        if (r->ok)
            continue;
        fprintf(c->maker.dat, "%.6g\n", at);
        c->failed++;
    }
}

/* Families that have a backend in this run, each with its colour. */
static void write_families(struct rounds_chart *c)
{
    const struct report_manifest *m = c->maker.summary->manifest;

    static const char *const lists[] = {"names", "colors", "marks"};

    for (int pass = 0; pass < 3; pass++) {
        chart_list(&c->maker, lists[pass]);
        for (size_t i = 0; i < m->backend_count; i++) {
            const struct manifest_backend *b = &m->backends[i];
            bool first = b->selected && b->usable;

            for (size_t k = 0; k < i && first; k++)
                first = strcmp(m->backends[k].family, b->family) != 0 ||
                        !m->backends[k].selected || !m->backends[k].usable;
            if (first && pass == 0)
                chart_list_add(&c->maker, "%s", b->family);
            else if (first && pass == 1)
                chart_list_add(&c->maker, "#%06x",
                               chart_style(&c->maker, b).color);
            else if (first)
                chart_list_add(&c->maker, "%d", chart_style(&c->maker, b).mark);
        }
        chart_list_end(&c->maker);
    }
}

static void write_axes(struct rounds_chart *c)
{
    /* Symmetric on paper: half and double are equally far from 1. */
    double far = fmax(fmax(c->highest, 1 / c->lowest), 1.05);
    double place = far < 2 ? far : floor(far);
    struct axis x, y;

    axis_linear(&x, QUANTITY_COUNT, c->last > 0 ? c->last : 1, 10);
    memset(&y, 0, sizeof y);
    y.log = true;
    y.low = 1 / (1 + (far - 1) * 1.3);
    y.high = 1 + (far - 1) * 1.1;
    snprintf(y.tics, sizeof y.tics,
             far < 2 ? "'1/%.3g' %.6g, '1' 1, '%.3g' %.6g"
                     : "'1/%.0f' %.6g, '1' 1, '%.0f' %.6g",
             place, 1 / place, place, place);
    chart_axis(&c->maker, "x", &x);
    chart_axis(&c->maker, "y", &y);
    chart_text(&c->maker, "x_label", "start of the round, s after the first");
    chart_text(&c->maker, "y_label", "round / estimate (log scale)");
}

static struct table *counts(const struct report_summary *s)
{
    struct table *t = table_create("Rounds", 6);

    if (t == NULL)
        return NULL;
    table_add(t, "scenario");
    table_add(t, "point");
    table_add(t, "recorded");
    table_add(t, "failed");
    table_add(t, "blocks");
    table_add(t, "blocks dropped");
    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_point *p = &s->points[i];
        size_t recorded = 0, failed = 0;

        for (size_t k = 0; k < p->cell_count; k++) {
            recorded += p->cells[k].recorded;
            failed += p->cells[k].failed;
        }
        table_add(t, "%s", p->scenario->name);
        table_add(t, "%s", p->name);
        table_add(t, "%zu", recorded);
        table_add(t, "%zu", failed);
        table_add(t, "%zu", p->blocks);
        table_add(t, "%zu", p->dropped);
    }
    return t;
}

static void describe(struct rounds_chart *c)
{
    struct chart *chart = c->maker.chart;
    struct lines finding = {NULL, 0, false};

    snprintf(chart->title, sizeof chart->title,
             "All rounds in the order they were run");
    snprintf(chart->mark, sizeof chart->mark,
             "mark: a round's requests/s (batch: makespan; rate, push, think: "
             "p99) over its backend's estimate; no interval");
    if (c->failed > 0)
        lines_add(&chart->notes, "x at the lower border: a failed round.");
    lines_add(&finding,
              "%zu rounds, %zu failed; those that count lie between %.3f and "
              "%.3f of their backend's estimate.",
              c->maker.summary->rounds->count, c->maker.summary->failed,
              c->lowest, c->highest);
    if (!finding.failed)
        chart->finding = strdup(finding.text[0]);
    lines_free(&finding);
    chart->data = counts(c->maker.summary);
}

static bool any_round(const struct report_summary *s)
{
    for (size_t i = 0; i < s->rounds->count; i++) {
        if (s->used[i])
            return true;
    }
    return false;
}

int chart_rounds(struct charts *all, const struct report_summary *s)
{
    struct rounds_chart c = {.lowest = 1, .highest = 1};
    struct chart *chart;

    if (!any_round(s))
        return 0;
    chart = charts_add(all, "rounds", CHART_DIAGNOSTIC, NULL, "all-rounds");
    if (chart == NULL || chart_begin(&c.maker, s, chart) != 0)
        return -ENOMEM;
    fputs("# time in s, round / estimate, colour, mark\n", c.maker.dat);
    for (size_t i = 0; i < s->point_count; i++) {
        for (size_t k = 0; k < s->points[i].cell_count; k++)
            write_cell(&c, &s->points[i], &s->points[i].cells[k]);
    }
    write_failed(&c);
    write_families(&c);
    write_axes(&c);
    describe(&c);
    return chart_end(&c.maker);
}
