/*
 * report_page - a report as a sequence of headings, texts, lists, tables and
 * charts, to be written in one form or another.
 *
 * All texts are plain: what they hold is never taken for markup.
 */
#ifndef MUXBENCH_REPORT_PAGE_H
#define MUXBENCH_REPORT_PAGE_H

#include <stdarg.h>
#include <stdio.h>

#include "lines.h"
#include "report_chart.h"
#include "report_summary.h"
#include "table.h"

struct page;
struct page_html;

struct page_form {
    void (*begin)(struct page *, const char *title);
    void (*heading)(struct page *, int level, const char *text); /* 2.. */
    void (*text)(struct page *, const char *text);
    void (*list)(struct page *, const struct lines *);
    void (*warnings)(struct page *, const struct lines *);
    void (*table)(struct page *, const struct table *);
    void (*chart)(struct page *, const struct chart *);
    void (*code)(struct page *, const char *text);
    void (*end)(struct page *);
};

struct page {
    const struct page_form *form;
    FILE *out;
    const char *dir;        /* of the run; pictures are in its charts/ */
    bool failed;            /* a table could not be made */
    struct page_html *html; /* what report_html keeps from begin to end */
};

/* One self-contained file: pictures inside, nothing fetched, and complete where
 * scripts do not run. */
extern const struct page_form report_html;

/* Markdown as GitHub shows it; pictures are beside it. */
extern const struct page_form report_markdown;

/* Parts, in whatever form; without memory the page has failed. */
__attribute__((format(printf, 2, 3))) void page_text(struct page *,
                                                     const char *format, ...);
__attribute__((format(printf, 2, 0))) void page_text_list(struct page *,
                                                          const char *format,
                                                          va_list);

/* These take what they are given; nothing is shown of an empty list, nor of a
 * table of heads only. */
void page_list(struct page *, struct lines *);
void page_table(struct page *, struct table *);

/* The whole report. `no_charts`: why there are none, or NULL. */
void report_page_write(struct page *, const struct report_summary *,
                       const struct charts *, const char *no_charts);

#endif
