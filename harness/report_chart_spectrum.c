/*
 * All percentiles of a point, from the requests of all its rounds together.
 */
#include "report_chart.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "histogram.h"
#include "report_format.h"
#include "report_mode.h"
#include "report_points.h"
#include "report_words.h"

struct spectrum {
    struct chart_maker maker;
    const struct report_point *point;
    struct line_end *ends;
    size_t count;
    double lowest, highest, farthest;
};

static const char *latency_of(const struct report_point *p)
{
    return mode_measures(p->scenario->mode)->latency;
}

/* ", 1000 due a second", or nothing. */
/* In the name and title of each, whether or not points differ in it. */
static const unsigned in_each = 1u << SWEEP_CONNECTIONS | 1u << SWEEP_RATE;

static const char *rate_of(const struct report_point *p, char room[32])
{
    *room = '\0';
    if (p->rate > 0)
        snprintf(room, 32, ", %d due a second", p->rate);
    return room;
}

/* Percentiles as 1 / (1 - p), up to the last with 10 requests beyond it.
 * Places that can hardly be told apart on paper are left out. */
static void write_percentiles(struct spectrum *s, const struct histogram *h,
                              struct line_end *end)
{
    struct histogram_bucket bucket = {0};
    uint64_t below = 0;
    double last = 0;

    while (histogram_next(h, &bucket)) {
        double x;

        below += bucket.count;
        if (h->total - below < 10)
            break;
        x = (double)h->total / (double)(h->total - below);
        if (x < last * 1.04)
            continue;
        last = x;
        end->x = x;
        end->y = (double)bucket.highest;
        s->lowest = fmin(s->lowest, end->y);
        fprintf(s->maker.dat, "%.6g %.7g\n", end->x, end->y);
    }
    s->highest = fmax(s->highest, end->y);
    s->farthest = fmax(s->farthest, end->x);
}

static const double told[] = {50, 90, 99, 99.9, 99.99};

static void add_row(struct table *t, const struct report_cell *cell,
                    const struct histogram *h)
{
    table_add(t, "%s", cell->label);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        char text[FORMAT_SIZE];
        bool enough = (double)h->total * (100 - told[i]) >= 100 * 10 * .999999;

        format_number(text, QUANTITY_TIME,
                      enough ? (double)histogram_value_at_percentile(h, told[i])
                             : (double)NAN);
        table_add(t, "%s", text);
    }
}

static void write_cell(struct spectrum *s, const struct report_cell *cell)
{
    struct line_end *end = &s->ends[s->count];
    const struct histogram *h = cell->pooled;

    if (h == NULL) {
        lines_add(&s->maker.chart->notes, "Missing: %s: %s.", cell->label,
                  cell->saturated          ? "saturated"
                  : *cell->missing == '\0' ? "no histogram"
                                           : cell->missing);
    } else if (h->total >= 20) {
        fprintf(s->maker.dat, "# %s: 1/(1 - p), %s in ns\n", cell->label,
                latency_of(s->point));
        *end = (struct line_end){cell->backend, s->count, 1, 0, 0, NULL};
        write_percentiles(s, h, end);
        fputs("\n\n", s->maker.dat);
        add_row(s->maker.chart->data, cell, h);
        s->count++;
    }
}

/* 50 %, 90 %, 99 %, ... as far as the data goes. */
static void write_shares(struct spectrum *s)
{
    static const char *const names[] = {"90 %%",    "99 %%",     "99.9 %%",
                                        "99.99 %%", "99.999 %%", "99.9999 %%"};
    struct axis axis = {1, s->farthest * 1.1, true, "'50 %%' 2", ""};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(axis.tics);

        if (pow(10, (double)i + 1) <= axis.high)
            snprintf(axis.tics + length, sizeof axis.tics - length,
                     ", '%s' 1e%zu", names[i], i + 1);
    }
    chart_axis(&s->maker, "x", &axis);
    chart_text(&s->maker, "x_label",
               "share of requests that were at most so slow (log scale of "
               "1/(1 - p))");
}

static int write_chart(struct spectrum *s)
{
    struct axis y;
    char label[64];
    int result;

    for (size_t i = 0; i < s->point->cell_count; i++) {
        if (chart_has_line(&s->point->cells[i]))
            write_cell(s, &s->point->cells[i]);
    }
    axis_log(&y, QUANTITY_TIME, s->lowest, s->highest, 9);
    chart_axis(&s->maker, "y", &y);
    snprintf(label, sizeof label, "%s (log scale)", latency_of(s->point));
    chart_text(&s->maker, "y_label", label);
    write_shares(s);
    result = chart_place_ends(s->ends, s->count, &y);
    chart_write_ends(&s->maker, s->ends, s->count);
    return result;
}

static void describe(struct spectrum *s)
{
    struct chart *chart = s->maker.chart;
    char others[POINTS_TEXT_MAX], rate[32];

    points_others(s->point->scenario, s->point->at, in_each, POINTS_TITLE,
                  others);
    snprintf(chart->title, sizeof chart->title,
             "%s: latency spectrum at %d connection%s%s%s",
             s->point->scenario->name, s->point->connections,
             s->point->connections == 1 ? "" : "s", others,
             rate_of(s->point, rate));
    snprintf(chart->mark, sizeof chart->mark,
             "line: all requests of all rounds together, which has no "
             "interval; each line ends where 10 requests are beyond");
    chart->finding = report_words_finding(
        s->point, mode_measures(s->point->scenario->mode)->percentiles[1]);
}

/* NULL: out of memory. */
static struct table *new_table(const struct report_point *p)
{
    struct table *t = table_create(mode_measures(p->scenario->mode)->caption,
                                   1 + sizeof told / sizeof *told);

    if (t == NULL)
        return NULL;
    table_add(t, "backend");
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        table_add(t, "%g %%", told[i]);
    return t;
}

static bool has_spectrum(const struct report_point *p)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        if (chart_has_line(&p->cells[i]) &&
            p->cells[i]
                    .value[mode_measures(p->scenario->mode)->percentiles[0]]
                    .n > 0)
            return true;
    }
    return false;
}

int chart_spectrum(struct charts *all, const struct report_summary *summary,
                   const struct report_point *p)
{
    struct spectrum s = {.point = p, .lowest = INFINITY};
    struct chart *chart;
    char others[POINTS_TEXT_MAX], rate[16] = "";
    int result;

    if (!has_spectrum(p))
        return 0;
    points_others(p->scenario, p->at, in_each, POINTS_NAME, others);
    if (p->rate > 0)
        snprintf(rate, sizeof rate, "-%d", p->rate);
    chart = charts_add(all, "spectrum", CHART_MAIN, p->scenario,
                       "%s-spectrum-%d%s%s", p->scenario->name, p->connections,
                       others, rate);
    if (chart == NULL || chart_begin(&s.maker, summary, chart) != 0)
        return -ENOMEM;
    chart->data = new_table(p);
    s.ends = calloc(p->cell_count + 1, sizeof *s.ends);
    result = chart->data == NULL || s.ends == NULL ? -ENOMEM : write_chart(&s);
    describe(&s);
    free(s.ends);
    return chart_end(&s.maker) != 0 ? -ENOMEM : result;
}
