#include "sentence.h"

#include <stdio.h>

void sentence_add_list(struct sentence *s, const char *format, va_list values)
{
    int length = vsnprintf(s->text + s->length, sizeof s->text - s->length,
                           format, values);

    if (length > 0)
        s->length += (size_t)length;
    if (s->length >= sizeof s->text)
        s->length = sizeof s->text - 1;
}

void sentence_add(struct sentence *s, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    sentence_add_list(s, format, values);
    va_end(values);
}

void sentence_name(struct sentence *s, size_t index, const char *name)
{
    sentence_add(s, "%s%s", index > 0 ? ", " : "", name);
}
