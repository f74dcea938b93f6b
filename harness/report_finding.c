/*
 * The findings of charts: the verdicts' own words.
 */
#include "report_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes the lines; one text of them all. */
static char *join(struct lines *lines)
{
    char *text = NULL;
    size_t size;
    FILE *out = lines->failed ? NULL : open_memstream(&text, &size);

    for (size_t i = 0; out != NULL && i < lines->count; i++)
        fprintf(out, "%s%s", i == 0 ? "" : " ", lines->text[i]);
    if (out != NULL && lines->count == 0)
        fputs("There are no numbers to compare.", out);
    lines_free(lines);
    if (out != NULL && fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

char *report_words_findings(const struct report_point *points, size_t count,
                            enum measure m)
{
    struct lines words = {NULL, 0, false};

    while (count-- > 0)
        report_words_measure(&points[count], m, true, &words);
    return join(&words);
}

char *report_words_finding(const struct report_point *p, enum measure m)
{
    return report_words_findings(p, 1, m);
}
