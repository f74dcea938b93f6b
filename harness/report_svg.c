#include "report_svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_escape.h"

/* What is looked for, and what is written in its place; %s: the name. */
static const struct {
    const char *from, *to;
} changes[] = {
    {" id='", " id='%s-"},
    {" id=\"", " id=\"%s-"},
    {"href='#", "href='#%s-"},
    {"href=\"#", "href=\"#%s-"},
    {"url(#", "url(#%s-"},
    {"font-family=\"DejaVu Sans\"",
     "font-family=\"DejaVu Sans, Verdana, sans-serif\""},
    {"font-family=\"DejaVu Sans:Bold\"",
     "font-family=\"DejaVu Sans, Verdana, sans-serif\" font-weight=\"bold\""},
};

enum { CHANGES = sizeof changes / sizeof *changes };

static void copy(FILE *out, const char *from, const char *end, const char *name)
{
    while (from < end) {
        int i = 0;

        while (i < CHANGES &&
               strncmp(from, changes[i].from, strlen(changes[i].from)) != 0)
            i++;
        if (i == CHANGES) {
            fputc(*from++, out);
            continue;
        }
        for (const char *at = changes[i].to; *at != '\0'; at++) {
            if (strncmp(at, "%s", 2) == 0) {
                fputs(name, out);
                at++;
            } else {
                fputc(*at, out);
            }
        }
        from += strlen(changes[i].from);
    }
}

const char *report_svg_element(const char *svg)
{
    return strstr(svg, "<svg");
}

/* gnuplot's own <title> and <desc> name itself; they go. */
static const char *skip_title(const char *head_end)
{
    const char *title = strstr(head_end, "<title>");
    const char *end = strstr(head_end, "</desc>");

    if (title == NULL || end == NULL || title > end)
        return head_end;
    return end + strlen("</desc>");
}

char *report_svg_finish(const char *svg, const char *name, const char *title,
                        const char *description)
{
    const char *element = report_svg_element(svg);
    const char *head_end = element == NULL ? NULL : strchr(element, '>');
    char *text = NULL;
    size_t size;
    FILE *out;

    if (head_end == NULL)
        return NULL;
    out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    copy(out, svg, head_end, name);
    fprintf(out, " role=\"img\" aria-labelledby=\"%s-title %s-desc\">\n", name,
            name);
    fprintf(out, "<title id=\"%s-title\">", name);
    report_escape_xml(out, title);
    fprintf(out, "</title>\n<desc id=\"%s-desc\">", name);
    report_escape_xml(out, description);
    fputs("</desc>", out);
    svg = skip_title(head_end + 1);
    copy(out, svg, svg + strlen(svg), name);
    if (ferror(out)) {
        fclose(out);
        free(text);
        return NULL;
    }
    return fclose(out) == 0 ? text : NULL;
}
