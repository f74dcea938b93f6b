/*
 * Which points the runs have in common, and what may be said of them.
 */
#include "report_runs.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare_keys.h"
#include "report_family.h"

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

char runs_letter(size_t run)
{
    return (char)('A' + run);
}

static const struct report_point *point_in(const struct report_source *run,
                                           const struct runs_point *point)
{
    for (size_t i = 0; i < run->summary.point_count; i++) {
        const struct report_point *p = &run->summary.points[i];

        if (same(p->scenario->name, point->scenario) &&
            same(p->name, point->name))
            return p;
    }
    return NULL;
}

/* The first run that has the point decides what it is. */
static void fill_point(struct runs *r, struct runs_point *point, size_t first)
{
    for (size_t i = first; i < r->count; i++) {
        char names[128] = "";

        point->in[i] = point_in(&r->sources[i], point);
        if (point->in[i] == NULL)
            continue;
        compare_keys(&r->sources[first].manifest, &r->sources[i].manifest,
                     point->scenario, names, sizeof names);
        if (*names == '\0')
            continue;
        point->in[i] = NULL;
        lines_add(&r->notes,
                  "%s, %s is another load in %c than in %c (%s), and left out "
                  "there.",
                  point->scenario, point->name, runs_letter(i),
                  runs_letter(first), names);
    }
}

static size_t runs_with(const struct runs *r, const struct runs_point *point)
{
    size_t count = 0;

    for (size_t i = 0; i < r->count; i++)
        count += point->in[i] != NULL;
    return count;
}

static bool is_listed(const struct runs *r, const struct runs_point *point)
{
    for (size_t i = 0; i < r->point_count; i++)
        if (same(r->points[i].scenario, point->scenario) &&
            same(r->points[i].name, point->name))
            return true;
    return false;
}

static int take_point(struct runs *r, size_t run, const struct report_point *p)
{
    struct runs_point point = {.scenario = p->scenario->name,
                               .name = p->name,
                               .mode = p->scenario->mode};
    struct runs_point *larger;

    if (is_listed(r, &point))
        return 0;
    larger = realloc(r->points, (r->point_count + 1) * sizeof *larger);
    if (larger == NULL)
        return -ENOMEM;
    r->points = larger;
    fill_point(r, &point, run);
    r->points[r->point_count++] = point;
    return 0;
}

/* What is in one run alone is said to be, and compared with nothing. */
static void drop_lone_points(struct runs *r)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->point_count; i++) {
        const struct runs_point *point = &r->points[i];

        if (runs_with(r, point) >= 2) {
            r->points[kept++] = *point;
            continue;
        }
        for (size_t k = 0; k < r->count; k++)
            if (point->in[k] != NULL)
                lines_add(&r->notes,
                          "%s, %s can be compared with no other "
                          "run than %c.",
                          point->scenario, point->name, runs_letter(k));
    }
    r->point_count = kept;
}

int runs_find_points(struct runs *r)
{
    int result = 0;

    for (size_t i = 0; i < r->count; i++)
        for (size_t k = 0; k < r->sources[i].summary.point_count && result == 0;
             k++)
            result = take_point(r, i, &r->sources[i].summary.points[k]);
    drop_lone_points(r);
    return r->notes.failed ? -ENOMEM : result;
}

const struct report_cell *runs_cell(const struct report_point *p,
                                    const char *backend)
{
    for (size_t i = 0; p != NULL && i < p->cell_count; i++)
        if (!p->cells[i].twin && same(p->cells[i].backend->name, backend))
            return &p->cells[i];
    return NULL;
}

/* It has a part in the comparisons of every run that has the point. */
static bool is_everywhere(const struct runs *r, const struct runs_point *point,
                          const char *backend, enum measure m)
{
    for (size_t i = 0; i < r->count; i++) {
        const struct report_cell *cell = runs_cell(point->in[i], backend);
        const struct report_family *f;
        bool found = false;

        if (point->in[i] == NULL)
            continue;
        f = &point->in[i]->family[m];
        for (size_t k = 0; k < f->rows; k++)
            found = found || f->cells[k] == cell;
        if (!found)
            return false;
    }
    return true;
}

