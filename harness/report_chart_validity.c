/*
 * How charts show what is suspect. What is INVALID has no mark at all, and its
 * reason stands in a note as that of everything that is missing does.
 */
#include <stdio.h>

#include "report_chart.h"
#include "report_validity.h"

/* Every row at some twenty points. */
#define NAMES_MAX 4096

int chart_hollow(const struct report_cell *cell, const struct report_value *v)
{
    if (!report_has_interval(v))
        return 1;
    return report_is_suspect(cell) ? 2 : 0;
}

static bool is_saturated(const struct report_cell *cell)
{
    return cell->saturated;
}

/* Which rows of a chart a note names. */
struct picks {
    bool (*is)(const struct report_cell *);
    bool controls;
};

static bool is_picked(const struct picks *picks, const struct report_cell *cell)
{
    return picks->is(cell) && chart_has_row(cell, picks->controls);
}

/* More than one, and every row that the chart has. */
static bool are_all(const struct picks *picks, const struct report_point *p)
{
    size_t rows = 0, picked = 0;

    for (size_t i = 0; i < p->cell_count; i++) {
        rows += chart_has_row(&p->cells[i], picks->controls);
        picked += is_picked(picks, &p->cells[i]);
    }
    return rows > 1 && picked == rows;
}

/* "epoll, libev at conns=8", "all at conns=8"; the length so far. */
static size_t add_names(const struct report_point *p, const struct picks *picks,
                        char *text, size_t size, size_t length)
{
    bool any = false, all = are_all(picks, p);

    for (size_t i = 0; i < p->cell_count && length < size; i++)
        if (is_picked(picks, &p->cells[i]) && !(all && any)) {
            length += (size_t)snprintf(text + length, size - length, "%s%s",
                                       any          ? ", "
                                       : length > 0 ? "; "
                                                    : "",
                                       all ? "all" : p->cells[i].label);
            any = true;
        }
    if (any && length < size)
        length +=
            (size_t)snprintf(text + length, size - length, " at %s", p->name);
    return length;
}

static bool name_all(const struct chart_maker *c,
                     const struct manifest_scenario *scenario,
                     const struct picks *picks, char *text, size_t size)
{
    size_t length = 0;

    for (size_t i = 0; i < c->summary->point_count; i++)
        if (c->summary->points[i].scenario == scenario)
            length =
                add_names(&c->summary->points[i], picks, text, size, length);
    return length > 0;
}

void chart_note_suspects(struct chart_maker *c,
                         const struct manifest_scenario *scenario,
                         bool controls)
{
    const struct picks suspect = {report_is_suspect, controls};
    char text[NAMES_MAX];

    if (name_all(c, scenario, &suspect, text, sizeof text))
        lines_add(&c->chart->notes,
                  "Hollow marks with a bar are suspect, see Validity: %s.",
                  text);
}

void chart_note_saturated(struct chart_maker *c,
                          const struct manifest_scenario *scenario)
{
    const struct picks saturated = {is_saturated, false};
    char text[NAMES_MAX];

    if (name_all(c, scenario, &saturated, text, sizeof text))
        lines_add(&c->chart->notes, "Saturated, left out: %s.", text);
}
