#include "report_chart.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Height of a label, as a share of the height of the plot; of many they are
 * lower, and style.gp makes the letters smaller. */
static const double label_gap = 0.05;

static int by_height(const void *a, const void *b)
{
    double x = ((const struct line_end *)a)->y;
    double y = ((const struct line_end *)b)->y;

    return (x > y) - (x < y);
}

int chart_place_ends(struct line_end *ends, size_t count, const struct axis *y)
{
    double *places = calloc(count + 1, sizeof *places);

    if (places == NULL)
        return -ENOMEM;
    qsort(ends, count, sizeof *ends, by_height);
    for (size_t i = 0; i < count; i++)
        places[i] = axis_place(y, ends[i].y);
    axis_spread(places, count,
                count < 2 ? label_gap
                          : fmin(label_gap, 1 / (double)(count - 1)));
    for (size_t i = 0; i < count; i++)
        ends[i].place = places[i];
    free(places);
    return 0;
}

void chart_write_ends(struct chart_maker *c, const struct line_end *ends,
                      size_t count)
{
    static const char *const lists[] = {"names",  "colors", "marks",
                                        "dashes", "sets",   "places",
                                        "ends_x", "ends_y", "walls"};

    for (size_t i = 0; i < count; i++)
        lines_add(&c->chart->series, "%s", ends[i].backend->name);
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        chart_list(c, lists[k]);
        for (size_t i = 0; i < count; i++) {
            struct style style = chart_style(c, ends[i].backend);

            if (k == 0)
                chart_list_add(c, "%s", ends[i].backend->name);
            else if (k == 1)
                chart_list_add(c, "#%06x", style.color);
            else if (k <= 3)
                chart_list_add(c, "%d", k == 2 ? style.mark : style.dash);
            else if (k == 4)
                chart_list_add(c, "%zu", ends[i].set);
            else if (k == 8)
                chart_list_add(c, "%s", ends[i].wall ? ends[i].wall : "-");
            else
                chart_list_add(c, "%.6g",
                               k == 5   ? ends[i].place
                               : k == 6 ? ends[i].x
                                        : ends[i].y);
        }
        chart_list_end(c);
    }
}

/* Over how many rounds the numbers of a point are. */
static void widen(const struct report_point *p, enum measure m, size_t *fewest,
                  size_t *most)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        size_t n = p->cells[i].value[m].n;

        if (p->cells[i].hidden)
            continue;
        *fewest = n > 0 && n < *fewest ? n : *fewest;
        *most = n > *most ? n : *most;
    }
}

void chart_mark(struct chart_maker *c, const struct manifest_scenario *scenario,
                const enum measure *measures, size_t count)
{
    struct chart *chart = c->chart;
    size_t fewest = SIZE_MAX, most = 0;
    char rounds[64];

    for (size_t i = 0; i < c->summary->point_count; i++) {
        for (size_t k = 0; k < count; k++) {
            if (c->summary->points[i].scenario == scenario)
                widen(&c->summary->points[i], measures[k], &fewest, &most);
        }
    }
    if (fewest == most)
        snprintf(rounds, sizeof rounds, "%zu", most);
    else
        snprintf(rounds, sizeof rounds, "%zu to %zu", fewest, most);
    snprintf(chart->mark, sizeof chart->mark,
             "mark: Hodges-Lehmann estimate over %s round%s%s%s", rounds,
             most == 1 ? "" : "s",
             most >= STATS_INTERVAL_MIN ? ", bar: 95 % interval" : "",
             fewest < STATS_INTERVAL_MIN
                 ? ", hollow: no interval (fewer than 6 rounds)"
                 : "");
}

bool chart_has_numbers(const struct report_summary *s,
                       const struct manifest_scenario *scenario, enum measure m)
{
    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_point *p = &s->points[i];

        for (size_t k = 0; p->scenario == scenario && k < p->cell_count; k++) {
            if (chart_has_line(&p->cells[k]) && p->cells[k].value[m].n > 0)
                return true;
        }
    }
    return false;
}

bool chart_has_line(const struct report_cell *cell)
{
    return !cell->control && !cell->emulated && !cell->twin && !cell->hidden;
}

bool chart_has_row(const struct report_cell *cell, bool controls)
{
    return controls ? !cell->hidden : chart_has_line(cell);
}
