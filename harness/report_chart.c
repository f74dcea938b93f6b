#include "report_chart.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
    TEXT_COLUMNS = 118, /* of the small print, at 800 pixels */
    SUBTITLE_LINES = 2,
    NOTE_LINES = 3
};

/* All the texts a chart shows are somebody's data: nothing in them may end the
 * string, and what stands in backquotes would be run as a command. */
static void write_inside(FILE *gp, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            fprintf(gp, "\\%c", *text);
        else if (*text == '`' || (unsigned char)*text < ' ')
            fputc(*text == '`' ? '\'' : ' ', gp);
        else
            fputc(*text, gp);
    }
}

void chart_text(struct chart_maker *c, const char *name, const char *text)
{
    fprintf(c->gp, "%s = \"", name);
    write_inside(c->gp, text);
    fputs("\"\n", c->gp);
}

void chart_list(struct chart_maker *c, const char *name)
{
    fprintf(c->gp, "%s = \"", name);
}

void chart_list_add(struct chart_maker *c, const char *format, ...)
{
    char word[128];
    va_list values;

    va_start(values, format);
    vsnprintf(word, sizeof word, format, values);
    va_end(values);
    for (char *at = word; *at != '\0'; at++) {
        if (*at == '\'')
            *at = ' ';
    }
    fputs(" '", c->gp);
    write_inside(c->gp, word);
    fputc('\'', c->gp);
}

void chart_list_end(struct chart_maker *c)
{
    fputs("\"\n", c->gp);
}

void chart_number(struct chart_maker *c, const char *name, double value)
{
    fprintf(c->gp, "%s = %.9g\n", name, value);
}

void chart_axis(struct chart_maker *c, const char *prefix,
                const struct axis *axis)
{
    char name[32];

    snprintf(name, sizeof name, "%s_low", prefix);
    chart_number(c, name, axis->low);
    snprintf(name, sizeof name, "%s_high", prefix);
    chart_number(c, name, axis->high);
    snprintf(name, sizeof name, "%s_log", prefix);
    chart_number(c, name, axis->log);
    snprintf(name, sizeof name, "%s_tics", prefix);
    chart_text(c, name, axis->tics);
}

struct chart *charts_add(struct charts *all, const char *script,
                         enum chart_place place,
                         const struct manifest_scenario *scenario,
                         const char *format, ...)
{
    struct chart *larger =
        realloc(all->list, (all->count + 1) * sizeof *larger);
    struct chart *chart;
    va_list values;

    if (larger == NULL)
        return NULL;
    all->list = larger;
    chart = &larger[all->count++];
    memset(chart, 0, sizeof *chart);
    chart->script = script;
    chart->place = place;
    chart->scenario = scenario;
    chart->look = &all->look;
    va_start(values, format);
    vsnprintf(chart->name, sizeof chart->name, format, values);
    va_end(values);
    /* It names files: "conns=64" and a "/" are for titles. */
    for (char *at = chart->name; *at != '\0'; at++) {
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                   "abcdefghijklmnopqrstuvwxyz0123456789",
                   *at) == NULL)
            *at = '-';
    }
    return chart;
}

int chart_begin(struct chart_maker *c, const struct report_summary *s,
                struct chart *chart)
{
    memset(c, 0, sizeof *c);
    c->summary = s;
    c->chart = chart;
    c->dat = open_memstream(&chart->dat, &c->dat_size);
    c->gp = open_memstream(&chart->gp, &c->gp_size);
    if (c->dat != NULL && c->gp != NULL) {
        fprintf(c->gp, "# drawn by %s.gp; see style.gp\n", chart->script);
        return 0;
    }
    if (c->dat != NULL)
        fclose(c->dat);
    if (c->gp != NULL)
        fclose(c->gp);
    return -ENOMEM;
}

/* Break at blanks into lines NAME_1, NAME_2, ...; what is left of too long a
 * text is cut off, and shows it. How many lines there are from `line` on. */
static int write_lines(struct chart_maker *c, const char *name, int line,
                       int most, const char *text)
{
    while (*text != '\0' && line <= most) {
        size_t length = strlen(text), take = length;
        char variable[32], part[TEXT_COLUMNS + 4];

        if (length > TEXT_COLUMNS) {
            for (take = TEXT_COLUMNS; take > 0 && text[take] != ' '; take--)
                continue;
            if (take == 0)
                take = TEXT_COLUMNS;
        }
        snprintf(part, sizeof part, "%.*s%s", (int)take, text,
                 line == most && take < length ? "..." : "");
        snprintf(variable, sizeof variable, "%s_%d", name, line++);
        chart_text(c, variable, part);
        text += take;
        text += strspn(text, " ");
    }
    return line;
}

