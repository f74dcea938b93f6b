#include "report_chart_panels.h"

#include <errno.h>
#include <math.h>

#include "report_points.h"

const struct report_point *panels_first(
    const struct report_summary *s, const struct manifest_scenario *scenario)
{
    const struct report_point *first = s->points;

    while (first->scenario != scenario)
        first++;
    return first;
}

/* The first point, the last, and evenly chosen ones between them. */
static void choose(struct panels *p)
{
    size_t count = p->scenario->point_count;
    const struct report_point *first =
        panels_first(p->maker.summary, p->scenario);

    p->count = count < PANELS_MAX ? count : PANELS_MAX;
    for (size_t i = 0; i < p->count; i++)
        p->point[i] =
            &first[p->count < 2 ? 0 : i * (count - 1) / (p->count - 1)];
    if (p->count < count)
        lines_add(&p->maker.chart->notes,
                  "%zu of the %zu points are shown; the tables have all.",
                  p->count, count);
}

int panels_begin(struct panels *p, const struct report_summary *s,
                 const struct manifest_scenario *scenario, struct chart *chart)
{
    int result = chart == NULL ? -ENOMEM : chart_begin(&p->maker, s, chart);

    p->scenario = scenario;
    p->lowest = INFINITY;
    p->highest = 0;
    if (result == 0)
        choose(p);
    return result;
}

void panels_widen(struct panels *p, double value)
{
    if (isnan(value))
        return;
    p->lowest = fmin(p->lowest, value);
    p->highest = fmax(p->highest, value);
}

void panels_write_mark(struct panels *p, size_t row,
                       const struct report_cell *cell,
                       const struct report_value *v)
{
    fprintf(p->maker.dat, "%zu %.7g %.7g %.7g %d %u \"%s\"\n", row,
            v->n == 0 ? (double)NAN : v->e.value, v->e.low, v->e.high,
            chart_hollow(cell, v), chart_style(&p->maker, cell->backend).color,
            cell->label);
    if (v->n == 0)
        return;
    panels_widen(p, v->e.value);
    panels_widen(p, v->e.low);
    panels_widen(p, v->e.high);
}

void panels_write_rows(struct panels *p)
{
    const struct report_point *first = p->point[0];
    size_t rows = 0;

    chart_list(&p->maker, "names");
    for (size_t i = 0; i < first->cell_count; i++) {
        if (!p->has_row(first, &first->cells[i]))
            continue;
        rows++;
        chart_list_add(&p->maker, "%s%s", first->cells[i].label,
                       first->cells[i].control ? " (control)" : "");
    }
    chart_list_end(&p->maker);
    chart_list(&p->maker, "colors");
    for (size_t i = 0; i < first->cell_count; i++) {
        if (p->has_row(first, &first->cells[i]))
            chart_list_add(
                &p->maker, "#%06x",
                chart_style(&p->maker, first->cells[i].backend).color);
    }
    chart_list_end(&p->maker);
    chart_number(&p->maker, "rows", (double)rows);
}

static void add_head(struct panels *p, const struct report_point *point)
{
    char text[POINTS_TEXT_MAX];

    points_words(point->scenario, point->at, text);
    chart_list_add(&p->maker, "%s", text);
}

void panels_write_heads(struct panels *p, const char *const *keys,
                        size_t key_count)
{
    chart_number(&p->maker, "panels", (double)p->count);
    chart_list(&p->maker, "heads");
    for (size_t i = 0; i < p->count; i++)
        add_head(p, p->point[i]);
    chart_list_end(&p->maker);
    chart_number(&p->maker, "series", (double)key_count);
    chart_list(&p->maker, "keys");
    for (size_t i = 0; i < key_count; i++)
        chart_list_add(&p->maker, "%s", keys[i]);
    chart_list_end(&p->maker);
}

void panels_write_none(struct panels *p, const char *list)
{
    chart_list(&p->maker, list);
    chart_list_end(&p->maker);
}

/* Rows of a panel, and how many of them have no mark. */
static size_t count_gaps(const struct panels *p, size_t panel, panels_has *has,
                         enum measure m, size_t *rows)
{
    const struct report_point *point = p->point[panel];
    size_t gaps = 0;

    *rows = 0;
    for (size_t k = 0; k < point->cell_count; k++)
        if (p->has_row(point, &point->cells[k])) {
            ++*rows;
            gaps += !has(point, &point->cells[k], m);
        }
    return gaps;
}

void panels_write_gaps(struct panels *p, panels_has *has, enum measure m)
{
    chart_list(&p->maker, "gaps");
    for (size_t i = 0; i < p->count; i++) {
        const struct report_point *point = p->point[i];
        size_t row = 0, rows, gaps = count_gaps(p, i, has, m, &rows);

        if (gaps == rows)
            chart_list_add(&p->maker, "%zu %zu", i + 1, (rows + 1) / 2);
        for (size_t k = 0; k < point->cell_count && gaps < rows; k++) {
            if (!p->has_row(point, &point->cells[k]))
                continue;
            row++;
            if (!has(point, &point->cells[k], m))
                chart_list_add(&p->maker, "%zu %zu", i + 1, row);
        }
    }
    chart_list_end(&p->maker);
}
