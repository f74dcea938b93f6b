/*
 * The bar is the last column, so that escape sequences move nothing.
 */
#include "show.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_answer.h"
#include "report_format.h"
#include "report_mode.h"
#include "report_validity.h"
#include "report_warnings.h"
#include "report_words.h"
#include "terminal.h"

enum { INDENT = 2, BAR_MIN = 8, BAR_MAX = 30 };

/* What a table shows besides the backend. */
struct choice {
    bool interval;
    size_t brief; /* so many of the measures that stand beside the first */
};

static const struct mode_measures *measures_of(const struct report_point *p)
{
    return mode_measures(p->scenario->mode);
}

static void add_first(struct table *t, const struct report_point *p,
                      const struct report_cell *cell, bool interval)
{
    enum measure m = measures_of(p)->first;
    enum quantity q = measure_info(m)->quantity;
    char text[FORMAT_SIZE];

    if (cell->wall && cell->value[m].n == 0)
        snprintf(text, sizeof text, "%s", cell->wall);
    else if (cell->saturated)
        snprintf(text, sizeof text, "saturated");
    else if (interval)
        format_value(text, q, &cell->value[m]);
    else
        format_number(text, q, cell->value[m].e.value);
    table_add(t, "%s", text);
}

static void add_row(struct table *t, const struct report_point *p,
                    const struct report_cell *cell, const struct choice *choice)
{
    table_add(t, "%s%s%s", cell->label, cell->control ? " (control)" : "",
              report_is_suspect(cell) ? " (suspect)" : "");
    add_first(t, p, cell, choice->interval);
    for (size_t i = 0; i < choice->brief; i++) {
        enum measure m = measures_of(p)->brief.list[i];
        char text[FORMAT_SIZE];

        format_number(text, measure_info(m)->quantity, cell->value[m].e.value);
        table_add(t, "%s", text);
    }
}

static struct table *make(const struct report_point *p,
                          const struct choice *choice)
{
    const struct mode_measures *m = measures_of(p);
    struct table *t = table_create(p->name, 2 + choice->brief);

    if (!t)
        return NULL;
    table_add(t, "backend");
    table_add(t, "%s%s", measure_info(m->first)->title,
              choice->interval ? " (95 %)" : "");
    for (size_t i = 0; i < choice->brief; i++)
        table_add(t, "%s", measure_info(m->brief.list[i])->title);
    for (size_t i = 0; i < p->cell_count; i++)
        add_row(t, p, &p->cells[i], choice);
    return t;
}

static int width_of(const struct table *t)
{
    int width = INDENT;

    for (size_t i = 0; i < t->columns; i++)
        width += table_column_width(t, i) + 2;
    return width;
}

/* As much as there is room for beside a bar: the measures go first, then the
 * intervals. */
static struct table *fitting(const struct report_point *p, int width)
{
    struct choice choice = {true, measures_of(p)->brief.count};
    struct table *t = make(p, &choice);

    while (t && width_of(t) + BAR_MIN > width &&
           (choice.interval || choice.brief > 0)) {
        table_free(t);
        if (choice.brief > 0)
            choice.brief--;
        else
            choice.interval = false;
        t = make(p, &choice);
    }
    return t;
}

/* A control would leave the others no length. */
static double longest(const struct report_point *p)
{
    enum measure m = measures_of(p)->first;
    double most = 0;

    for (size_t i = 0; i < p->cell_count; i++)
        if (!p->cells[i].control && p->cells[i].value[m].n > 0)
            most = fmax(most, p->cells[i].value[m].e.value);
    return most;
}

/* From 0 on; what is there has one sign at least. */
static int length_of(const struct report_point *p,
                     const struct report_cell *cell, int room)
{
    const struct report_value *v = &cell->value[measures_of(p)->first];
    double most = longest(p);
    int length;

    if (cell->control || v->n == 0 || most <= 0 || room <= 0)
        return 0;
    length = (int)(v->e.value / most * room + .5);
    return length > 0 ? length : 1;
}

static void print_bar(int length, int blanks, bool colour, FILE *file)
{
    char bar[BAR_MAX + 1];

    memset(bar, '#', (size_t)length);
    bar[length] = '\0';
    if (length > 0)
        fprintf(file, "%*s%s%s%s", blanks, "", colour ? "\033[36m" : "", bar,
                colour ? "\033[0m" : "");
}

static int print_table(const struct report_point *p,
                       const struct show_style *style, FILE *file)
{
    struct table *t = fitting(p, style->width);
    int room, result = !t || t->cells.failed ? -ENOMEM : 0;

    if (result == 0) {
        room = style->width - width_of(t);
        room = room > BAR_MAX ? BAR_MAX : room < BAR_MIN ? 0 : room;
        for (size_t row = 0; row < table_rows(t); row++) {
            int blanks = table_print_row(t, row, file, INDENT);

            if (row > 0)
                print_bar(length_of(p, &p->cells[row - 1], room), blanks,
                          style->colour, file);
            fputc('\n', file);
        }
    }
    table_free(t);
    return result;
}

static int print_lines(struct lines *lines, const char *before, int width,
                       FILE *file)
{
    int result = lines->failed ? -ENOMEM : 0;

    for (size_t i = 0; i < lines->count && result == 0; i++) {
        struct lines one = {NULL, 0, false};

        lines_add(&one, "%s%s", before, lines->text[i]);
        if (one.failed)
            result = -ENOMEM;
        else
            terminal_wrap(file, one.text[0], INDENT, 2 * INDENT, width);
        lines_free(&one);
    }
    lines_free(lines);
    return result;
}

static int print_point(const struct report_point *p,
                       const struct show_style *style, FILE *file)
{
    struct lines lines = {NULL, 0, false};
    int result;

    fprintf(file, "%s, %s: %zu of %zu blocks\n\n", p->scenario->name, p->name,
            p->blocks - p->dropped, p->blocks);
    result = print_table(p, style, file);
    if (result < 0)
        return result;
    report_validity_lines(p, &lines);
    report_words_point(p, &lines);
    fputc('\n', file);
    result = print_lines(&lines, "", style->width, file);
    fputc('\n', file);
    return result;
}

int show_print(const struct report_summary *s, const struct show_style *style,
               FILE *file)
{
    struct lines warnings = {NULL, 0, false};
    int result = report_answer_text(s, style->width, file);

    for (size_t i = 0; i < s->point_count && result == 0; i++)
        result = print_point(&s->points[i], style, file);
    if (result < 0)
        return result;
    report_warnings(s, &warnings);
    return print_lines(&warnings, "warning: ", style->width, file);
}
