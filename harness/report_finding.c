/*
 * The findings of charts: the verdicts' own words.
 */
#include "report_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_format.h"
#include "sentence.h"

/* Takes the lines; one text of them all. */
static char *join(struct lines *lines)
{
    char *text = NULL;
    size_t size;
    FILE *out = lines->failed ? NULL : open_memstream(&text, &size);

    for (size_t i = 0; out != NULL && i < lines->count; i++)
        fprintf(out, "%s%s", i == 0 ? "" : " ", lines->text[i]);
    if (out != NULL && lines->count == 0)
        fputs("There are no numbers to compare.", out);
    lines_free(lines);
    if (out != NULL && fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static bool any_hidden(const struct report_point *p)
{
    for (size_t i = 0; i < p->cell_count; i++)
        if (p->cells[i].hidden)
            return true;
    return false;
}

/* Verdicts would speak of rows that are not shown. */
static void add_values(const struct report_point *p, enum measure m,
                       struct lines *out)
{
    const struct measure_info *info = measure_info(m);
    struct sentence text = {"", 0};

    sentence_add(&text, "%s, %s, %s:", p->scenario->name, p->name, info->title);
    for (size_t i = 0; i < p->cell_count; i++) {
        const struct report_cell *cell = &p->cells[i];
        char value[FORMAT_SIZE];

        if (cell->value[m].n == 0 || cell->hidden)
            continue;
        format_value(value, info->quantity, &cell->value[m]);
        sentence_add(&text, " %s %s;", cell->label, value);
    }
    text.text[text.length - 1] = '.';
    lines_add(out, "%s", text.text);
}

char *report_words_findings(const struct report_point *points, size_t count,
                            enum measure m)
{
    struct lines words = {NULL, 0, false};

    while (count-- > 0)
        if (any_hidden(&points[count]))
            add_values(&points[count], m, &words);
        else
            report_words_measure(&points[count], m, true, &words);
    return join(&words);
}

char *report_words_finding(const struct report_point *p, enum measure m)
{
    return report_words_findings(p, 1, m);
}
