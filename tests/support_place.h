/*
 * support_place - a directory of a test's own to run in, and files in it.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_PLACE_H
#define MUXBENCH_TESTS_SUPPORT_PLACE_H

#include <stddef.h>

/* For cmocka's group: make an empty directory and go there, with no scenarios
 * but those of the current directory; leave and remove it. */
int place_enter(void **unused);
int place_leave(void **unused);

/* Write a file; the test fails if that cannot be done. */
void place_write(const char *name, const char *text);
void place_write_bytes(const char *name, const char *bytes, size_t n);

/* A file's bytes and a '\0' behind them, to be freed; their number in *n. */
char *place_read(const char *name, size_t *n);

#endif
