/*
 * report_escape - texts that may be anything, inside documents that are not.
 */
#ifndef MUXBENCH_REPORT_ESCAPE_H
#define MUXBENCH_REPORT_ESCAPE_H

#include <stdio.h>

/* For HTML and XML, between tags and inside quoted attributes. What is not
 * valid there (controls, broken UTF-8) comes out as U+FFFD. */
void report_escape_xml(FILE *, const char *text);

/* For Markdown as GitHub reads it, in one line: in a paragraph, a list or a
 * cell of a table. Nothing in it is taken for markup. */
void report_escape_markdown(FILE *, const char *text);

#endif
