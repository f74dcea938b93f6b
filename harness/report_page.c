/*
 * What is in a report, in what order.
 */
#include "report_page.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "check_table.h"
#include "report_answer.h"
#include "report_command.h"
#include "report_meters.h"
#include "report_selftest.h"
#include "report_tables.h"
#include "report_warnings.h"
#include "report_weather.h"
#include "report_words.h"

/* A report under way. */
struct report {
    struct page *page;
    const struct report_summary *summary;
    const struct charts *charts;
    const char *no_charts;
};

static void heading(struct report *r, int level, const char *text)
{
    r->page->form->heading(r->page, level, text);
}

__attribute__((format(printf, 2, 3))) static void text(struct report *r,
                                                       const char *format, ...)
{
    va_list values;

    va_start(values, format);
    page_text_list(r->page, format, values);
    va_end(values);
}

static void list(struct report *r, struct lines *lines)
{
    page_list(r->page, lines);
}

static void table(struct report *r, struct table *t)
{
    page_table(r->page, t);
}

static void point_heading(struct report *r, const struct report_point *p)
{
    char title[160];

    snprintf(title, sizeof title, "%.64s, %.64s", p->scenario->name, p->name);
    heading(r, 3, title);
}

static void write_verdict(struct report *r)
{
    const struct report_manifest *m = r->summary->manifest;
    struct lines terms = {NULL, 0, false};

    heading(r, 2, "Verdict");
    report_words_terms(r->summary, &terms);
    list(r, &terms);
    for (size_t i = 0; i < m->scenario_count; i++) {
        const struct manifest_scenario *s = &m->scenarios[i];
        struct lines words = {NULL, 0, false};
        char title[256];

        if (s->reason != NULL)
            continue;
        snprintf(title, sizeof title, "%.64s: %.180s", s->name, s->title);
        heading(r, 3, title);
        text(r, "%s", s->question);
        if (s->source != NULL)
            text(r, "From: %s.", s->source);
        report_words_scenario(r->summary, s, &words);
        list(r, &words);
    }
}

static void write_warnings(struct report *r)
{
    struct lines warnings = {NULL, 0, false};

    heading(r, 2, "Warnings");
    report_warnings(r->summary, &warnings);
    if (r->no_charts != NULL)
        lines_add(&warnings, "There are no charts: %s.", r->no_charts);
    if (warnings.failed)
        r->page->failed = true;
    else if (warnings.count > 0)
        r->page->form->warnings(r->page, &warnings);
    else
        text(r, "None.");
    lines_free(&warnings);
}

static void write_charts(struct report *r, enum chart_place place)
{
    for (size_t i = 0; i < r->charts->count; i++) {
        if (r->charts->list[i].place == place)
            r->page->form->chart(r->page, &r->charts->list[i]);
    }
}

static void write_main_charts(struct report *r)
{
    heading(r, 2, "Charts");
    text(r, "Service time runs from the first thing done for a request to the "
            "end of its answer. A model that serves one connection after "
            "another lets the others wait before it; that wait is not in it, "
            "but it is in the requests per second.");
    write_charts(r, CHART_MAIN);
}

static void write_tables(struct report *r)
{
    heading(r, 2, "Tables");
    text(r, "An estimate is the Hodges-Lehmann estimate over rounds, on the "
            "scale of logarithms; its interval is that of the exact "
            "signed-rank distribution. A ratio is taken inside blocks. SUSPECT "
            "numbers may not show what was meant; INVALID ones are left out.");
    for (size_t i = 0; i < r->summary->point_count; i++) {
        const struct report_point *p = &r->summary->points[i];

        point_heading(r, p);
        table(r, report_table_validity(p));
        table(r, report_table_values(p));
        table(r, report_table_ratios(p));
        table(r, report_table_places(p));
    }
}

static void write_costs(struct report *r)
{
    heading(r, 2, "Costs");
    text(r, "CPU time is that of the whole client process, user and system, "
            "inside the window; for a batch, of the whole command. Server CPU "
            "is the server's CPU time over the window: 100 %% is one CPU. "
            "System calls were counted in rounds of their own, which are not "
            "timed. Connections busy is the share with a request under way, "
            "by Little's law.");
    write_charts(r, CHART_COST);
    for (size_t i = 0; i < r->summary->point_count; i++) {
        point_heading(r, &r->summary->points[i]);
        table(r, report_table_costs(&r->summary->points[i]));
    }
}

static void write_faults(struct report *r)
{
    const struct record_list *rounds = r->summary->rounds;
    struct lines faults = {NULL, 0, false};

    for (size_t i = 0; i < rounds->fault_count; i++)
        lines_add(&faults, "rounds.jsonl, line %zu: %s", rounds->faults[i].line,
                  rounds->faults[i].text);
    for (size_t i = 0; i < r->summary->unknown.count; i++)
        lines_add(&faults, "%s", r->summary->unknown.text[i]);
    if (faults.count > 0)
        text(r, "Lines that were not used:");
    list(r, &faults);
}

static void write_weather(struct report *r)
{
    struct table *t = report_table_weather(r->summary);

    if (t != NULL && table_rows(t) > 1)
        text(r, "The probe is a byte to and fro over one TCP connection for "
                "20 ms before each round: how fast the machine was just then. "
                "Its correlation is with the requests/s (or the makespan) of "
                "the rounds, both from their row's mean: far from 0, the "
                "machine's own states are what differs from round to round. "
                "Windows are longer than asked where the worker that was to "
                "take an edge had to wait; counts are between the edges.");
    table(r, t);
}

