/*
 * How charts show what is suspect. What is INVALID has no mark at all, and its
 * reason stands in a note as that of everything that is missing does.
 */
#include <stdio.h>

#include "report_chart.h"
#include "report_validity.h"

int chart_hollow(const struct report_cell *cell, const struct report_value *v)
{
    if (!report_has_interval(v))
        return 1;
    return report_is_suspect(cell) ? 2 : 0;
}

/* "epoll, libev at conns=8"; the length so far. */
static size_t add_names(const struct report_point *p, bool controls, char *text,
                        size_t size, size_t length)
{
    bool any = false;

    for (size_t i = 0; i < p->cell_count && length < size; i++)
        if (report_is_suspect(&p->cells[i]) &&
            chart_has_row(&p->cells[i], controls)) {
            length += (size_t)snprintf(text + length, size - length, "%s%s",
                                       any          ? ", "
                                       : length > 0 ? "; "
                                                    : "",
                                       p->cells[i].label);
            any = true;
        }
    if (any && length < size)
        length +=
            (size_t)snprintf(text + length, size - length, " at %s", p->name);
    return length;
}

void chart_note_suspects(struct chart_maker *c,
                         const struct manifest_scenario *scenario,
                         bool controls)
{
    char text[1024] = "";
    size_t length = 0;

    for (size_t i = 0; i < c->summary->point_count; i++)
        if (c->summary->points[i].scenario == scenario)
            length = add_names(&c->summary->points[i], controls, text,
                               sizeof text, length);
    if (length > 0)
        lines_add(&c->chart->notes,
                  "Hollow marks with a bar are suspect, see Validity: %s.",
                  text);
}
