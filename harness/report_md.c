/*
 * The report in Markdown.
 */
#include "report_page.h"

#include "report_escape.h"

static void md_heading(struct page *p, int level, const char *text)
{
    while (level-- > 0)
        fputc('#', p->out);
    fputc(' ', p->out);
    report_escape_markdown(p->out, text);
    fputs("\n\n", p->out);
}

static void md_begin(struct page *p, const char *title)
{
    md_heading(p, 1, title);
}

static void md_text(struct page *p, const char *text)
{
    report_escape_markdown(p->out, text);
    fputs("\n\n", p->out);
}

static void md_list(struct page *p, const struct lines *lines)
{
    for (size_t i = 0; i < lines->count; i++) {
        fputs("- ", p->out);
        report_escape_markdown(p->out, lines->text[i]);
        fputc('\n', p->out);
    }
    fputc('\n', p->out);
}

static void md_row(struct page *p, const struct table *t, size_t row)
{
    for (size_t i = 0; i < t->columns; i++) {
        fputs("| ", p->out);
        report_escape_markdown(p->out, table_cell(t, row, i));
        fputc(' ', p->out);
    }
    fputs("|\n", p->out);
}

static void md_table(struct page *p, const struct table *t)
{
    md_text(p, t->caption);
    md_row(p, t, 0);
    for (size_t i = 0; i < t->columns; i++)
        fputs(table_is_number(t, i) ? "|--:" : "|---", p->out);
    fputs("|\n", p->out);
    for (size_t row = 1; row < table_rows(t); row++)
        md_row(p, t, row);
    fputc('\n', p->out);
}

/* The numbers are in the tables of the report. */
static void md_chart(struct page *p, const struct chart *c)
{
    if (c->drawn) {
        fputs("![", p->out);
        report_escape_markdown(p->out, c->title);
        fputs(". ", p->out);
        report_escape_markdown(p->out, c->finding);
        fprintf(p->out, "](charts/%s.svg)\n\n", c->name);
    } else {
        md_heading(p, 3, c->title);
        md_table(p, c->data);
    }
}

/* Indented: no text can end it. */
static void md_code(struct page *p, const char *text)
{
    fputs("    ", p->out);
    for (; *text != '\0'; text++) {
        fputc(*text, p->out);
        if (*text == '\n')
            fputs("    ", p->out);
    }
    fputs("\n\n", p->out);
}

static void md_end(struct page *p)
{
    (void)p;
}

const struct page_form report_markdown = {
    .begin = md_begin,
    .heading = md_heading,
    .text = md_text,
    .list = md_list,
    .warnings = md_list,
    .table = md_table,
    .chart = md_chart,
    .code = md_code,
    .end = md_end,
};
