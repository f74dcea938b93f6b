/*
 * report_name - scenario, point and row as words for the formats of other
 * programs, most of which forbid blanks, commas or slashes inside a word.
 */
#ifndef MUXBENCH_REPORT_NAME_H
#define MUXBENCH_REPORT_NAME_H

#include <stdbool.h>
#include <stdio.h>

/* ASCII letters, digits, '_', '-', '=' and '+' as they are, all other bytes
 * as %XX: different texts stay different. */
void report_name_put(FILE *, const char *text);

/* "conns=64/rate=1000", with the separator between its parts. */
void report_name_put_point(FILE *, char separator, const char *point);

/* A backend, with "-twin" behind it for the reference's second run. */
void report_name_put_row(FILE *, const char *backend, bool twin);

/* "keepalive/conns=64/epoll", with '/' as the separator. */
void report_name_put_cell(FILE *, char separator, const char *scenario,
                          const char *point, const char *backend, bool twin);

#endif
