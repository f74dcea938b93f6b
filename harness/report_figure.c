#include "report_figure.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report_file.h"
#include "report_source.h"
#include "suggest.h"

/* One under way. */
struct figure {
    const struct figure_order *order;
    struct report_source run;
    struct charts charts;
    char *error;
    size_t error_size;
};

__attribute__((format(printf, 2, 3))) static int refuse(struct figure *f,
                                                        const char *format, ...)
{
    va_list values;

    va_start(values, format);
    vsnprintf(f->error, f->error_size, format, values);
    va_end(values);
    return -EINVAL;
}

static int fail(struct figure *f, int result)
{
    if (result != 0)
        snprintf(f->error, f->error_size, "%s", strerror(-result));
    return result;
}

/* The run, with all its requests together: there are spectra. */
static int open_run(struct figure *f, const char *dir)
{
    int result = report_source_open(&f->run, dir, f->error, f->error_size);

    return result != 0 ? result : fail(f, report_pool(&f->run.summary));
}

static int make_charts(struct figure *f)
{
    report_charts_free(&f->charts);
    return fail(f, report_charts(&f->charts, &f->run.summary, &f->order->look));
}

static struct chart *find_chart(struct figure *f)
{
    for (size_t i = 0; i < f->charts.count; i++)
        if (strcmp(f->charts.list[i].name, f->order->chart) == 0)
            return &f->charts.list[i];
    return NULL;
}

/* "; did you mean 'epoll'?", or nothing. */
static void add_suggestion(struct figure *f, const char *word,
                           const char **names, size_t count)
{
    const char *near = suggest(word, names, count);
    size_t length = strlen(f->error);

    if (near != NULL)
        snprintf(f->error + length, f->error_size - length,
                 "; did you mean '%s'?", near);
}

static int no_chart(struct figure *f)
{
    const char **names = calloc(f->charts.count + 1, sizeof *names);

    if (names == NULL)
        return fail(f, -ENOMEM);
    for (size_t i = 0; i < f->charts.count; i++)
        names[i] = f->charts.list[i].name;
    snprintf(f->error, f->error_size,
             "%s has no chart '%s' (--chart list names those it has)",
             f->order->dir, f->order->chart);
    add_suggestion(f, f->order->chart, names, f->charts.count);
    free(names);
    return -EINVAL;
}

static int no_backend(struct figure *f, const char *name)
{
    const struct report_manifest *m = &f->run.manifest;
    const char **names = calloc(m->backend_count + 1, sizeof *names);

    if (names == NULL)
        return fail(f, -ENOMEM);
    for (size_t i = 0; i < m->backend_count; i++)
        names[i] = m->backends[i].name;
    snprintf(f->error, f->error_size, "--only: unknown backend '%s'", name);
    add_suggestion(f, name, names, m->backend_count);
    free(names);
    return -EINVAL;
}

/* Every one that is asked for has run. */
static int check_backend(struct figure *f, const char *name)
{
    const struct report_manifest *m = &f->run.manifest;

    for (size_t i = 0; i < m->backend_count; i++) {
        const struct manifest_backend *b = &m->backends[i];

        if (strcmp(b->name, name) != 0)
            continue;
        if (!b->usable)
            return refuse(f, "--only: %s could not run: %s", name,
                          b->reason == NULL ? "no reason told" : b->reason);
        return b->selected
                   ? 0
                   : refuse(f, "--only: %s was not part of this run", name);
    }
    return no_backend(f, name);
}

static bool is_asked_for(const struct figure_order *order, const char *name)
{
    for (size_t i = 0; i < order->only_count; i++)
        if (strcmp(order->only[i], name) == 0)
            return true;
    return false;
}