const char *runs_base(const struct runs *r, const struct runs_point *point,
                      enum measure m)
{
    for (size_t i = 0; i < r->count; i++) {
        const char *reference = r->sources[i].manifest.reference;

        if (is_everywhere(r, point, reference, m))
            return reference;
    }
    for (size_t i = 0; i < r->count; i++)
        for (size_t k = 0; point->in[i] && k < point->in[i]->cell_count; k++) {
            const char *name = point->in[i]->cells[k].backend->name;

            if (is_everywhere(r, point, name, m))
                return name;
        }
    return NULL;
}

struct report_value runs_ratio(const struct report_point *p,
                               const char *backend, const char *base,
                               enum measure m)
{
    const struct report_cell *cell = runs_cell(p, backend);
    const struct report_cell *of = runs_cell(p, base);
    const struct verdict_pair *pair =
        cell && of ? report_pair(p, cell, of, m) : NULL;

    if (pair == NULL || pair->n == 0 || isnan(pair->ratio.value))
        return (struct report_value){
            .e = {.value = NAN, .low = NAN, .high = NAN}};
    return (struct report_value){pair->n, pair->ratio};
}

static bool is_named(const char **names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (same(names[i], name))
            return true;
    return false;
}

size_t runs_rows(const struct runs *r, const struct runs_point *point,
                 const char *base, enum measure m, const char **names)
{
    size_t count = 0;

    for (size_t i = 0; i < r->count; i++) {
        const struct report_point *p = point->in[i];

        for (size_t k = 0; p && k < p->family[m].rows; k++) {
            const char *name = p->family[m].cells[k]->backend->name;

            if (!same(name, base) && !is_named(names, count, name) &&
                count < RUNS_ROWS_MAX)
                names[count++] = name;
        }
    }
    return count;
}

/* Where the whole interval of a row lies, over all runs. */
enum side { ABOVE, BELOW, BOTH, OPEN, SIDES };

static enum side side_of(const struct runs *r, const struct runs_point *point,
                         const char *row, const char *base, enum measure m)
{
    size_t above = 0, below = 0, all = 0;

    for (size_t i = 0; i < r->count; i++) {
        struct report_value v = runs_ratio(point->in[i], row, base, m);

        all += point->in[i] != NULL;
        if (!report_has_interval(&v))
            continue;
        above += v.e.low > 1;
        below += v.e.high < 1;
    }
    if (above > 0 && below > 0)
        return BOTH;
    return above == all ? ABOVE : below == all ? BELOW : OPEN;
}

/* The rows on one side, with commas between. */
static void list_side(const struct runs *r, const struct runs_point *point,
                      const char *base, enum measure m, enum side side,
                      char *text, size_t size)
{
    const char *names[RUNS_ROWS_MAX];
    size_t rows = runs_rows(r, point, base, m, names), length = 0;

    *text = '\0';
    for (size_t i = 0; i < rows && length < size; i++)
        if (side_of(r, point, names[i], base, m) == side)
            length += (size_t)snprintf(text + length, size - length, "%s%s",
                                       length > 0 ? ", " : "", names[i]);
}

char *runs_finding(const struct runs *r, const struct runs_point *point,
                   const char *base, enum measure m)
{
    static const char *const said[SIDES] = {
        "above 1 in every run", "below 1 in every run",
        "above 1 in one run and below in another", "open in a run or more"};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return NULL;
    fprintf(out, "%s, %s, %s as a ratio to %s", point->scenario, point->name,
            measure_info(m)->title, base);
    for (int side = ABOVE; side < SIDES; side++) {
        char names[2048];

        list_side(r, point, base, m, (enum side)side, names, sizeof names);
        if (*names != '\0')
            fprintf(out, "; %s: %s", said[side], names);
    }
    fputc('.', out);
    if (fclose(out) != 0) {
        free(text);
        return NULL;
    }
    return text;
}
