/*
 * Which cells both sides have: matched by scenario, point, backend and
 * measure.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "compare.h"
#include "compare_keys.h"
#include "report_family.h"
#include "report_mode.h"

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

const struct report_cell *compare_cell_in(const struct report_source *run,
                                          const struct compare_cell *cell,
                                          const struct report_point **point)
{
    const struct report_summary *s = &run->summary;

    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_point *p = &s->points[i];

        if (!same(p->scenario->name, cell->scenario) ||
            !same(p->name, cell->point))
            continue;
        for (size_t k = 0; k < p->cell_count; k++) {
            const struct report_cell *its = &p->cells[k];

            if (its->twin || !same(its->backend->name, cell->backend))
                continue;
            if (point)
                *point = p;
            return its;
        }
    }
    return NULL;
}

static bool side_has(const struct compare_side *s,
                     const struct compare_cell *cell)
{
    for (size_t i = 0; i < s->count; i++)
        if (compare_cell_in(&s->runs[i], cell, NULL))
            return true;
    return false;
}

/* A batch has no requests/s, a window no makespan. */
static bool is_measured(const struct compare *c,
                        const struct compare_cell *cell)
{
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < c->sides[side].count; i++) {
            const struct report_cell *its =
                compare_cell_in(&c->sides[side].runs[i], cell, NULL);

            if (its && its->value[cell->measure].n > 0)
                return true;
        }
    return false;
}

static bool is_wanted(const struct compare_order *order, enum measure m)
{
    bool any = false;

    for (int i = 0; i < MEASURE_COUNT; i++)
        any = any || order->measures[i];
    return measure_info(m)->delta > 0 && (!any || order->measures[m]);
}

/* One for each measure in which rows are compared in this mode. */
static int add_cells(struct compare *c, const struct compare_cell *like,
                     enum scenario_mode mode)
{
    struct compare_cell *larger =
        realloc(c->cells, (c->cell_count + MEASURE_COUNT) * sizeof *larger);

    if (!larger)
        return -ENOMEM;
    c->cells = larger;
    for (int m = 0; m < MEASURE_COUNT; m++) {
        struct compare_cell cell = *like;

        cell.measure = (enum measure)m;
        if (mode_compares(mode, cell.measure) &&
            is_wanted(c->order, cell.measure) && is_measured(c, &cell))
            c->cells[c->cell_count++] = cell;
    }
    return 0;
}

static bool is_listed(const struct compare *c, const struct compare_cell *cell)
{
    for (size_t i = 0; i < c->cell_count; i++)
        if (same(c->cells[i].scenario, cell->scenario) &&
            same(c->cells[i].point, cell->point) &&
            same(c->cells[i].backend, cell->backend))
            return true;
    return false;
}

static void add_only(struct lines *lines, const struct compare_cell *cell)
{
    char text[256];

    snprintf(text, sizeof text, "%s %s %s", cell->scenario, cell->point,
             cell->backend);
    for (size_t i = 0; i < lines->count; i++)
        if (same(lines->text[i], text))
            return;
    lines_add(lines, "%s", text);
}

static int take_row(struct compare *c, int side, const struct report_point *p,
                    const struct report_cell *row)
{
    struct compare_cell cell = {.scenario = p->scenario->name,
                                .point = p->name,
                                .backend = row->backend->name,
                                .value = {NAN, NAN}};

    /* Beyond a wall, or interrupted before its turn: nothing was recorded. */
    if (row->twin || row->recorded == 0)
        return 0;
    if (!side_has(&c->sides[!side], &cell)) {
        add_only(&c->only[side], &cell);
        return 0;
    }
    return is_listed(c, &cell) ? 0 : add_cells(c, &cell, p->scenario->mode);
}

static int take_run(struct compare *c, int side,
                    const struct report_source *run)
{
    const struct report_summary *s = &run->summary;
    int result = 0;

    for (size_t i = 0; i < s->point_count; i++)
        for (size_t k = 0; k < s->points[i].cell_count && result == 0; k++)
            result = take_row(c, side, &s->points[i], &s->points[i].cells[k]);
    return result;
}

/* Why a cell of this run says nothing about the other side; "": it does. */
static void examine(const struct report_source *run, int side,
                    struct compare_cell *cell)
{
    const struct report_cell *its = compare_cell_in(run, cell, NULL);
    bool latency = mode_is_latency(cell->measure);

    if (its && its->value[cell->measure].n > 0) {
        if (its->server_bound && (latency || cell->measure == MEASURE_RATE))
            snprintf(cell->refused, sizeof cell->refused,
                     "the server was at its limit in %c", 'A' + side);
        else if (its->idle && latency)
            snprintf(cell->refused, sizeof cell->refused,
                     "requests waited inside the client in %c", 'A' + side);
        else if (report_is_partial(its, cell->measure))
            snprintf(cell->refused, sizeof cell->refused,
                     "some rounds had too few requests for it in %c",
                     'A' + side);
        return;
    }
    if (!*cell->missing)
        snprintf(cell->missing, sizeof cell->missing, "%c: %.140s", 'A' + side,
                 !its            ? "not in every run"
                 : *its->missing ? its->missing
                                 : "not measured");
}

/* A point by a share of saturation has the rate that was found in its run. */
static void compare_rates(const struct report_source *a,
                          const struct report_source *b,
                          struct compare_cell *cell)
{
    const struct report_point *first = NULL, *other = NULL;

    if (!compare_cell_in(a, cell, &first) ||
        !compare_cell_in(b, cell, &other) || first->rate == other->rate)
        return;
    cell->unlike = true;
    snprintf(cell->missing, sizeof cell->missing,
             "not the same load: %d and %d due a second, shares of each run's "
             "saturation; rates as numbers can be compared",
             first->rate, other->rate);
}

static void examine_cell(struct compare *c, struct compare_cell *cell)
{
    const struct report_manifest *first = &c->sides[0].runs[0].manifest;
    char names[128];

    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < c->sides[side].count; i++) {
            const struct report_source *run = &c->sides[side].runs[i];

            compare_keys(first, &run->manifest, cell->scenario, names,
                         sizeof names);
            if (*names) {
                cell->unlike = true;
                snprintf(cell->missing, sizeof cell->missing,
                         "not the same load: %s", names);
            }
            compare_rates(&c->sides[0].runs[0], run, cell);
            examine(run, side, cell);
        }
}

int compare_find_cells(struct compare *c)
{
    int result = 0;

    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < c->sides[side].count && result == 0; i++)
            result = take_run(c, side, &c->sides[side].runs[i]);
    for (size_t i = 0; i < c->cell_count && result == 0; i++)
        examine_cell(c, &c->cells[i]);
    return result;
}
