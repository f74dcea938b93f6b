#include "table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct table *table_create(const char *caption, size_t columns)
{
    struct table *t = calloc(1, sizeof *t);

    if (t != NULL) {
        t->caption = caption;
        t->columns = columns;
    }
    return t;
}

void table_free(struct table *t)
{
    if (t == NULL)
        return;
    lines_free(&t->cells);
    free(t);
}

void table_add(struct table *t, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    lines_add_list(&t->cells, format, values);
    va_end(values);
}

size_t table_rows(const struct table *t)
{
    return t->cells.count / t->columns;
}

const char *table_cell(const struct table *t, size_t row, size_t column)
{
    return t->cells.text[row * t->columns + column];
}

/* A sentence may begin with a digit. */
#define NUMBER_MAX 48

bool table_is_number(const struct table *t, size_t column)
{
    for (size_t row = 1; row < table_rows(t); row++) {
        const char *cell = table_cell(t, row, column);

        if (strlen(cell) > NUMBER_MAX ||
            (strcmp(cell, "-") != 0 && (*cell < '0' || *cell > '9')))
            return false;
    }
    return column > 0;
}

/* Characters, not bytes: what continues a character of UTF-8 is not counted. */
static int width_of(const char *text)
{
    int width = 0;

    for (; *text != '\0'; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

int table_column_width(const struct table *t, size_t column)
{
    int widest = 0;

    for (size_t row = 0; row < table_rows(t); row++) {
        int width = width_of(table_cell(t, row, column));

        widest = width > widest ? width : widest;
    }
    return widest;
}

int table_print_row(const struct table *t, size_t row, FILE *file, int indent)
{
    int blanks = indent; /* due before the next text */

    for (size_t column = 0; column < t->columns; column++) {
        const char *cell = table_cell(t, row, column);
        int gap = table_column_width(t, column) - width_of(cell);
        int before = table_is_number(t, column) ? gap : 0;

        if (*cell != '\0')
            fprintf(file, "%*s%s", blanks + before, "", cell);
        blanks = *cell == '\0' ? blanks + gap + 2 : gap - before + 2;
    }
    return blanks;
}

void table_print(const struct table *t, FILE *file, int indent)
{
    for (size_t row = 0; row < table_rows(t); row++) {
        table_print_row(t, row, file, indent);
        fputc('\n', file);
    }
}