static void write_selftest(struct report *r)
{
    struct lines lines = {NULL, 0, false};

    report_selftest_lines(r->page->dir, &lines);
    list(r, &lines);
}

static void write_platform(struct report *r, const struct report_point *p)
{
    struct table *t = report_table_platform(p);

    if (t != NULL && table_rows(t) > 1)
        point_heading(r, p);
    table(r, t);
}

static void write_diagnostics(struct report *r)
{
    heading(r, 2, "Diagnostics");
    text(r, "Every round with all its numbers is in rounds.csv; "
            "results/README.md describes the fields.");
    write_charts(r, CHART_DIAGNOSTIC);
    write_weather(r);
    table(r, report_table_capacity(r->summary));
    for (size_t i = 0; i < r->summary->point_count; i++)
        write_platform(r, &r->summary->points[i]);
    table(r, report_table_meters(r->summary));
    table(r, report_table_failed(r->summary));
    write_faults(r);
    write_selftest(r);
}

static struct table *keys_of(const struct report_summary *s)
{
    const struct report_manifest *m = s->manifest;
    struct table *t = table_create("Keys of the scenarios", 3);

    if (t == NULL)
        return NULL;
    table_add(t, "scenario");
    table_add(t, "key");
    table_add(t, "value");
    for (size_t i = 0; i < m->scenario_count; i++) {
        const char *name;
        json_t *value;

        json_object_foreach(m->scenarios[i].keys, name, value)
        {
            table_add(t, "%s", m->scenarios[i].name);
            table_add(t, "%s", name);
            table_add(t, "%s",
                      json_is_string(value) ? json_string_value(value) : "");
        }
    }
    return t;
}

static void write_check_results(struct report *r, const json_t *check)
{
    struct lines failures = {NULL, 0, false}, remarks = {NULL, 0, false};

    text(r, "Before the first round each backend fetched from a server that "
            "answers well, slowly, wrongly or not at all (muxbench check): "
            "the same counts and the same errno were expected of all, and no "
            "descriptor, thread, process or memory left behind. \"ok\": all "
            "cases of the group are; \"part\": some were not run; \"-\": "
            "none was.");
    table(r, check_table_make(check));
    check_table_failures(check, &failures);
    list(r, &failures);
    check_table_remarks(check, &remarks);
    list(r, &remarks);
}

/* A record of a version that did not check has nothing to tell. */
static void write_check(struct report *r)
{
    const json_t *check =
        report_manifest_value(r->summary->manifest, NULL, "check");

    if (!json_is_object(check))
        return;
    heading(r, 2, "Conformance");
    if (json_is_true(json_object_get(check, "run")))
        write_check_results(r, check);
    else
        text(r, "The backends were not checked before the run (--no-check): "
                "that they do the same work was not shown.");
}

static void write_environment(struct report *r)
{
    heading(r, 2, "Environment");
    table(r, report_table_environment(r->summary));
    table(r, report_table_unsuitable(r->summary));
    table(r, report_table_backends(r->summary));
    table(r, keys_of(r->summary));
}

static void write_unusable(struct report *r)
{
    const struct report_manifest *m = r->summary->manifest;
    size_t unusable = 0;

    for (size_t i = 0; i < m->backend_count; i++)
        unusable += !m->backends[i].usable;
    unusable += json_array_size(report_manifest_value(m, "check", "left_out"));
    if (unusable == 0)
        return;
    heading(r, 2, "What could not run");
    table(r, report_table_unusable(r->summary));
}

static void write_reproduction(struct report *r)
{
    const struct report_manifest *m = r->summary->manifest;
    const char *version = report_manifest_text(m, NULL, "version");
    const char *commit = report_manifest_text(m, NULL, "commit");
    struct lines words = {NULL, 0, false};
    char command[4096];
    size_t length = 0;

    heading(r, 2, "How to reproduce");
    text(r, "With muxbench %s%s%s, the same blocks in the same order:",
         version == NULL ? "of this version" : version,
         commit == NULL ? "" : ", commit ", commit == NULL ? "" : commit);
    report_command(m, &words);
    for (size_t i = 0; i < words.count && length < sizeof command; i++)
        length += (size_t)snprintf(command + length, sizeof command - length,
                                   "%s%s", i == 0 ? "" : " ", words.text[i]);
    r->page->form->code(r->page, command);
    if (words.failed)
        r->page->failed = true;
    lines_free(&words);
    text(r, "This report again, from the records of the run:");
    r->page->form->code(r->page, "muxbench report DIRECTORY");
}

static void write_introduction(struct report *r)
{
    const struct report_manifest *m = r->summary->manifest;
    const char *created = report_manifest_text(m, NULL, "created");
    size_t used = 0;

    for (size_t i = 0; i < r->summary->rounds->count; i++)
        used += r->summary->used[i];
    text(r,
         "Run of %s, profile %s, seed %s. %d rounds planned, %zu recorded, "
         "%zu failed, %zu used. The reference is %s.",
         created == NULL ? "an unknown time" : created, m->profile, m->seed,
         m->rounds, r->summary->rounds->count, r->summary->failed, used,
         m->reference);
}

void report_page_write(struct page *page, const struct report_summary *summary,
                       const struct charts *charts, const char *no_charts)
{
    struct report r = {page, summary, charts, no_charts};

    page->form->begin(page, "muxbench: IO models compared");
    write_introduction(&r);
    report_answer_page(page, summary);
    write_verdict(&r);
    write_warnings(&r);
    write_main_charts(&r);
    write_tables(&r);
    write_costs(&r);
    write_diagnostics(&r);
    write_check(&r);
    write_environment(&r);
    write_unusable(&r);
    write_reproduction(&r);
    page->form->end(page);
}
