/*
 * A line a backend over what the points of a scenario differ in: connections,
 * idle ones, threads, bytes of an answer.
 */
#include "report_chart.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report_format.h"
#include "report_mode.h"
#include "report_points.h"
#include "report_tables.h"
#include "report_words.h"

enum {
    CLOSED = 1 << SCENARIO_CLOSED,
    RATE = 1 << SCENARIO_RATE,
    THINK = 1 << SCENARIO_THINK
};

#define ANY (~0U)
#define OF(sweep) (1U << SWEEP_##sweep)

/* Numbers further apart than this are drawn on a log scale, where they may. */
static const double far_apart = 5;

static const struct kind {
    const char *suffix, *title;
    enum measure shown;
    unsigned modes;
    unsigned axes;
    bool may_log; /* counts of work start at 0, whatever their range */
} kinds[] = {
    {"throughput", "requests per second", MEASURE_RATE, CLOSED,
     ANY & ~(OF(SIZE) | OF(PIECES)), false},
    {"throughput", "requests per second", MEASURE_RATE, CLOSED,
     OF(SIZE) | OF(PIECES), true},
    {"bytes", "bytes of body per second", MEASURE_BYTES, CLOSED, OF(SIZE),
     true},
    {"cpu", "client CPU time per request", MEASURE_CPU, CLOSED,
     ANY & ~OF(CONNECTIONS), true},
    {"response", "response time p99", MEASURE_RESPONSE_P99, RATE | THINK,
     ANY & ~OF(RATE), true},
};

struct lines_chart {
    struct chart_maker maker;
    const struct report_summary *summary;
    const struct manifest_scenario *scenario;
    const struct kind *kind;
    enum sweep axis;
    const uint64_t *group; /* what its points are at, but for the axis */
    struct line_end *ends;
    size_t count;
    double lowest, highest;
    uint64_t least; /* above 0, on the axis */
};

static const struct report_cell *cell_of(const struct report_point *p,
                                         const struct manifest_backend *b)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        if (p->cells[i].backend == b && chart_has_line(&p->cells[i]))
            return &p->cells[i];
    }
    return NULL;
}

/* The next point of the chart from *index on; NULL: no more. What is mixed has
 * no place on an axis. */
static const struct report_point *next_point(const struct lines_chart *c,
                                             size_t *index)
{
    while (*index < c->summary->point_count) {
        const struct report_point *p = &c->summary->points[(*index)++];

        if (p->scenario == c->scenario && p->at[c->axis] != SWEEP_MIXED &&
            points_alike(p->at, c->group, c->axis))
            return p;
    }
    return NULL;
}

/* 0 has no place on a log scale: it stands to the left of all the others. */
static double place_of(const struct lines_chart *c,
                       const struct report_point *p)
{
    return p->at[c->axis] > 0 ? (double)p->at[c->axis] : (double)c->least / 4;
}

static void widen(struct lines_chart *c, const struct report_value *v)
{
    bool has = report_has_interval(v);

    c->lowest = fmin(c->lowest, has ? v->e.low : v->e.value);
    c->highest = fmax(c->highest, has ? v->e.high : v->e.value);
}

static void note_missing(struct lines_chart *c, const struct report_point *p,
                         const struct report_cell *cell)
{
    struct lines *notes = &c->maker.chart->notes;

    if (!cell->saturated)
        lines_add(notes, "Missing: %s %s %s: %s.", cell->label,
                  cell->wall != NULL ? "from" : "at", p->name,
                  *cell->missing == '\0' ? "too few requests a round"
                                         : cell->missing);
}

/* Where the backend's line ends; false: it has no number anywhere. */
static bool find_end(struct lines_chart *c, const struct manifest_backend *b,
                     struct line_end *end)
{
    const struct report_point *p;
    const char *wall = NULL;
    bool any = false;

    for (size_t i = 0; (p = next_point(c, &i)) != NULL;) {
        const struct report_cell *cell = cell_of(p, b);
        const struct report_value *v;

        if (cell == NULL)
            continue;
        v = &cell->value[c->kind->shown];
        if (v->n == 0) {
            if (wall == NULL || cell->wall == NULL)
                note_missing(c, p, cell);
            wall = cell->wall;
            if (any && cell->wall != NULL)
                end->wall = cell->wall;
            continue;
        }
        *end =
            (struct line_end){b, c->count, place_of(c, p), v->e.value, 0, NULL};
        any = true;
        widen(c, v);
    }
    return any;
}

