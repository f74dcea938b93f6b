/*
 * How rows compare: ratios to the reference beside the margin of "practically
 * equal", and the places each row may have.
 */
#include "report_chart_panels.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_family.h"
#include "report_format.h"
#include "report_mode.h"
#include "report_words.h"

/* One kind of chart. */
struct form {
    const char *suffix;
    bool places; /* else ratios */
    bool cpu;    /* of the CPU time; else of what the scenario is about */
    enum chart_place place;
};

static const struct form forms[] = {
    {"ratio", false, false, CHART_MAIN},
    {"places", true, false, CHART_MAIN},
    {"cpu-ratio", false, true, CHART_COST},
};

struct compared {
    struct panels p;
    const struct form *form;
    enum measure measure;
};

static enum measure measure_of(const struct form *form,
                               const struct manifest_scenario *scenario)
{
    if (!form->cpu)
        return mode_measures(scenario->mode)->first;
    return scenario->batch ? MEASURE_RUN_CPU : MEASURE_CPU;
}

/* The twin's interval is the noise floor. */
static bool has_ratio_row(const struct report_point *p,
                          const struct report_cell *cell)
{
    return (cell->twin && !cell->hidden) ||
           (cell != p->reference && chart_has_line(cell));
}

static bool has_place_row(const struct report_point *p,
                          const struct report_cell *cell)
{
    (void)p;
    return chart_has_line(cell);
}

static bool has_ratio(const struct report_point *p,
                      const struct report_cell *cell, enum measure m)
{
    (void)p;
    return cell->ratio[m].n > 0;
}

static bool has_place(const struct report_point *p,
                      const struct report_cell *cell, enum measure m)
{
    return report_rank(p, cell, m) != NULL;
}

static bool has_mark(const struct form *form, const struct report_point *p,
                     const struct report_cell *cell, enum measure m)
{
    return form->places
               ? has_place_row(p, cell) && has_place(p, cell, m)
               : has_ratio_row(p, cell) && !cell->twin && has_ratio(p, cell, m);
}

static void text_of(const struct compared *c, const struct report_point *p,
                    const struct report_cell *cell, char room[FORMAT_SIZE])
{
    const struct verdict_rank *rank = report_rank(p, cell, c->measure);

    if (!c->form->places)
        format_value(room, QUANTITY_RATIO, &cell->ratio[c->measure]);
    else if (rank == NULL)
        snprintf(room, FORMAT_SIZE, "-");
    else if (rank->from == rank->to)
        snprintf(room, FORMAT_SIZE, "%zu", rank->from);
    else
        snprintf(room, FORMAT_SIZE, "%zu to %zu", rank->from, rank->to);
}

/* A bar half a place longer at each end: a single place is one, too. */
static void write_place(struct compared *c, size_t row,
                        const struct report_point *p,
                        const struct report_cell *cell)
{
    const struct verdict_rank *rank = report_rank(p, cell, c->measure);

    if (rank == NULL)
        fprintf(c->p.maker.dat, "%zu NaN NaN NaN 0 0 \"%s\"\n", row,
                cell->label);
    else
        fprintf(c->p.maker.dat, "%zu %g %g %g 0 %u \"%s\"\n", row,
                (double)(rank->from + rank->to) / 2, (double)rank->from - .4,
                (double)rank->to + .4,
                chart_style(&c->p.maker, cell->backend).color, cell->label);
}

static void write_set(struct compared *c, const struct report_point *p)
{
    size_t row = 0;

    fprintf(c->p.maker.dat,
            "# %s, %s: row, %s, 1: no interval, 2: suspect, "
            "colour, backend\n",
            p->name, measure_info(c->measure)->title,
            c->form->places ? "middle of the places, from - 0.4, to + 0.4"
                            : "ratio, low, high");
    for (size_t i = 0; i < p->cell_count; i++) {
        const struct report_cell *cell = &p->cells[i];

        if (!c->p.has_row(p, cell))
            continue;
        row++;
        if (c->form->places)
            write_place(c, row, p, cell);
        else
            panels_write_mark(&c->p, row, cell, &cell->ratio[c->measure]);
    }
    fputs("\n\n", c->p.maker.dat);
}

static void write_bands(struct compared *c)
{
    chart_list(&c->p.maker, "bands");
    for (size_t i = 0; i < c->p.count && !c->form->places; i++) {
        double margin = c->p.point[i]->family[c->measure].margin;

        chart_list_add(&c->p.maker, "%.6g %.6g", 1 / (1 + margin), 1 + margin);
        panels_widen(&c->p, 1 + margin);
        panels_widen(&c->p, 1 / (1 + margin));
    }
    chart_list_end(&c->p.maker);
}

static void write_values(struct compared *c)
{
    const struct report_point *p = c->p.point[0];

    chart_list(&c->p.maker, "values");
    for (size_t i = 0; i < p->cell_count && c->p.count == 1; i++) {
        char text[FORMAT_SIZE];

        text_of(c, p, &p->cells[i], text);
        if (c->p.has_row(p, &p->cells[i]))
            chart_list_add(&c->p.maker, "%s", text);
    }
    chart_list_end(&c->p.maker);
}

/* A mark at each place, or at every second, fifth, ... */
static void set_places(struct axis *axis, size_t rows, size_t labels)
{
    static const size_t steps[] = {1, 2, 5, 10, 20, 50};
    size_t step = 0, length = 0;

    while (rows / steps[step] > labels &&
           step + 1 < sizeof steps / sizeof *steps)
        step++;
    memset(axis, 0, sizeof *axis);
    axis->low = .5;
    axis->high = (double)rows + .5;
    axis->unit = "";
    for (size_t i = 1; i <= rows;
         i += i == 1 && steps[step] > 1 ? steps[step] - 1 : steps[step])
        length +=
            (size_t)snprintf(axis->tics + length, sizeof axis->tics - length,
                             "%s'%zu' %zu", i == 1 ? "" : ", ", i, i);
}

