/*
 * wrap - words in lines of 79 columns.
 */
#ifndef MUXBENCH_WRAP_H
#define MUXBENCH_WRAP_H

#include <stdio.h>

/* The words of a text, from column `indent` on, where the file is now; with a
 * line feed at the end. Lines after the first are indented. */
void wrap_print(FILE *, int indent, const char *text);

#endif