static int hide_others(struct figure *f)
{
    int result = 0;

    for (size_t i = 0; i < f->order->only_count && result == 0; i++)
        result = check_backend(f, f->order->only[i]);
    for (size_t i = 0; i < f->run.summary.point_count; i++) {
        struct report_point *p = &f->run.summary.points[i];

        for (size_t k = 0; k < p->cell_count; k++)
            p->cells[k].hidden =
                !is_asked_for(f->order, p->cells[k].backend->name);
    }
    return result == 0 ? make_charts(f) : result;
}

/* gnuplot would take a script of that name for the chart's own file. */
static int check_file(struct figure *f)
{
    const char *file =
        f->order->look.file == NULL ? f->order->chart : f->order->look.file;
    char path[512];

    snprintf(path, sizeof path, MUXBENCH_DATA_DIR "/scripts/charts/%s.gp",
             file);
    if (access(path, F_OK) != 0)
        return 0;
    return refuse(f,
                  "a chart cannot be called '%s': %s.gp is one of the scripts "
                  "that draw charts; give it another name",
                  file, file);
}

/* From the place where it was drawn to where it is wanted. */
static int keep(struct figure *f, const char *place, const char *name)
{
    char *from = report_file_path(place, name);
    char *to = report_file_path(f->order->output, name);
    int result = from == NULL || to == NULL ? -ENOMEM
                 : rename(from, to) != 0    ? -errno
                                            : 0;

    if (result != 0)
        snprintf(f->error, f->error_size, "cannot write %s/%s: %s",
                 f->order->output, name, strerror(-result));
    free(from);
    free(to);
    return result;
}

static int draw_at(struct figure *f, const struct chart *chart,
                   const char *place)
{
    const char *ends[] = {"dat", "gp", chart_format_name(f->order->format)};
    int result = report_draw_one(chart, f->order->format, place, f->error,
                                 f->error_size);

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char name[256];

        snprintf(name, sizeof name, "%s.%s", chart_file(chart), ends[i]);
        if (result == 0)
            result = keep(f, place, name);
        report_file_remove(place, name);
    }
    return result;
}

/* Drawn in a directory of its own, so that what fails leaves nothing. */
static int draw(struct figure *f, const struct chart *chart)
{
    char *place = report_file_path(f->order->output, ".chart-XXXXXX");
    int result;

    if (place == NULL)
        return fail(f, -ENOMEM);
    if (mkdtemp(place) != NULL) {
        result = draw_at(f, chart, place);
        rmdir(place);
    } else {
        result = -errno;
        snprintf(f->error, f->error_size, "cannot write into %s: %s",
                 f->order->output, strerror(-result));
    }
    free(place);
    return result;
}

static int make(struct figure *f)
{
    const struct chart *chart;
    int result = make_charts(f);

    if (result == 0 && find_chart(f) == NULL)
        result = no_chart(f);
    if (result == 0)
        result = check_file(f);
    if (result == 0 && f->order->only_count > 0)
        result = hide_others(f);
    if (result != 0)
        return result;
    chart = find_chart(f);
    if (chart == NULL)
        return refuse(f,
                      "none of the backends of --only has a number in the "
                      "chart '%s'",
                      f->order->chart);
    return draw(f, chart);
}

int report_figure(const struct figure_order *order, char *error,
                  size_t error_size)
{
    struct figure f = {
        .order = order, .error = error, .error_size = error_size};
    int result = open_run(&f, order->dir);

    if (result == 0)
        result = make(&f);
    report_charts_free(&f.charts);
    report_source_close(&f.run);
    return result;
}

int report_figure_list(const char *dir, FILE *file, char *error,
                       size_t error_size)
{
    struct figure_order order = {.dir = dir};
    struct figure f = {
        .order = &order, .error = error, .error_size = error_size};
    int result = open_run(&f, dir);

    if (result == 0)
        result = make_charts(&f);
    for (size_t i = 0; i < f.charts.count && result == 0; i++)
        fprintf(file, "%-28s %s\n", f.charts.list[i].name,
                f.charts.list[i].title);
    report_charts_free(&f.charts);
    report_source_close(&f.run);
    return result;
}
