#include "report_page.h"

void page_text_list(struct page *page, const char *format, va_list values)
{
    struct lines one = {NULL, 0, false};

    lines_add_list(&one, format, values);
    if (one.failed)
        page->failed = true;
    else
        page->form->text(page, one.text[0]);
    lines_free(&one);
}

void page_text(struct page *page, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    page_text_list(page, format, values);
    va_end(values);
}

void page_list(struct page *page, struct lines *lines)
{
    if (lines->failed)
        page->failed = true;
    else if (lines->count > 0)
        page->form->list(page, lines);
    lines_free(lines);
}

void page_table(struct page *page, struct table *t)
{
    if (t == NULL || t->cells.failed)
        page->failed = true;
    else if (table_rows(t) > 1)
        page->form->table(page, t);
    table_free(t);
}
