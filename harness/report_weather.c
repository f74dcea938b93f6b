#include "report_weather.h"

#include <math.h>
#include <stdlib.h>

#include "report_format.h"

/* What rounding leaves of equal logarithms. */
static const double nothing = 1e-12;

/* Sums for a correlation. */
struct sums {
    size_t n;
    double xx, yy, xy;
};

static double probe_of(const struct record *r)
{
    return r->probe_ns == RECORD_NONE || r->probe_ns == 0
               ? (double)NAN
               : log((double)r->probe_ns);
}

static double number_of(const struct report_point *p, const struct record *r)
{
    enum measure m = p->scenario->batch ? MEASURE_MAKESPAN : MEASURE_RATE;

    return log(measure_info(m)->of(r));
}

static void add_cell(struct sums *sums, const struct report_point *p,
                     const struct report_cell *cell)
{
    double x = 0, y = 0;
    size_t n = 0;

    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < cell->round_count; i++) {
            double a = probe_of(cell->rounds[i]);
            double b = number_of(p, cell->rounds[i]);

            if (!isfinite(a) || !isfinite(b))
                continue;
            if (pass == 0) {
                x += a;
                y += b;
                n++;
            } else {
                sums->n++;
                sums->xx += (a - x / (double)n) * (a - x / (double)n);
                sums->yy += (b - y / (double)n) * (b - y / (double)n);
                sums->xy += (a - x / (double)n) * (b - y / (double)n);
            }
        }
}

double report_weather_correlation(const struct report_point *p)
{
    struct sums sums = {0, 0, 0, 0};

    for (size_t i = 0; i < p->cell_count; i++)
        if (!p->cells[i].control)
            add_cell(&sums, p, &p->cells[i]);
    if (sums.n < 6 || sums.xx < nothing || sums.yy < nothing)
        return (double)NAN;
    return sums.xy / sqrt(sums.xx * sums.yy);
}

static bool is_off(const struct record *r)
{
    double asked = (double)r->window_asked_ns, got = (double)r->window_ns;

    return r->window_asked_ns != RECORD_NONE && r->window_ns != RECORD_NONE &&
           fabs(got - asked) > asked / 100;
}

size_t report_weather_windows(const struct report_point *p)
{
    size_t count = 0;

    for (size_t i = 0; i < p->cell_count; i++)
        for (size_t k = 0; k < p->cells[i].round_count; k++)
            count += is_off(p->cells[i].rounds[k]);
    return count;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The probes of a point in rising order, ns; *count of them. */
static double *probes_of(const struct report_point *p, size_t *count)
{
    size_t room = 1;
    double *probes;

    for (size_t i = 0; i < p->cell_count; i++)
        room += p->cells[i].round_count;
    probes = calloc(room, sizeof *probes);
    *count = 0;
    for (size_t i = 0; probes && i < p->cell_count; i++)
        for (size_t k = 0; k < p->cells[i].round_count; k++)
            if (isfinite(probe_of(p->cells[i].rounds[k])))
                probes[(*count)++] = (double)p->cells[i].rounds[k]->probe_ns;
    if (probes)
        qsort(probes, *count, sizeof *probes, compare);
    return probes;
}

static void add_time(struct table *t, double ns)
{
    char text[FORMAT_SIZE];

    format_number(text, QUANTITY_TIME, ns);
    table_add(t, "%s", text);
}

static void add_row(struct table *t, const struct report_point *p)
{
    double correlation = report_weather_correlation(p), *probes;
    size_t n;

    probes = probes_of(p, &n);
    if (!probes)
        t->cells.failed = true;
    if (n > 0) {
        table_add(t, "%s %s", p->scenario->name, p->name);
        add_time(t, probes[n / 10]);
        add_time(t, probes[n / 2]);
        add_time(t, probes[n - 1 - n / 10]);
        if (isnan(correlation))
            table_add(t, "-");
        else
            table_add(t, "%.2f", correlation);
        table_add(t, "%zu", report_weather_windows(p));
    }
    free(probes);
}

struct table *report_table_weather(const struct report_summary *s)
{
    static const char *const heads[] = {
        "point",     "probe p10",   "probe median",
        "probe p90", "correlation", "windows off by over 1 %"};
    struct table *t = table_create("The machine beside the rounds", 6);

    if (t == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        table_add(t, "%s", heads[i]);
    for (size_t i = 0; i < s->point_count; i++)
        add_row(t, &s->points[i]);
    return t;
}