static void write_line(struct lines_chart *c, const struct manifest_backend *b)
{
    const struct report_point *p;

    fprintf(c->maker.dat,
            "# %s: %s, %s, low, high, 1: no interval, 2: suspect\n", b->name,
            sweep_info(c->axis)->axis, measure_info(c->kind->shown)->title);
    for (size_t i = 0; (p = next_point(c, &i)) != NULL;) {
        const struct report_cell *cell = cell_of(p, b);
        const struct report_value *v =
            cell != NULL ? &cell->value[c->kind->shown] : NULL;

        if (v != NULL && v->n > 0)
            fprintf(c->maker.dat, "%.9g %.7g %.7g %.7g %d\n", place_of(c, p),
                    v->e.value, v->e.low, v->e.high, chart_hollow(cell, v));
    }
    fputs("\n\n", c->maker.dat);
}

/* "512", "4 KiB". */
static void write_tic(const struct lines_chart *c, struct axis *axis,
                      const struct report_point *p)
{
    size_t length = strlen(axis->tics);
    char text[SWEEP_TEXT_MAX];

    if (c->axis == SWEEP_SIZE)
        sweep_text(c->axis, p->at[c->axis], text);
    else
        sweep_value(p->at[c->axis], text);
    snprintf(axis->tics + length, sizeof axis->tics - length, "%s'%s' %.9g",
             length == 0 ? "" : ", ", text, place_of(c, p));
}

/* log2, with a mark at each point. */
static void write_x(struct lines_chart *c)
{
    struct axis axis = {INFINITY, 0, true, "", ""};
    const struct report_point *p;
    bool zero = false;
    char label[96];
    double margin;

    for (size_t i = 0; (p = next_point(c, &i)) != NULL;) {
        write_tic(c, &axis, p);
        axis.low = fmin(axis.low, place_of(c, p));
        axis.high = fmax(axis.high, place_of(c, p));
        zero |= p->at[c->axis] == 0;
    }
    /* Room for the marks that stand aside. */
    margin = pow(axis.high / axis.low, .05);
    axis.low /= margin;
    axis.high *= margin;
    chart_axis(&c->maker, "x", &axis);
    snprintf(label, sizeof label, "%s (log2 scale%s)",
             sweep_info(c->axis)->axis, zero ? "; 0 stands beside it" : "");
    chart_text(&c->maker, "x_label", label);
}

static void set_y(const struct lines_chart *c, struct axis *y)
{
    enum quantity q = measure_info(c->kind->shown)->quantity;
    double foot = 1;

    /* The names of walls stand at the foot of the plot. */
    for (size_t i = 0; i < c->count; i++)
        if (c->ends[i].wall != NULL)
            foot *= 1.2;
    if (c->kind->may_log && c->highest > far_apart * c->lowest)
        axis_log(y, q, c->lowest / foot, c->highest, 9);
    else
        axis_linear(y, q, c->highest, 6);
}

/* Of the scenario; NaN: none was measured. */
static double capacity_of(const struct lines_chart *c)
{
    size_t first = 0;

    return c->kind->shown == MEASURE_RATE ? next_point(c, &first)->capacity
                                          : (double)NAN;
}

/* What the server can do is a line where it can be seen beside what the
 * clients do, and a note where it is far above. */
static void take_capacity(struct lines_chart *c)
{
    double capacity = capacity_of(c);

    if (capacity <= 2.5 * c->highest)
        c->highest = fmax(c->highest, capacity);
}

static void write_capacity(struct lines_chart *c, const struct axis *y)
{
    double capacity = capacity_of(c);
    char text[FORMAT_SIZE], label[FORMAT_SIZE + 32];

    format_number(text, QUANTITY_RATE, capacity);
    snprintf(label, sizeof label, "server's capacity: %s", text);
    chart_text(&c->maker, "capacity_label", label);
    chart_number(&c->maker, "capacity", capacity <= y->high ? capacity : 0);
    if (capacity > y->high)
        lines_add(&c->maker.chart->notes,
                  "The server's capacity, %s requests/s, lies above the axis.",
                  text);
}

static int write_chart(struct lines_chart *c)
{
    const struct report_manifest *m = c->summary->manifest;
    struct axis y;
    char label[96];
    int result;

    for (size_t i = 0; i < m->backend_count; i++)
        c->count += find_end(c, &m->backends[i], &c->ends[c->count]);
    take_capacity(c);
    set_y(c, &y);
    if (c->kind->shown == MEASURE_RATE)
        write_capacity(c, &y);
    for (size_t i = 0; i < c->count; i++)
        write_line(c, c->ends[i].backend);
    result = chart_place_ends(c->ends, c->count, &y);
    if (result != 0)
        return result;
    chart_write_ends(&c->maker, c->ends, c->count);
    chart_axis(&c->maker, "y", &y);
    write_x(c);
    snprintf(label, sizeof label, "%s%s%s%s",
             measure_info(c->kind->shown)->title, *y.unit == '\0' ? "" : " in ",
             y.unit, y.log ? " (log scale)" : "");
    chart_text(&c->maker, "y_label", label);
    return 0;
}

