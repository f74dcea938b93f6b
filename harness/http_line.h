/*
 * http_line - what the lines of a response mean: part of http.
 *
 * Knows the status line, the headers that frame the body or decide over the
 * connection, and chunk sizes. How the bytes were cut is http.c's business.
 */
#ifndef MUXBENCH_HTTP_LINE_H
#define MUXBENCH_HTTP_LINE_H

#include <stddef.h>

#include "http.h"

/*
 * One whole line without its end, in a state that reads lines. Past
 * HTTP_LINE_MAX bytes of it may be missing; `n` is its real length. 0,
 * -EBADMSG or -EMSGSIZE.
 */
int http_line(struct http_reader *, const char *line, size_t n);

#endif
