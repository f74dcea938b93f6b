#include "report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report_export.h"
#include "report_file.h"
#include "report_gnuplot.h"
#include "report_page.h"
#include "report_source.h"
#include "report_text.h"

/* What is being made, and where errors are told. */
struct making {
    const char *dir;
    const struct report_options *options;
    struct report_source source;
    struct charts charts;
    char no_charts[256]; /* why; "": there are some */
    char *error;
    size_t error_size;
};

static int fail(struct making *m, int result, const char *what)
{
    snprintf(m->error, m->error_size, "%s/%s: %s", m->dir, what,
             strerror(-result));
    return result;
}

__attribute__((format(printf, 2, 3))) static void warn(const struct making *m,
                                                       const char *format, ...)
{
    va_list values;

    if (m->options->warnings == NULL)
        return;
    fputs("muxbench: ", m->options->warnings);
    va_start(values, format);
    vfprintf(m->options->warnings, format, values);
    va_end(values);
    fputc('\n', m->options->warnings);
}

static void warn_faults(const struct making *m, const struct record_list *list,
                        const char *name)
{
    for (size_t i = 0; i < list->fault_count; i++)
        warn(m, "%s/%s:%zu: left out: %s", m->dir, name, list->faults[i].line,
             list->faults[i].text);
}

static int read_run(struct making *m)
{
    int result =
        report_source_open(&m->source, m->dir, m->error, m->error_size);

    warn_faults(m, &m->source.rounds, "rounds.jsonl");
    warn_faults(m, &m->source.extra, "extra.jsonl");
    if (result != 0)
        return result;
    result = report_pool(&m->source.summary);
    return result == 0 ? 0 : fail(m, result, "rounds.jsonl");
}

static int make_charts(struct making *m)
{
    char why[200];
    int result = report_charts(&m->charts, &m->source.summary, NULL);

    if (result != 0)
        return fail(m, result, "charts");
    if (m->options->no_charts) {
        snprintf(m->no_charts, sizeof m->no_charts,
                 "they were left out (--no-charts)");
        return 0;
    }
    if (report_draw(&m->charts, m->dir, why, sizeof why) != 0) {
        snprintf(m->no_charts, sizeof m->no_charts, "%s", why);
        warn(m, "charts are missing: %s", why);
    }
    return 0;
}

/* A file whose text is written to a stream; 0 or -errno. */
static int write_file(struct making *m, const char *name,
                      int (*write)(struct making *, FILE *))
{
    char *text = NULL;
    size_t size;
    FILE *file = open_memstream(&text, &size);
    int result = file == NULL ? -ENOMEM : write(m, file);

    if (file != NULL && ferror(file) && result == 0)
        result = -ENOMEM;
    if (file != NULL && fclose(file) != 0 && result == 0)
        result = -ENOMEM;
    if (result == 0)
        result = report_file_write(m->dir, name, text, m->error, m->error_size);
    else
        fail(m, result, name);
    free(text);
    return result;
}

static int write_summary(struct making *m, FILE *file)
{
    return report_export_summary(&m->source.summary, file);
}

static int write_csv(struct making *m, FILE *file)
{
    return report_export_csv(&m->source.summary, file);
}

static int write_hyperfine(struct making *m, FILE *file)
{
    return report_export_hyperfine(&m->source.summary, file);
}

static int write_gobench(struct making *m, FILE *file)
{
    return report_export_gobench(&m->source.summary, file);
}

static int write_hlog(struct making *m, FILE *file)
{
    return report_export_hlog(&m->source.summary, file);
}

static int write_page(struct making *m, FILE *file,
                      const struct page_form *form)
{
    struct page page = {form, file, m->dir, false, NULL};

    report_page_write(&page, &m->source.summary, &m->charts,
                      *m->no_charts == '\0' ? NULL : m->no_charts);
    return page.failed ? -ENOMEM : 0;
}

static int write_markdown(struct making *m, FILE *file)
{
    return write_page(m, file, &report_markdown);
}

static int write_html(struct making *m, FILE *file)
{
    return write_page(m, file, &report_html);
}

static int write_files(struct making *m)
{
    static const struct {
        const char *name;
        int (*write)(struct making *, FILE *);
        bool (*wanted)(const struct report_summary *); /* NULL: always */
    } files[] = {
        {"summary.json", write_summary, NULL},
        {"rounds.csv", write_csv, NULL},
        {"gobench.txt", write_gobench, NULL},
        {"hyperfine.json", write_hyperfine, report_has_batches},
        {"latency.hlog", write_hlog, report_has_latency},
        {"report.md", write_markdown, NULL},
        {"report.html", write_html, NULL},
    };
    int result = 0;

    for (size_t i = 0; i < sizeof files / sizeof *files && result == 0; i++) {
        if (files[i].wanted == NULL || files[i].wanted(&m->source.summary))
            result = write_file(m, files[i].name, files[i].write);
    }
    if (result == 0 && report_has_latency(&m->source.summary))
        result = report_write_hgrm(&m->source.summary, m->dir, m->error,
                                   m->error_size);
    return result;
}

int report_make(const char *dir, const struct report_options *options,
                char *error, size_t error_size)
{
    struct making m = {.dir = dir,
                       .options = options,
                       .error = error,
                       .error_size = error_size};
    int result = read_run(&m);

    if (result == 0)
        result = make_charts(&m);
    if (result == 0)
        result = write_files(&m);
    if (result == 0 && options->table != NULL)
        result = report_text(&m.source.summary, options->table);
    report_charts_free(&m.charts);
    report_source_close(&m.source);
    return result;
}