static void write_axis(struct compared *c)
{
    size_t labels = c->p.count == 1 ? 10 : 18 / c->p.count, rows = 1;
    struct axis axis;
    char label[128];

    for (size_t i = 0; i < c->p.count; i++)
        if (c->p.point[i]->family[c->measure].rows > rows)
            rows = c->p.point[i]->family[c->measure].rows;
    if (c->form->places)
        set_places(&axis, rows, labels);
    else
        axis_ratio(&axis, c->p.lowest, c->p.highest, (int)labels);
    chart_axis(&c->p.maker, "x", &axis);
    if (c->form->places)
        snprintf(label, sizeof label, "place, 1 is the best");
    else
        snprintf(label, sizeof label, "ratio to %s (log scale)",
                 c->p.maker.summary->manifest->reference);
    chart_text(&c->p.maker, "x_label", label);
}

static void note_refused(struct compared *c)
{
    for (size_t i = 0; i < c->p.count && c->form->places; i++) {
        const struct report_family *f = &c->p.point[i]->family[c->measure];

        if (f->rows > 0 && *f->refused != '\0')
            lines_add(&c->p.maker.chart->notes, "Not ranked at %s: %s.",
                      c->p.point[i]->name, f->refused);
    }
}

static struct table *numbers(const struct compared *c)
{
    const struct manifest_scenario *scenario = c->p.scenario;
    const struct report_point *first =
        panels_first(c->p.maker.summary, scenario);
    struct table *t = table_create(measure_info(c->measure)->title,
                                   scenario->point_count + 1);

    if (t == NULL)
        return NULL;
    table_add(t, "backend");
    for (size_t i = 0; i < scenario->point_count; i++)
        table_add(t, "%s", first[i].name);
    for (size_t k = 0; k < first->cell_count; k++) {
        if (!c->p.has_row(first, &first->cells[k]))
            continue;
        table_add(t, "%s", first->cells[k].label);
        for (size_t i = 0; i < scenario->point_count; i++) {
            char text[FORMAT_SIZE];

            text_of(c, &first[i], &first[i].cells[k], text);
            table_add(t, "%s", text);
        }
    }
    return t;
}

static void describe(struct compared *c)
{
    struct chart *chart = c->p.maker.chart;
    const char *title = measure_info(c->measure)->title;
    const char *reference = c->p.maker.summary->manifest->reference;

    if (c->form->places) {
        snprintf(chart->title, sizeof chart->title, "%s: places by %s",
                 c->p.scenario->name, title);
        snprintf(chart->mark, sizeof chart->mark,
                 "bar: the places a row may have, from 1 + the rows shown "
                 "better to all but those shown worse");
    } else {
        snprintf(chart->title, sizeof chart->title, "%s: %s as a ratio to %s",
                 c->p.scenario->name, title, reference);
        snprintf(chart->mark, sizeof chart->mark,
                 "mark: Hodges-Lehmann estimate of the ratios inside blocks, "
                 "bar: 95 %% interval; the twin's is the noise floor");
        lines_add(&chart->notes,
                  "Band: the margin. Practically equal is what has its 90 %% "
                  "interval inside.");
    }
    chart->finding =
        report_words_findings(panels_first(c->p.maker.summary, c->p.scenario),
                              c->p.scenario->point_count, c->measure);
    chart->data = numbers(c);
}

static int make_compared(struct charts *all, const struct report_summary *s,
                         const struct manifest_scenario *scenario,
                         const struct form *form)
{
    struct compared c = {.form = form,
                         .measure = measure_of(form, scenario),
                         .p.has_row =
                             form->places ? has_place_row : has_ratio_row};
    const char *key = measure_info(c.measure)->title;
    int result =
        panels_begin(&c.p, s, scenario,
                     charts_add(all, "dots", form->place, scenario, "%s-%s",
                                scenario->name, form->suffix));

    if (result != 0)
        return result;
    for (size_t i = 0; i < c.p.count; i++)
        write_set(&c, c.p.point[i]);
    write_bands(&c);
    panels_write_rows(&c.p);
    panels_write_heads(&c.p, &key, 1);
    panels_write_gaps(&c.p, form->places ? has_place : has_ratio, c.measure);
    write_values(&c);
    panels_write_none(&c.p, "bounds");
    panels_write_none(&c.p, "bound_names");
    chart_number(&c.p.maker, "spans", form->places);
    write_axis(&c);
    note_refused(&c);
    chart_note_suspects(&c.p.maker, scenario, false);
    describe(&c);
    return chart_end(&c.p.maker);
}

static bool has_marks(const struct report_summary *s,
                      const struct manifest_scenario *scenario,
                      const struct form *form)
{
    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_point *p = &s->points[i];

        for (size_t k = 0; p->scenario == scenario && k < p->cell_count; k++)
            if (has_mark(form, p, &p->cells[k], measure_of(form, scenario)))
                return true;
    }
    return false;
}

int chart_compared(struct charts *all, const struct report_summary *s,
                   const struct manifest_scenario *scenario)
{
    int result = 0;

    for (size_t i = 0; i < sizeof forms / sizeof *forms && result == 0; i++)
        if (has_marks(s, scenario, &forms[i]))
            result = make_compared(all, s, scenario, &forms[i]);
    return result;
}
