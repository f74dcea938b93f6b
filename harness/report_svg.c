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

/* The other text in place of `from`, if there is one; it moves on. */
static bool change(FILE *out, const char **from, const char *name)
{
    int i = 0;

    while (i < CHANGES &&
           strncmp(*from, changes[i].from, strlen(changes[i].from)) != 0)
        i++;
    if (i == CHANGES)
        return false;
    *from += strlen(changes[i].from);
    for (const char *at = changes[i].to; *at != '\0'; at++) {
        if (strncmp(at, "%s", 2) == 0) {
            fputs(name, out);
            at++;
        } else {
            fputc(*at, out);
        }
    }
    return true;
}

/* gnuplot calls what it draws "gnuplot_plot_1" and so on, which browsers show
 * under the pointer. The name of the line stands there, or nothing. */
static bool change_plot(FILE *out, const char **from,
                        const struct lines *series)
{
    static const char begin[] = "<title>gnuplot_plot_";
    const char *end = strstr(*from, "</title>");
    int number;

    if (strncmp(*from, begin, strlen(begin)) != 0 || end == NULL)
        return false;
    number = atoi(*from + strlen(begin));
    if (series->count > 0 && number > 0) {
        fputs("<title>", out);
        report_escape_xml(out,
                          series->text[(size_t)(number - 1) % series->count]);
        fputs("</title>", out);
    }
    *from = end + strlen("</title>");
    return true;
}

static void copy(FILE *out, const char *from, const char *end, const char *name,
                 const struct lines *series)
{
    while (from < end) {
        if (!change(out, &from, name) && !change_plot(out, &from, series))
            fputc(*from++, out);
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

/* The name is short, since browsers show it under the pointer: the title and
 * the first sentence of the finding. */
static void write_head(FILE *out, const char *name, const char *title,
                       const char *finding)
{
    const char *end = strstr(finding, ". ");
    char first[4096];

    snprintf(first, sizeof first, "%.*s%s",
             end == NULL ? (int)strlen(finding) : (int)(end - finding), finding,
             end == NULL ? "" : ".");
    fprintf(out,
            " role=\"img\" aria-labelledby=\"%s-title\""
            " aria-describedby=\"%s-desc\">\n<title id=\"%s-title\">",
            name, name, name);
    report_escape_xml(out, title);
    fputs(". ", out);
    report_escape_xml(out, first);
    fprintf(out, "</title>\n<desc id=\"%s-desc\">", name);
    report_escape_xml(out, finding);
    fputs("</desc>", out);
}

char *report_svg_finish(const char *svg, const char *name, const char *title,
                        const char *finding, const struct lines *series)
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
    copy(out, svg, head_end, name, series);
    write_head(out, name, title, finding);
    svg = skip_title(head_end + 1);
    copy(out, svg, svg + strlen(svg), name, series);
    if (ferror(out)) {
        fclose(out);
        free(text);
        return NULL;
    }
    return fclose(out) == 0 ? text : NULL;
}
