#include "report_gnuplot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report_file.h"
#include "report_pdf.h"
#include "report_svg.h"

enum {
    FILE_NAME_SIZE = 256,
    TIME_LIMIT = 60, /* s; a chart takes less than one */
    NOT_FOUND = 127  /* the exit status of a command that is not there */
};

/* Where its complaints go, and where it works. */
struct drawing {
    const char *dir; /* of the files */
    const struct chart *chart;
    const enum chart_format *formats;
    size_t format_count;
    int complaints;
};

const char *chart_format_name(enum chart_format format)
{
    static const char *const names[] = {"svg", "png", "pdf"};

    return names[format];
}

/* A name of its own for each argument; gnuplot takes what begins with a '-'
 * for an option. */
static void exec_in_place(const struct drawing *d)
{
    char settings[FILE_NAME_SIZE + 8], script[64];
    char form[CHART_FORMAT_COUNT][8];
    char *words[8 + 2 * CHART_FORMAT_COUNT] = {
        (char[]){"gnuplot"}, (char[]){"-d"}, (char[]){"-e"},
        (char[]){"suffix = '.new'"}, settings};
    size_t count = 5;

    snprintf(settings, sizeof settings, "./%s.gp", chart_file(d->chart));
    snprintf(script, sizeof script, "%s.gp", d->chart->script);
    for (size_t i = 0; i < d->format_count; i++) {
        snprintf(form[i], sizeof form[i], "%s.gp",
                 chart_format_name(d->formats[i]));
        words[count++] = form[i];
        words[count++] = script;
    }
    execvp("gnuplot", words);
}

/* In the child. gnuplot is to know nothing of its user, nor of the time. In a
 * locale without UTF-8 it complains of an encoding that is; where C.UTF-8 is
 * not there, it takes "C" and does not. */
static void exec_gnuplot(const struct drawing *d)
{
    if (chdir(d->dir) != 0)
        _exit(EXIT_FAILURE);
    dup2(d->complaints, STDOUT_FILENO);
    dup2(d->complaints, STDERR_FILENO);
    setenv("GNUPLOT_LIB", MUXBENCH_DATA_DIR "/scripts/charts", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    setenv("SOURCE_DATE_EPOCH", "0", 1);
    unsetenv("GNUTERM");
    unsetenv("GNUPLOT_PS_DIR");
    alarm(TIME_LIMIT);
    exec_in_place(d);
    _exit(NOT_FOUND);
}

/* The first line that says something; gnuplot begins with empty ones. */
static void read_complaint(int from, char *complaint, size_t size)
{
    size_t length = 0;
    char byte;

    while (read(from, &byte, 1) == 1) {
        bool ended = memchr(complaint, '\n', length) != NULL;

        if (length + 1 < size && !ended && (length > 0 || byte > ' '))
            complaint[length++] = byte;
    }
    complaint[length] = '\0';
    complaint[strcspn(complaint, "\n")] = '\0';
}

static int run_gnuplot(struct drawing *d, char *error, size_t error_size)
{
    char complaint[200] = "";
    int ends[2], status;
    pid_t pid;

    if (pipe(ends) != 0)
        return -errno;
    d->complaints = ends[1];
    pid = fork();
    if (pid == 0)
        exec_gnuplot(d);
    close(ends[1]);
    if (pid > 0)
        read_complaint(ends[0], complaint, sizeof complaint);
    close(ends[0]);
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return -errno;
    if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND) {
        snprintf(error, error_size, "gnuplot is not installed");
        return -ENOENT;
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    snprintf(error, error_size, "gnuplot failed on %s: %s",
             chart_file(d->chart),
             *complaint == '\0' ? "it did not say why" : complaint);
    return -EIO;
}

static void name_file(char *room, const struct chart *chart, const char *type)
{
    snprintf(room, FILE_NAME_SIZE, "%s.%s", chart_file(chart), type);
}

/* gnuplot has written NAME.svg.new. */
static int keep_svg(const struct chart *chart, const char *dir, char *error,
                    size_t error_size)
{
    char name[FILE_NAME_SIZE], *svg, *finished;
    int result;

    name_file(name, chart, "svg.new");
    svg = report_file_read(dir, name);
    finished = svg == NULL ? NULL
                           : report_svg_finish(svg, chart->name, chart->title,
                                               chart->finding, &chart->series);
    free(svg);
    if (finished == NULL) {
        snprintf(error, error_size, "%s/%s is not an SVG", dir, name);
        return -EIO;
    }
    name_file(name, chart, "svg");
    result = report_file_write(dir, name, finished, error, error_size);
    free(finished);
    return result;
}

static int keep_picture(const struct drawing *d, enum chart_format format,
                        char *error, size_t error_size)
{
    char name[FILE_NAME_SIZE];

    if (format == CHART_SVG)
        return keep_svg(d->chart, d->dir, error, error_size);
    name_file(name, d->chart, chart_format_name(format));
    if (format == CHART_PDF) {
        int result = report_pdf_finish(d->dir, name, error, error_size);

        if (result != 0)
            return result;
    }
    return report_file_keep(d->dir, name, error, error_size);
}

static int write_inputs(const struct chart *chart, const char *dir, char *error,
                        size_t error_size)
{
    char name[FILE_NAME_SIZE];
    int result;

    name_file(name, chart, "dat");
    result = report_file_write(dir, name, chart->dat, error, error_size);
    name_file(name, chart, "gp");
    if (result == 0)
        result = report_file_write(dir, name, chart->gp, error, error_size);
    return result;
}

static int draw(struct drawing *d, char *error, size_t error_size)
{
    int result = write_inputs(d->chart, d->dir, error, error_size);

    if (result == 0)
        result = run_gnuplot(d, error, error_size);
    for (size_t i = 0; i < d->format_count; i++) {
        char name[FILE_NAME_SIZE];

        if (result == 0)
            result = keep_picture(d, d->formats[i], error, error_size);
        name_file(name, d->chart, chart_format_name(d->formats[i]));
        report_file_forget(d->dir, name);
    }
    return result;
}

int report_draw_one(const struct chart *chart, enum chart_format format,
                    const char *dir, char *error, size_t error_size)
{
    struct drawing d = {dir, chart, &format, 1, -1};

    return draw(&d, error, error_size);
}

int report_draw(struct charts *all, const char *dir, char *error,
                size_t error_size)
{
    static const enum chart_format formats[] = {CHART_SVG, CHART_PNG};
    char *charts;
    int result =
        report_file_directory(dir, "charts", &charts, error, error_size);

    for (size_t i = 0; i < all->count && result == 0; i++) {
        struct drawing d = {charts, &all->list[i], formats, 2, -1};

        result = draw(&d, error, error_size);
        all->list[i].drawn = result == 0;
    }
    free(charts);
    return result;
}
