/*
 * The report in HTML: one file that shows the same without a network, without
 * scripts and on paper.
 */
#include "report_page.h"

#include <stdlib.h>
#include <string.h>

#include "report_escape.h"
#include "report_file.h"
#include "report_html_style.h"
#include "report_svg.h"

static void element(struct page *p, const char *name, const char *text)
{
    fprintf(p->out, "<%s>", name);
    report_escape_xml(p->out, text);
    fprintf(p->out, "</%s>\n", name);
}

static void html_begin(struct page *p, const char *title)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
          "<meta charset=\"utf-8\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\""
          "default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
          "<meta name=\"viewport\" "
          "content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n",
          p->out);
    element(p, "title", title);
    fprintf(p->out, "<style>\n%s</style>\n</head>\n<body>\n<main>\n",
            report_html_style);
    element(p, "h1", title);
}

static void html_heading(struct page *p, int level, const char *text)
{
    char name[] = "h2";

    name[1] = (char)('0' + level);
    element(p, name, text);
}

static void html_text(struct page *p, const char *text)
{
    element(p, "p", text);
}

static void html_list(struct page *p, const struct lines *lines)
{
    fputs("<ul>\n", p->out);
    for (size_t i = 0; i < lines->count; i++)
        element(p, "li", lines->text[i]);
    fputs("</ul>\n", p->out);
}

static void html_warnings(struct page *p, const struct lines *lines)
{
    fputs("<div class=\"warnings\">\n", p->out);
    html_list(p, lines);
    fputs("</div>\n", p->out);
}

/* Numbers stay in one line, under each other; sentences may be broken. */
static const char *cell_class(const struct table *t, size_t row, size_t column)
{
    if (table_is_number(t, column))
        return " class=\"number\"";
    return strlen(table_cell(t, row, column)) > 40 ? " class=\"text\"" : "";
}

static void html_row(struct page *p, const struct table *t, size_t row)
{
    fputs("<tr>", p->out);
    for (size_t i = 0; i < t->columns; i++) {
        const char *name = row == 0 || i == 0 ? "th" : "td";

        fprintf(p->out, "<%s%s%s>", name,
                row == 0 ? " scope=\"col\""
                : i == 0 ? " scope=\"row\""
                         : "",
                cell_class(t, row, i));
        report_escape_xml(p->out, table_cell(t, row, i));
        fprintf(p->out, "</%s>", name);
    }
    fputs("</tr>\n", p->out);
}

/* The box can be scrolled, so it must be reachable by the keyboard. */
static void html_table(struct page *p, const struct table *t)
{
    fputs("<div class=\"box\" tabindex=\"0\" role=\"region\" aria-label=\"",
          p->out);
    report_escape_xml(p->out, t->caption);
    fputs("\">\n<table>\n", p->out);
    element(p, "caption", t->caption);
    fputs("<thead>\n", p->out);
    html_row(p, t, 0);
    fputs("</thead>\n<tbody>\n", p->out);
    for (size_t row = 1; row < table_rows(t); row++)
        html_row(p, t, row);
    fputs("</tbody>\n</table>\n</div>\n", p->out);
}

static void picture(struct page *p, const struct chart *c)
{
    char name[160], *svg;

    snprintf(name, sizeof name, "charts/%s.svg", c->name);
    svg = report_file_read(p->dir, name);
    if (svg == NULL || report_svg_element(svg) == NULL)
        p->failed = true;
    else
        fputs(report_svg_element(svg), p->out);
    free(svg);
}

static void html_chart(struct page *p, const struct chart *c)
{
    if (!c->drawn) {
        element(p, "h3", c->title);
        html_table(p, c->data);
        return;
    }
    fputs("<figure>\n<div class=\"box\" tabindex=\"0\" role=\"region\" "
          "aria-label=\"",
          p->out);
    report_escape_xml(p->out, c->title);
    fputs("\">\n", p->out);
    picture(p, c);
    fputs("</div>\n<figcaption>\n<details>\n<summary>", p->out);
    report_escape_xml(p->out, c->title);
    fputs(": the numbers</summary>\n", p->out);
    html_table(p, c->data);
    fputs("</details>\n</figcaption>\n</figure>\n", p->out);
}

static void html_code(struct page *p, const char *text)
{
    fputs("<pre tabindex=\"0\"><code>", p->out);
    report_escape_xml(p->out, text);
    fputs("</code></pre>\n", p->out);
}

static void html_end(struct page *p)
{
    fputs("</main>\n</body>\n</html>\n", p->out);
}

const struct page_form report_html = {
    .begin = html_begin,
    .heading = html_heading,
    .text = html_text,
    .list = html_list,
    .warnings = html_warnings,
    .table = html_table,
    .chart = html_chart,
    .code = html_code,
    .end = html_end,
};
