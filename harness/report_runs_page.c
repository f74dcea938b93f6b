/*
 * What is in a report of several runs, in what order: which they are, what
 * differs, and then the ratios.
 */
#include "report_runs.h"

#include <stdlib.h>
#include <string.h>

#include "report_family.h"
#include "report_format.h"
#include "report_mode.h"
#include "report_page.h"

static void add_heads(const struct runs *r, struct table *t, const char *first)
{
    table_add(t, "%s", first);
    for (size_t i = 0; i < r->count; i++)
        table_add(t, "%c", runs_letter(i));
}

static const char *told(const struct report_source *run, const char *object,
                        const char *name)
{
    const char *text = report_manifest_text(&run->manifest, object, name);

    return text == NULL ? "not told" : text;
}

/* The last part of its path: what stands before it is the reader's own. */
static const char *name_of(const struct report_source *run)
{
    const char *slash = strrchr(run->dir, '/');

    return slash == NULL || slash[1] == '\0' ? run->dir : slash + 1;
}

static void write_runs(const struct runs *r, struct page *page)
{
    struct table *t = table_create("The runs", r->count + 1);

    if (t != NULL) {
        static const struct {
            const char *label, *object, *name;
        } facts[] = {
            {"made", NULL, "created"},       {"CPU", "machine", "cpu"},
            {"system", "machine", "system"}, {"kernel", "machine", "kernel"},
            {"version", NULL, "version"},    {"commit", NULL, "commit"},
            {"profile", NULL, "profile"},    {"placement", "placement", "mode"},
            {"reference", NULL, "reference"}};

        add_heads(r, t, "run");
        table_add(t, "directory");
        for (size_t i = 0; i < r->count; i++)
            table_add(t, "%s", name_of(&r->sources[i]));
        for (size_t k = 0; k < sizeof facts / sizeof *facts; k++) {
            table_add(t, "%s", facts[k].label);
            for (size_t i = 0; i < r->count; i++)
                table_add(t, "%s",
                          told(&r->sources[i], facts[k].object, facts[k].name));
        }
    }
    page_table(page, t);
}

static void write_differences(const struct runs *r, struct page *page,
                              bool formal)
{
    struct table *t = table_create(formal ? "Cannot explain a difference"
                                          : "Can explain a difference",
                                   r->count + 1);
    bool any = false;

    if (t != NULL)
        add_heads(r, t, "what differs");
    for (size_t i = 0; t != NULL && i < r->differences.count; i++) {
        const struct compare_difference *d = &r->differences.list[i];

        if ((d->kind == COMPARE_FORMAL) != formal)
            continue;
        any = true;
        table_add(t, "%s", d->label);
        for (size_t k = 0; k < r->count; k++)
            table_add(t, "%s", d->value[k]);
    }
    if (!any && !formal)
        page_text(page, "Nothing that the manifests tell can explain a "
                        "difference between the runs.");
    page_table(page, t);
}

/* Why a row has no ratio in a run that has the point. */
static const char *reason_of(const struct report_point *p, const char *row)
{
    const struct report_cell *cell = runs_cell(p, row);

    if (cell == NULL)
        return "the row is not in it";
    if (*cell->missing != '\0')
        return cell->missing;
    return cell->saturated ? "saturated" : "it is not compared there";
}

static void add_row(const struct runs *r, const struct runs_point *point,
                    const char *row, const char *base, enum measure m,
                    struct table *t, struct lines *gaps)
{
    table_add(t, "%s", row);
    for (size_t i = 0; i < r->count; i++) {
        struct report_value v = runs_ratio(point->in[i], row, base, m);
        char text[FORMAT_SIZE];

        format_value(text, QUANTITY_RATIO, &v);
        table_add(t, "%s", text);
        if (v.n == 0 && point->in[i] != NULL)
            lines_add(gaps, "No ratio of %s in %c: %s.", row, runs_letter(i),
                      reason_of(point->in[i], row));
    }
}

/* What keeps the ratios of a run from meaning what they say. */
static void add_doubts(const struct runs *r, const struct runs_point *point,
                       enum measure m, struct lines *doubts)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct report_point *p = point->in[i];

        if (p == NULL)
            lines_add(doubts, "%c does not have this point.", runs_letter(i));
        else if (*p->family[m].refused != '\0' && !p->family[m].too_few)
            lines_add(doubts, "In %c these ratios decide nothing: %s.",
                      runs_letter(i), p->family[m].refused);
    }
}

static void write_measure(const struct runs *r, const struct runs_point *point,
                          enum measure m, struct page *page)
{
    const char *base = runs_base(r, point, m), *names[RUNS_ROWS_MAX];
    struct lines said = {NULL, 0, false};
    size_t rows = base ? runs_rows(r, point, base, m, names) : 0;
    char caption[160], *finding;
    struct table *t;

    if (rows == 0)
        return;
    snprintf(caption, sizeof caption, "%s as a ratio to %s, %s is better",
             measure_info(m)->title, base,
             measure_info(m)->more_is_better ? "more" : "less");
    t = table_create(caption, r->count + 1);
    if (t != NULL)
        add_heads(r, t, "backend");
    finding = runs_finding(r, point, base, m);
    lines_add(&said, "%s", finding == NULL ? "" : finding);
    add_doubts(r, point, m, &said);
    for (size_t i = 0; t != NULL && i < rows; i++)
        add_row(r, point, names[i], base, m, t, &said);
    page_table(page, t);
    page->failed = page->failed || finding == NULL;
    page_list(page, &said);
    free(finding);
}

static void write_point(const struct runs *r, const struct runs_point *point,
                        struct page *page)
{
    const struct mode_list *compared = &mode_measures(point->mode)->compared;
    char title[160];
    bool any = false;

    snprintf(title, sizeof title, "%.64s, %.64s", point->scenario, point->name);
    page->form->heading(page, 3, title);
    for (size_t i = 0; i < compared->count; i++) {
        any = any || runs_base(r, point, compared->list[i]) != NULL;
        write_measure(r, point, compared->list[i], page);
    }
    if (!any)
        page_text(page, "No row can be compared in all of the runs that have "
                        "this point.");
}

void runs_page(const struct runs *r, struct page *page)
{
    const struct page_form *form = page->form;

    form->begin(page, "muxbench: runs side by side");
    page_text(
        page,
        "%zu runs. In each of them every row is compared with one row "
        "that all have, inside the blocks of that run; these ratios stand "
        "side by side. Speeds of different machines are not compared, and "
        "nothing is ranked across runs.",
        r->count);
    write_runs(r, page);
    form->heading(page, 2, "What differs");
    write_differences(r, page, false);
    write_differences(r, page, true);
    if (r->notes.count > 0)
        form->warnings(page, &r->notes);
    form->heading(page, 2, "Charts");
    if (*r->no_charts != '\0')
        page_text(page, "There are no charts: %s.", r->no_charts);
    for (size_t i = 0; i < r->charts.count && *r->no_charts == '\0'; i++)
        form->chart(page, &r->charts.list[i]);
    form->heading(page, 2, "Ratios");
    page_text(page, "A number is the Hodges-Lehmann estimate of the ratios "
                    "inside blocks; in brackets its 95 %% interval. The "
                    "intervals hold one by one, not all together.");
    for (size_t i = 0; i < r->point_count; i++)
        write_point(r, &r->points[i], page);
    form->end(page);
}
