/*
 * report_file - files of a directory that are either whole or as they were.
 */
#ifndef MUXBENCH_REPORT_FILE_H
#define MUXBENCH_REPORT_FILE_H

#include <stddef.h>

/* DIR/NAME, to be freed; NULL: out of memory. */
char *report_file_path(const char *dir, const char *name);

/* Write DIR/NAME by way of NAME.new beside it. 0, or -errno with a line that
 * names the file in `error`. */
int report_file_write(const char *dir, const char *name, const char *text,
                      char *error, size_t error_size);

/* Give DIR/NAME.new its name; errors as above. */
int report_file_keep(const char *dir, const char *name, char *error,
                     size_t error_size);

/* Remove DIR/NAME.new if it is there. */
void report_file_forget(const char *dir, const char *name);

/* Remove DIR/NAME if it is there. */
void report_file_remove(const char *dir, const char *name);

/* Make the directory DIR/NAME unless it is there; *path is its name, to be
 * freed, NULL on an error. Errors as above. */
int report_file_directory(const char *dir, const char *name, char **path,
                          char *error, size_t error_size);

/* The whole file as a text, to be freed; NULL: it cannot be read. */
char *report_file_read(const char *dir, const char *name);

#endif
