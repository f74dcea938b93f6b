#include "sentence.h"

#include <stdarg.h>
#include <stdio.h>

void sentence_add(struct sentence *s, const char *format, ...)
{
    va_list values;
    int length;

    va_start(values, format);
    length = vsnprintf(s->text + s->length, sizeof s->text - s->length, format,
                       values);
    va_end(values);
    if (length > 0)
        s->length += (size_t)length;
    if (s->length >= sizeof s->text)
        s->length = sizeof s->text - 1;
}

void sentence_name(struct sentence *s, size_t index, const char *name)
{
    sentence_add(s, "%s%s", index > 0 ? ", " : "", name);
}
