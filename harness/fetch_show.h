/*
 * fetch_show - fetched pages and loads as text and as JSON.
 */
#ifndef MUXBENCH_FETCH_SHOW_H
#define MUXBENCH_FETCH_SHOW_H

#include <jansson.h>
#include <stdio.h>

#include "fetch.h"

/* One line: status, bytes, time, URL, and the error in words. */
void fetch_show_page(FILE *, const struct fetch_page *);

/* The totals of a list, and all there is to say of a load. */
void fetch_show_list(FILE *, const struct fetch *, const struct fetch_result *);
void fetch_show_load(FILE *, const struct fetch *, const struct fetch_result *);

/* What went wrong, a line for each kind, after `prefix`: statuses of 400 and
 * above, and errors. */
void fetch_show_statuses(FILE *, const char *prefix,
                         const struct fetch_result *);
void fetch_show_errors(FILE *, const char *prefix, const struct fetch_result *);

/* All of it; a number that is not known is null. NULL: out of memory. */
json_t *fetch_json(const struct fetch *, const struct fetch_result *);

#endif
