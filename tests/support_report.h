/*
 * support_report - run directories for tests of records and reports: made in
 * a temporary place, compared, removed.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_REPORT_H
#define MUXBENCH_TESTS_SUPPORT_REPORT_H

#include <stddef.h>

#include "harness/record.h"

/* A new directory; its name is to be freed by report_dir_remove(). */
char *report_dir_create(void);

/* The same with the two files of tests/golden/run. */
char *report_dir_golden(void);

/* With everything in it, one level of directories deep. */
void report_dir_remove(char *dir);

void report_dir_write(const char *dir, const char *name, const char *text);

/* To be freed; fails the test when the file is not there. */
char *report_dir_read(const char *dir, const char *name);

/* The names of the files of a directory in order, each with a blank behind. */
char *report_dir_names(const char *dir);

/*
 * A run of the backends epoll (the reference), libev and null, all of one
 * scenario "s" with the point conns=8, as its two files.
 *
 * The rates are requests/s of epoll, its twin, libev and null, block after
 * block; 0 is a round that failed, below 0 one that is not there.
 */
#define REPORT_ROWS 4
void report_dir_fill(const char *dir, double rates[][REPORT_ROWS],
                     size_t blocks);

/* The manifest that report_dir_fill() writes, with another part in it. */
char *report_manifest_with(const char *from, const char *to);

#endif
