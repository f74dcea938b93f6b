/*
 * sentence - a text that grows word by word; what does not fit is cut off.
 */
#ifndef MUXBENCH_SENTENCE_H
#define MUXBENCH_SENTENCE_H

#include <stdarg.h>
#include <stddef.h>

struct sentence {
    char text[4096];
    size_t length;
};

__attribute__((format(printf, 2, 3))) void sentence_add(struct sentence *,
                                                        const char *format,
                                                        ...);

__attribute__((format(printf, 2, 0))) void sentence_add_list(struct sentence *,
                                                             const char *format,
                                                             va_list);

/* A part of a list: a comma before all but the first. */
void sentence_name(struct sentence *, size_t index, const char *name);

#endif
