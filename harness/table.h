/*
 * table - a table of texts, to be shown in whatever form: text, Markdown,
 * HTML, CSV, a file of columns.
 */
#ifndef MUXBENCH_TABLE_H
#define MUXBENCH_TABLE_H

#include <stdio.h>

#include "lines.h"

/* The cells lie row after row; the first row is the heads of the columns, the
 * first column names the row. */
struct table {
    const char *caption;
    size_t columns;
    struct lines cells;
};

struct table *table_create(const char *caption, size_t columns);
void table_free(struct table *); /* NULL is allowed */

/* Fill the next cell; printf-like. */
__attribute__((format(printf, 2, 3))) void table_add(struct table *,
                                                     const char *format, ...);

/* Rows, the heads included. */
size_t table_rows(const struct table *);
const char *table_cell(const struct table *, size_t row, size_t column);

/* Every cell of the column below its head is "-", or is short and starts with
 * a digit. */
bool table_is_number(const struct table *, size_t column);

/* Columns of a terminal that a column takes: its widest cell. */
int table_column_width(const struct table *, size_t column);

/* A row as text with aligned columns and `indent` blanks before it, without an
 * end of line. How many blanks are due before something that is to stand in one
 * more column. */
int table_print_row(const struct table *, size_t row, FILE *, int indent);

/* As text with aligned columns, `indent` blanks before each line. */
void table_print(const struct table *, FILE *, int indent);

#endif
