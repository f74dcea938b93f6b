/*
 * muxbench report --chart: one chart for slides and papers.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "cmd_report.h"
#include "parse.h"

enum { TITLE_MAX = 120 };

static bool set_format(struct report_request *r, const char *name)
{
    for (int i = 0; i < CHART_FORMAT_COUNT; i++)
        if (strcmp(chart_format_name((enum chart_format)i), name) == 0) {
            r->figure.format = (enum chart_format)i;
            return true;
        }
    return false;
}

static void set_theme(struct report_request *r)
{
    for (int i = 0; i < THEME_COUNT; i++)
        if (strcmp(report_theme((enum theme)i)->name, r->theme) == 0) {
            r->figure.look.theme = (enum theme)i;
            return;
        }
    die(EXIT_USAGE, "report: --theme '%s': must be one of light, dark, print",
        r->theme);
}

static int side(const struct report_request *r, const char *digits)
{
    uint64_t value;

    if (parse_count_within(digits, FIGURE_SIDE_MIN, FIGURE_SIDE_MAX, &value) !=
        0)
        die(EXIT_USAGE,
            "report: --size '%s': must be a width and a height of %d to %d "
            "pixels, as in 1280x720",
            r->size, FIGURE_SIDE_MIN, FIGURE_SIDE_MAX);
    return (int)value;
}

static void set_size(struct report_request *r)
{
    const char *cross = strchr(r->size, 'x');
    char width[32] = "";

    if (cross != NULL)
        snprintf(width, sizeof width, "%.*s", (int)(cross - r->size), r->size);
    r->figure.look.width = side(r, width);
    r->figure.look.height = side(r, cross + 1);
}

static void set_only(struct report_request *r)
{
    char *list = r->only_list, *name;

    r->figure.only = r->only;
    while ((name = parse_next(&list)) != NULL) {
        if (*name == '\0' || r->figure.only_count == REPORT_ONLY_MAX)
            die(EXIT_USAGE, "report: --only: names with commas between, as in "
                            "epoll,libuv");
        r->only[r->figure.only_count++] = name;
    }
}

/* "slides/rates.pdf" is a directory, a name and a format. */
static void set_output(struct report_request *r)
{
    const char *slash = strrchr(r->output, '/');
    const char *name = slash == NULL ? r->output : slash + 1;
    const char *dot = strrchr(name, '.');
    size_t length =
        slash == NULL || slash == r->output ? 1 : (size_t)(slash - r->output);

    if (dot == NULL || dot == name || !set_format(r, dot + 1))
        die(EXIT_USAGE,
            "report: --output '%s': must be a file whose name ends in .svg, "
            ".png or .pdf",
            r->output);
    if (length >= sizeof r->directory ||
        (size_t)(dot - name) >= FIGURE_FILE_MAX)
        die(EXIT_USAGE, "report: --output: the name is too long");
    if (r->format != NULL && strcmp(dot + 1, r->format) != 0)
        die(EXIT_USAGE, "report: --output '%s' is no name of a %s: --format %s",
            r->output, r->format, r->format);
    snprintf(r->directory, sizeof r->directory, "%.*s", (int)length,
             slash == NULL ? "." : r->output);
    snprintf(r->file, sizeof r->file, "%.*s", (int)(dot - name), name);
    r->figure.output = r->directory;
    r->figure.look.file = r->file;
}

static void set_title(const struct report_request *r)
{
    const char *title = r->figure.look.title;

    if (strlen(title) > TITLE_MAX || *title == '\0')
        die(EXIT_USAGE,
            "report: --title: must be a text of 1 to %d bytes, not %zu",
            TITLE_MAX, strlen(title));
}

static void read_request(struct report_request *r)
{
    r->figure.output = ".";
    if (r->format != NULL && !set_format(r, r->format))
        die(EXIT_USAGE, "report: --format '%s': must be one of svg, png, pdf",
            r->format);
    if (r->theme != NULL)
        set_theme(r);
    if (r->size != NULL)
        set_size(r);
    if (r->only_list != NULL)
        set_only(r);
    if (r->output != NULL)
        set_output(r);
    if (r->figure.look.title != NULL)
        set_title(r);
}

static int list(const char *dir)
{
    char error[512] = "";

    if (report_figure_list(dir, stdout, error, sizeof error) != 0)
        die(EXIT_FAILED, "report: %s", error);
    return 0;
}

int report_chart(struct report_request *r, const char *dir)
{
    const char *file;
    char error[512] = "";
    int result;

    read_request(r);
    if (strcmp(r->figure.chart, "list") == 0)
        return list(dir);
    r->figure.dir = dir;
    result = report_figure(&r->figure, error, sizeof error);
    if (result != 0)
        die(result == -EINVAL ? (int)EXIT_USAGE : (int)EXIT_FAILED,
            "report: %s", error);
    file = r->output != NULL ? r->file : r->figure.chart;
    printf("chart: %s/%s.%s; %s.dat and %s.gp beside it draw it again\n",
           r->figure.output, file, chart_format_name(r->figure.format), file,
           file);
    return 0;
}
