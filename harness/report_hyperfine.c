/*
 * hyperfine.json: the rounds of batch scenarios, each timed by hyperfine, as
 * one result of hyperfine a backend (its doc: "Export results as JSON").
 */
#include "report_export.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include <jansson.h>

#include "json_build.h"
bool report_has_batches(const struct report_summary *s)
{
    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_point *p = &s->points[i];

        for (size_t k = 0; p->scenario->batch && k < p->cell_count; k++) {
            if (p->cells[k].round_count > 0)
                return true;
        }
    }
    return false;
}

/* Seconds, as hyperfine has them. */
struct times {
    size_t n;
    double sum, lowest, highest, user, system;
    double *all;
};

static struct times times_of(const struct report_cell *cell)
{
    struct times t = {0, 0, INFINITY, 0, 0, 0, NULL};

    t.all = calloc(cell->round_count + 1, sizeof *t.all);
    for (size_t i = 0; t.all != NULL && i < cell->round_count; i++) {
        const struct record *r = cell->rounds[i];

        if (r->makespan_ns == RECORD_NONE)
            continue;
        t.all[t.n] = (double)r->makespan_ns / 1e9;
        t.sum += t.all[t.n];
        t.lowest = fmin(t.lowest, t.all[t.n]);
        t.highest = fmax(t.highest, t.all[t.n]);
        t.user += r->client.cpu_user_ns == RECORD_NONE
                      ? (double)NAN
                      : (double)r->client.cpu_user_ns / 1e9;
        t.system += r->client.cpu_sys_ns == RECORD_NONE
                        ? (double)NAN
                        : (double)r->client.cpu_sys_ns / 1e9;
        t.n++;
    }
    return t;
}

static json_t *deviation(const struct times *t)
{
    double mean = t->sum / (double)t->n, squares = 0;

    if (t->n < 2)
        return json_null();
    for (size_t i = 0; i < t->n; i++)
        squares += (t->all[i] - mean) * (t->all[i] - mean);
    return json_build_real(sqrt(squares / (double)(t->n - 1)));
}

static json_t *list_times(const struct times *t)
{
    json_t *list = json_array();
    int failed = 0;

    for (size_t i = 0; i < t->n; i++)
        failed |= json_array_append_new(list, json_real(t->all[i]));
    return json_build_end(list, failed);
}

/* A round that counts ended well. */
static json_t *list_exits(const struct times *t)
{
    json_t *list = json_array();
    int failed = 0;

    for (size_t i = 0; i < t->n; i++)
        failed |= json_array_append_new(list, json_integer(0));
    return json_build_end(list, failed);
}

static json_t *result_to_json(const struct report_point *p,
                              const struct report_cell *cell, struct times *t)
{
    double n = (double)t->n, median = NAN;
    json_t *times = list_times(t);
    json_t *spread = deviation(t);

    stats_median(t->all, t->n, &median);
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "command",
        json_sprintf("%s %s %s", p->scenario->name, p->name, cell->label),
        "mean", json_build_real(t->sum / n), "stddev", spread, "median",
        json_build_real(median), "user", json_build_real(t->user / n), "system",
        json_build_real(t->system / n), "min", json_build_real(t->lowest),
        "max", json_build_real(t->highest), "times", times, "exit_codes",
        list_exits(t));
}

int report_export_hyperfine(const struct report_summary *s, FILE *file)
{
    json_t *results = json_array(), *root;
    int failed = 0;

    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_point *p = &s->points[i];

        for (size_t k = 0; p->scenario->batch && k < p->cell_count; k++) {
            struct times t = times_of(&p->cells[k]);

            if (t.all == NULL)
                failed = -1;
            else if (t.n > 0)
                failed |= json_array_append_new(
                    results, result_to_json(p, &p->cells[k], &t));
            free(t.all);
        }
    }
    root = json_build_end(json_pack("{s:o}", "results", results), failed);
    if (root == NULL)
        return -ENOMEM;
    failed = json_dumpf(root, file, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
    fputc('\n', file);
    json_decref(root);
    return failed == 0 ? 0 : -ENOMEM;
}
