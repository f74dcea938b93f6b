/*
 * The answer as the first section of a page, and as text for a terminal.
 */
#include <errno.h>

#include "report_answer.h"
#include "report_page.h"
#include "terminal.h"

/* Cells of the decision table that decide nothing are hatched. */
#define HATCHED "\xe2\x96\xa8 "

static void put_list(struct page *page, struct lines *lines)
{
    if (lines->failed)
        page->failed = true;
    else if (lines->count > 0)
        page->form->list(page, lines);
    lines_free(lines);
}

static void put_table(struct page *page, const struct report_summary *s)
{
    struct table *t = report_answer_table(s, HATCHED);

    if (!t || t->cells.failed) {
        page->failed = true;
    } else {
        page->form->heading(page, 3, "Decision table");
        page->form->text(page, HATCHED
                         "marks what decides nothing: undecided, not ranked "
                         "or not measured. Idle is the share of the "
                         "connections that get nothing; the answer is its "
                         "body.");
        page->form->table(page, t);
    }
    table_free(t);
}

void report_answer_page(struct page *page, const struct report_summary *s)
{
    struct lines refused = {NULL, 0, false};

    page->form->heading(page, 2, "The answer");
    page->form->text(page,
                     "For each goal the rows that no other one was shown to be "
                     "better than. Where nothing is ranked, the reason comes "
                     "first.");
    report_answer_refused(s, &refused);
    put_list(page, &refused);
    for (int g = 0; g < GOAL_COUNT; g++) {
        struct lines lines = {NULL, 0, false};

        page->form->heading(page, 3, goal_info((enum goal)g)->heading);
        report_answer_goal(s, (enum goal)g, &lines);
        put_list(page, &lines);
    }
    put_table(page, s);
}

/* The goal's name before its first line. */
static int print_goal(const struct report_summary *s, enum goal goal, int width,
                      FILE *file)
{
    struct lines lines = {NULL, 0, false};
    int result;

    report_answer_goal(s, goal, &lines);
    fprintf(file, "  %s:\n", goal_info(goal)->title);
    for (size_t i = 0; i < lines.count; i++)
        terminal_wrap(file, lines.text[i], 4, 6, width);
    result = lines.failed ? -ENOMEM : 0;
    lines_free(&lines);
    return result;
}

int report_answer_text(const struct report_summary *s, int width, FILE *file)
{
    struct lines refused = {NULL, 0, false};
    int result;

    fputs("the answer, for each goal:\n", file);
    report_answer_refused(s, &refused);
    for (size_t i = 0; i < refused.count; i++)
        terminal_wrap(file, refused.text[i], 2, 4, width);
    result = refused.failed ? -ENOMEM : 0;
    lines_free(&refused);
    for (int g = 0; g < GOAL_COUNT && result == 0; g++)
        result = print_goal(s, (enum goal)g, width, file);
    fputc('\n', file);
    return result;
}
