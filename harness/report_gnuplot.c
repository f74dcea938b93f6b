#include "report_gnuplot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "report_file.h"
#include "report_svg.h"

enum {
    FILE_NAME_SIZE = 128,
    TIME_LIMIT = 60, /* s; a chart takes less than one */
    NOT_FOUND = 127  /* the exit status of a command that is not there */
};

/* Where its complaints go, and where it works. */
struct drawing {
    const char *dir; /* DIR/charts */
    const struct chart *chart;
    int complaints;
};

/* In the child. gnuplot is to know nothing of its user. */
static void exec_gnuplot(const struct drawing *d)
{
    char settings[128], script[64];

    snprintf(settings, sizeof settings, "%s.gp", d->chart->name);
    snprintf(script, sizeof script, "%s.gp", d->chart->script);
    if (chdir(d->dir) != 0)
        _exit(EXIT_FAILURE);
    dup2(d->complaints, STDOUT_FILENO);
    dup2(d->complaints, STDERR_FILENO);
    setenv("GNUPLOT_LIB", MUXBENCH_DATA_DIR "/scripts/charts", 1);
    setenv("LC_ALL", "C", 1);
    unsetenv("GNUTERM");
    unsetenv("GNUPLOT_PS_DIR");
    alarm(TIME_LIMIT);
    execlp("gnuplot", "gnuplot", "-d", "-e", "suffix = '.new'", settings,
           "svg.gp", script, "png.gp", script, (char *)NULL);
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
    snprintf(error, error_size, "gnuplot failed on %s: %s", d->chart->name,
             *complaint == '\0' ? "it did not say why" : complaint);
    return -EIO;
}

static void name_file(char *room, const struct chart *chart, const char *type)
{
    snprintf(room, FILE_NAME_SIZE, "%s.%s", chart->name, type);
}

/* gnuplot has written NAME.svg.new and NAME.png.new. */
static int keep_pictures(const struct chart *chart, const char *dir,
                         char *error, size_t error_size)
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
    name_file(name, chart, "png");
    return result != 0 ? result
                       : report_file_keep(dir, name, error, error_size);
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

static int draw(struct chart *chart, const char *dir, char *error,
                size_t error_size)
{
    struct drawing d = {dir, chart, -1};
    char name[FILE_NAME_SIZE];
    int result = write_inputs(chart, dir, error, error_size);

    if (result == 0)
        result = run_gnuplot(&d, error, error_size);
    if (result == 0)
        result = keep_pictures(chart, dir, error, error_size);
    chart->drawn = result == 0;
    name_file(name, chart, "svg");
    report_file_forget(dir, name);
    name_file(name, chart, "png");
    report_file_forget(dir, name);
    return result;
}

int report_draw(struct charts *all, const char *dir, char *error,
                size_t error_size)
{
    char *charts;
    int result =
        report_file_directory(dir, "charts", &charts, error, error_size);

    for (size_t i = 0; i < all->count && result == 0; i++)
        result = draw(&all->list[i], charts, error, error_size);
    free(charts);
    return result;
}
