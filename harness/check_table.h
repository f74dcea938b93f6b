/*
 * check_table - the results of a check as a table and lines of text, made
 * from the JSON of check_json.h: after a check, and from a record.
 */
#ifndef MUXBENCH_CHECK_TABLE_H
#define MUXBENCH_CHECK_TABLE_H

#include <jansson.h>

#include "lines.h"
#include "table.h"

/* A row a backend, a column a group: "ok"; "FAILED", when one of its cases
 * did; "-", when none was run; "part", when some were not. NULL: no memory.
 * What the JSON lacks is left out. */
struct table *check_table_make(const json_t *check);

/* A line for each complaint, as "BACKEND failed CASE: text". */
void check_table_failures(const json_t *check, struct lines *);

/* A line for the cases that are no part of the check, for each reason why
 * cases were not run, with rows and cases, and for each remark. */
void check_table_remarks(const json_t *check, struct lines *);

#endif
