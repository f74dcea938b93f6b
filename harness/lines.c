#include "lines.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *print(const char *format, va_list values)
{
    va_list again;
    char *text;
    int length;

    va_copy(again, values);
    length = vsnprintf(NULL, 0, format, values);
    text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text != NULL)
        vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

static bool grow(struct lines *l)
{
    char **larger;

    if ((l->count & (l->count - 1)) != 0)
        return true;
    larger =
        realloc(l->text, (l->count == 0 ? 1 : 2 * l->count) * sizeof *larger);
    if (larger != NULL)
        l->text = larger;
    return larger != NULL;
}

void lines_add_list(struct lines *l, const char *format, va_list values)
{
    char *text = print(format, values);

    if (text == NULL || !grow(l)) {
        free(text);
        l->failed = true;
        return;
    }
    l->text[l->count++] = text;
}

void lines_add(struct lines *l, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    lines_add_list(l, format, values);
    va_end(values);
}

void lines_free(struct lines *l)
{
    for (size_t i = 0; i < l->count; i++)
        free(l->text[i]);
    free(l->text);
    memset(l, 0, sizeof *l);
}
