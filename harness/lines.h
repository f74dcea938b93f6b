/*
 * lines - a growing list of texts.
 */
#ifndef MUXBENCH_LINES_H
#define MUXBENCH_LINES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct lines {
    char **text;
    size_t count;
    bool failed; /* a text is missing for want of memory */
};

/* Add a text of any length; printf-like. */
__attribute__((format(printf, 2, 3))) void lines_add(struct lines *,
                                                     const char *format, ...);
__attribute__((format(printf, 2, 0))) void lines_add_list(struct lines *,
                                                          const char *format,
                                                          va_list);
void lines_free(struct lines *);

#endif
