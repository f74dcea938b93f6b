/*
 * The report in HTML: one file that shows the same without a network, without
 * scripts and on paper. What scripts add is in report.js.
 */
#include "report_page.h"

#include <stdlib.h>
#include <string.h>

#include "report_escape.h"
#include "report_file.h"
#include "report_html_head.h"
#include "report_svg.h"

static void element(struct page *p, const char *name, const char *text)
{
    fprintf(p->out, "<%s>", name);
    report_escape_xml(p->out, text);
    fprintf(p->out, "</%s>\n", name);
}

/* What has been written waits in memory, since the contents stand before it. */
struct page_html {
    FILE *out; /* the file */
    char *body;
    size_t size;
    struct lines ids, titles; /* of the headings of level 2 */
    struct lines all;         /* ids of all headings */
};

static void html_begin(struct page *p, const char *title)
{
    struct page_html *html = calloc(1, sizeof *html);
    FILE *body = html == NULL ? NULL : open_memstream(&html->body, &html->size);

    report_html_head(p->out, title);
    fputs("<body>\n<a class=\"skip\" href=\"#report\">Skip to the "
          "report</a>\n<header>\n",
          p->out);
    element(p, "h1", title);
    fputs("</header>\n", p->out);
    if (body == NULL) {
        p->failed = true;
        free(html);
        return;
    }
    html->out = p->out;
    p->html = html;
    p->out = body;
}

static bool is_taken(const struct lines *ids, const char *id)
{
    for (size_t i = 0; i < ids->count; i++)
        if (strcmp(ids->text[i], id) == 0)
            return true;
    return false;
}

/* "to-keepalive-conns-64", one that no heading before has. Ids in charts begin
 * otherwise. */
static void make_id(struct page_html *html, const char *text, char id[96])
{
    size_t length = (size_t)snprintf(id, 96, "to-");
    size_t stem;

    for (; *text != '\0' && length < 80; text++) {
        char c = *text;

        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            id[length++] = c;
        else if (c >= 'A' && c <= 'Z')
            id[length++] = (char)(c - 'A' + 'a');
        else if (id[length - 1] != '-')
            id[length++] = '-';
    }
    while (length > 3 && id[length - 1] == '-')
        length--;
    id[length] = '\0';
    stem = length;
    for (unsigned n = 2; is_taken(&html->all, id); n++)
        snprintf(id + stem, 96 - stem, "-%u", n);
    lines_add(&html->all, "%s", id);
}

static void html_heading(struct page *p, int level, const char *text)
{
    char id[96];

    if (p->html == NULL)
        return;
    make_id(p->html, text, id);
    if (level == 2) {
        lines_add(&p->html->ids, "%s", id);
        lines_add(&p->html->titles, "%s", text);
    }
    fprintf(p->out, "<h%d id=\"%s\">", level, id);
    report_escape_xml(p->out, text);
    fprintf(p->out, "</h%d>\n", level);
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

/* What may be wider than the page. It can be scrolled, so the keyboard must
 * reach it, and it needs a name. */
static void begin_box(struct page *p, const char *name)
{
    fputs("<div class=\"box\" tabindex=\"0\" role=\"group\" aria-label=\"",
          p->out);
    report_escape_xml(p->out, name);
    fputs("\">\n", p->out);
}

static void html_table(struct page *p, const struct table *t)
{
    begin_box(p, t->caption);
    fputs("<table>\n<caption><span>", p->out);
    report_escape_xml(p->out, t->caption);
    fputs("</span></caption>\n<thead>\n", p->out);
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
        html_heading(p, 3, c->title);
        html_table(p, c->data);
        return;
    }
    fputs("<figure aria-label=\"", p->out);
    report_escape_xml(p->out, c->title);
    fputs("\">\n", p->out);
    begin_box(p, c->title);
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

static void write_contents(FILE *out, const struct page_html *html)
{
    fputs("<nav aria-label=\"Contents\">\n<ul>\n", out);
    for (size_t i = 0; i < html->ids.count; i++) {
        fprintf(out, "<li><a href=\"#%s\">", html->ids.text[i]);
        report_escape_xml(out, html->titles.text[i]);
        fputs("</a></li>\n", out);
    }
    fputs("</ul>\n</nav>\n", out);
}

static void html_end(struct page *p)
{
    struct page_html *html = p->html;

    if (html == NULL)
        return;
    p->failed = ferror(p->out) || p->failed;
    p->failed = fclose(p->out) != 0 || html->ids.failed ||
                html->titles.failed || html->all.failed || p->failed;
    p->out = html->out;
    if (!p->failed) {
        write_contents(p->out, html);
        fprintf(p->out, "<main id=\"report\" tabindex=\"-1\">\n%s</main>\n",
                html->body);
        report_html_end(p->out);
        fputs("</body>\n</html>\n", p->out);
    }
    lines_free(&html->ids);
    lines_free(&html->titles);
    lines_free(&html->all);
    free(html->body);
    free(html);
    p->html = NULL;
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
