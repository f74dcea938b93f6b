#include "report_runs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "report_file.h"
#include "report_gnuplot.h"
#include "report_page.h"

/* What is being made, and where errors are told. */
struct making {
    struct runs runs;
    char *error;
    size_t error_size;
};

static int no_memory(struct making *m)
{
    snprintf(m->error, m->error_size, "out of memory");
    return -ENOMEM;
}

static int read_run(struct making *m, const char *dir)
{
    struct runs *r = &m->runs;
    struct report_source *run = &r->sources[r->count];
    int result;

    r->sides[r->count++] = (struct compare_side){run, 1};
    result = report_source_open(run, dir, m->error, m->error_size);
    if (result < 0)
        return result == -ENOMEM ? result : -EINVAL;
    if (run->rounds.fault_count > 0 && r->order->warnings != NULL)
        fprintf(r->order->warnings,
                "muxbench: %s/rounds.jsonl: %zu line%s that cannot be read %s "
                "left out\n",
                dir, run->rounds.fault_count,
                run->rounds.fault_count == 1 ? "" : "s",
                run->rounds.fault_count == 1 ? "is" : "are");
    for (size_t i = 0; i + 1 < r->count; i++)
        if (json_equal(r->sources[i].manifest.json, run->manifest.json)) {
            snprintf(m->error, m->error_size, "%s and %s hold the same run",
                     r->sources[i].dir, dir);
            return -EINVAL;
        }
    return 0;
}

static int read_runs(struct making *m)
{
    const struct report_runs_order *order = m->runs.order;
    int result = 0;

    m->runs.sources = calloc(order->count + 1, sizeof *m->runs.sources);
    if (m->runs.sources == NULL)
        return no_memory(m);
    for (size_t i = 0; i < order->count && result == 0; i++)
        result = read_run(m, order->dirs[i]);
    return result;
}

static int examine(struct making *m)
{
    struct runs *r = &m->runs;

    r->differences.sides = r->sides;
    r->differences.side_count = r->count;
    if (compare_manifests(&r->differences) < 0 || runs_find_points(r) < 0)
        return no_memory(m);
    if (r->point_count > 0)
        return 0;
    snprintf(m->error, m->error_size,
             "no point of a scenario is in two of the runs");
    return -EINVAL;
}

static int make_directory(struct making *m)
{
    const char *out = m->runs.order->out;

    if (mkdir(out, 0777) == 0 || errno == EEXIST)
        return 0;
    snprintf(m->error, m->error_size, "cannot make %s: %s", out,
             strerror(errno));
    return -EIO;
}

static int draw_charts(struct making *m)
{
    struct runs *r = &m->runs;

    if (runs_charts(r) < 0)
        return no_memory(m);
    if (r->order->no_charts)
        snprintf(r->no_charts, sizeof r->no_charts,
                 "they were left out (--no-charts)");
    else if (report_draw(&r->charts, r->order->out, r->no_charts,
                         sizeof r->no_charts) != 0 &&
             r->order->warnings != NULL)
        fprintf(r->order->warnings, "muxbench: charts are missing: %s\n",
                r->no_charts);
    return 0;
}

static int write_page(struct making *m, const struct page_form *form,
                      const char *name)
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    struct page page = {form, file, m->runs.order->out, false, NULL};
    int result = 0;

    if (file == NULL)
        return no_memory(m);
    runs_page(&m->runs, &page);
    page.failed = ferror(file) || page.failed;
    if (fclose(file) != 0 || page.failed)
        result = no_memory(m);
    else
        result = report_file_write(m->runs.order->out, name, text, m->error,
                                   m->error_size);
    free(text);
    return result;
}

int report_runs_make(const struct report_runs_order *order, char *error,
                     size_t error_size)
{
    struct making m = {
        .runs.order = order, .error = error, .error_size = error_size};
    int result = read_runs(&m);

    if (result == 0)
        result = examine(&m);
    if (result == 0)
        result = make_directory(&m);
    if (result == 0)
        result = draw_charts(&m);
    if (result == 0)
        result = write_page(&m, &report_markdown, "report.md");
    if (result == 0)
        result = write_page(&m, &report_html, "report.html");
    report_charts_free(&m.runs.charts);
    compare_manifests_free(&m.runs.differences);
    lines_free(&m.runs.notes);
    free(m.runs.points);
    for (size_t i = 0; i < m.runs.count; i++)
        report_source_close(&m.runs.sources[i]);
    free(m.runs.sources);
    return result;
}