static void say_machine(struct chart_maker *c)
{
    const struct report_manifest *m = c->summary->manifest;
    const char *cpu = report_manifest_text(m, "machine", "cpu");
    const char *system = report_manifest_text(m, "machine", "system");
    const char *kernel = report_manifest_text(m, "machine", "kernel");
    const char *mode = report_manifest_text(m, "placement", "mode");
    json_int_t cpus =
        json_integer_value(report_manifest_value(m, "machine", "cpus"));

    snprintf(c->chart->origin, sizeof c->chart->origin,
             "%s, %" JSON_INTEGER_FORMAT " CPU%s, %s %s, placement: %s",
             cpu == NULL ? "CPU not known" : cpu, cpus, cpus == 1 ? "" : "s",
             system == NULL ? "" : system, kernel == NULL ? "" : kernel,
             mode == NULL ? "not known" : mode);
}

static void write_subtitle(struct chart_maker *c)
{
    int line;

    if (*c->chart->origin == '\0')
        say_machine(c);
    line = write_lines(c, "subtitle", 1, 1, c->chart->origin);
    line = write_lines(c, "subtitle", line, SUBTITLE_LINES, c->chart->mark);
    chart_number(c, "subtitles", line - 1);
}

static void write_notes(struct chart_maker *c)
{
    struct chart *chart = c->chart;
    int line = 1;

    for (size_t i = 0; i < chart->notes.count; i++)
        line = write_lines(c, "note", line, NOTE_LINES, chart->notes.text[i]);
    chart_number(c, "notes", line - 1);
}

static void write_color(struct chart_maker *c, const char *name, unsigned color)
{
    fprintf(c->gp, "%s = \"#%06x\"\n", name, color);
}

static void write_look(struct chart_maker *c)
{
    const struct chart_look *look = c->chart->look;
    const struct theme_info *theme = report_theme(look->theme);

    chart_text(c, "theme", theme->name);
    write_color(c, "paper", theme->paper);
    write_color(c, "ink", theme->ink);
    write_color(c, "faint", theme->faint);
    write_color(c, "grid", theme->grid);
    chart_number(c, "asked_width", look->width);
    chart_number(c, "asked_height", look->height);
}

int chart_end(struct chart_maker *c)
{
    struct chart *chart = c->chart;
    bool failed;

    chart_text(c, "name", chart_file(chart));
    if (chart->look->title != NULL)
        snprintf(chart->title, sizeof chart->title, "%s", chart->look->title);
    chart_text(c, "title", chart->title);
    write_look(c);
    write_subtitle(c);
    write_notes(c);
    failed = ferror(c->dat) || ferror(c->gp) || chart->notes.failed ||
             chart->series.failed || chart->finding == NULL ||
             chart->data == NULL || chart->data->cells.failed;
    failed = fclose(c->dat) != 0 || failed;
    failed = fclose(c->gp) != 0 || failed;
    return failed ? -ENOMEM : 0;
}

const char *chart_file(const struct chart *chart)
{
    return chart->look->file == NULL ? chart->name : chart->look->file;
}

struct style chart_style(const struct chart_maker *c,
                         const struct manifest_backend *b)
{
    return report_style(c->chart->look->theme, c->summary->manifest, b);
}

static int chart_points(struct charts *all, const struct report_summary *s,
                        const struct manifest_scenario *scenario)
{
    int result = 0;

    for (size_t i = 0; i < s->point_count && result == 0; i++) {
        if (s->points[i].scenario == scenario &&
            scenario_has_window(scenario->mode))
            result = chart_spectrum(all, s, &s->points[i]);
    }
    return result;
}

int report_charts(struct charts *all, const struct report_summary *s,
                  const struct chart_look *look)
{
    int result = 0;

    memset(all, 0, sizeof *all);
    if (look != NULL)
        all->look = *look;
    for (size_t i = 0; i < s->manifest->scenario_count && result == 0; i++) {
        const struct manifest_scenario *scenario = &s->manifest->scenarios[i];

        result = chart_lines(all, s, scenario);
        if (result == 0)
            result = chart_rates(all, s, scenario);
        if (result == 0)
            result = chart_dots(all, s, scenario);
        if (result == 0)
            result = chart_compared(all, s, scenario);
        if (result == 0)
            result = chart_points(all, s, scenario);
    }
    if (result == 0)
        result = chart_shape(all, s);
    return result == 0 ? chart_rounds(all, s) : result;
}

void report_charts_free(struct charts *all)
{
    for (size_t i = 0; i < all->count; i++) {
        lines_free(&all->list[i].notes);
        lines_free(&all->list[i].series);
        table_free(all->list[i].data);
        free(all->list[i].finding);
        free(all->list[i].dat);
        free(all->list[i].gp);
    }
    free(all->list);
    memset(all, 0, sizeof *all);
}
