/*
 * terminal - how wide the place is that text goes to, and text that fits it.
 */
#ifndef MUXBENCH_TERMINAL_H
#define MUXBENCH_TERMINAL_H

#include <stdio.h>

#define TERMINAL_WIDTH 80 /* where nobody says anything */

/* Columns: of the environment's COLUMNS, else of the terminal that the file
 * is, else TERMINAL_WIDTH. */
int terminal_width(FILE *);

/*
 * Print a text in lines of `width` columns at most (0: in one line), `indent`
 * blanks before the first and `hang` before the others. A word that is longer
 * stands in a line of its own.
 */
void terminal_wrap(FILE *, const char *text, int indent, int hang, int width);

#endif