static void describe(struct lines_chart *c)
{
    struct chart *chart = c->maker.chart;
    const char *axis = sweep_info(c->axis)->axis;
    char others[POINTS_TEXT_MAX];
    size_t first = 0, end = 0, count = 0;

    points_others(c->scenario, c->group, 1u << c->axis, POINTS_TITLE, others);
    snprintf(chart->title, sizeof chart->title, "%s: %s by %s%s",
             c->scenario->name, c->kind->title, axis, others);
    chart_mark(&c->maker, c->scenario, &c->kind->shown, 1);
    if (mode_is_latency(c->kind->shown))
        chart_note_saturated(&c->maker, c->scenario);
    chart_note_suspects(&c->maker, c->scenario, false);
    lines_add(&chart->notes,
              "Marks at one %s stand side by side, so that none hides another.",
              c->axis == SWEEP_CONNECTIONS ? "number of connections" : "place");
    if (points_vary(c->scenario, c->axis) &&
        c->scenario->points[c->scenario->point_count - 1].at[c->axis] ==
            SWEEP_MIXED)
        lines_add(&chart->notes, "What is mixed has no place on the axis; the "
                                 "tables have it.");
    while (next_point(c, &end) != NULL)
        count++;
    chart->finding =
        report_words_findings(next_point(c, &first), count, c->kind->shown);
    chart->data =
        report_table_scenario(c->summary, c->scenario, c->kind->shown);
}

/* Points differ in nothing but the axis. */
static bool is_one_group(const struct lines_chart *c)
{
    for (int i = 0; i < SWEEPS; i++)
        if (i != (int)c->axis && points_vary(c->scenario, (enum sweep)i))
            return false;
    return true;
}

static int make_chart(struct charts *all, struct lines_chart *c,
                      const struct report_point *first)
{
    bool one = is_one_group(c);
    struct chart *chart = charts_add(
        all, "lines", CHART_MAIN, c->scenario, "%s-%s%s%s%s%s",
        c->scenario->name, c->kind->suffix,
        c->kind->shown == MEASURE_CPU ? "-by-" : "",
        c->kind->shown == MEASURE_CPU ? sweep_info(c->axis)->key : "",
        one ? "" : "-", one ? "" : first->name);
    int result;

    c->count = 0;
    c->lowest = INFINITY;
    c->highest = 0;
    c->ends = calloc(c->summary->manifest->backend_count + 1, sizeof *c->ends);
    if (chart == NULL || c->ends == NULL ||
        chart_begin(&c->maker, c->summary, chart) != 0) {
        free(c->ends);
        return -ENOMEM;
    }
    result = write_chart(c);
    describe(c);
    free(c->ends);
    return chart_end(&c->maker) != 0 ? -ENOMEM : result;
}

/* A chart needs two places, and numbers. */
static bool has_line(struct lines_chart *c)
{
    const struct report_point *p;
    size_t places = 0;
    bool any = false;

    c->least = UINT64_MAX;
    for (size_t i = 0; (p = next_point(c, &i)) != NULL; places++) {
        if (p->at[c->axis] > 0 && p->at[c->axis] < c->least)
            c->least = p->at[c->axis];
        for (size_t k = 0; k < p->cell_count; k++)
            any |= chart_has_line(&p->cells[k]) &&
                   p->cells[k].value[c->kind->shown].n > 0;
    }
    return places > 1 && any;
}

/* A chart for each group of points that differ in nothing but the axis. */
static int make_charts(struct charts *all, struct lines_chart *c)
{
    const struct manifest_scenario *s = c->scenario;
    int result = 0;

    for (size_t i = 0; i < c->summary->point_count && result == 0; i++) {
        const struct report_point *p = &c->summary->points[i];
        size_t first = 0;

        c->group = p->at;
        if (p->scenario == s && p->at[c->axis] != SWEEP_MIXED &&
            next_point(c, &first) == p && has_line(c))
            result = make_chart(all, c, p);
    }
    return result;
}

int chart_lines(struct charts *all, const struct report_summary *s,
                const struct manifest_scenario *scenario)
{
    enum sweep axis = points_axis(scenario);
    int result = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && result == 0; i++) {
        struct lines_chart c = {.summary = s,
                                .scenario = scenario,
                                .kind = &kinds[i],
                                .axis = axis};

        if ((kinds[i].modes & 1U << scenario->mode) &&
            (kinds[i].axes & 1U << axis))
            result = make_charts(all, &c);
    }
    return result;
}
