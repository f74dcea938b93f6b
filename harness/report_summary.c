#include "report_summary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "histogram.h"
#include "report_estimate.h"
#include "report_family.h"
#include "report_meters.h"
#include "report_validity.h"

static bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static void init_cell(struct report_cell *cell,
                      const struct manifest_backend *b,
                      const struct manifest_point *p, bool twin)
{
    cell->backend = b;
    cell->wall = report_manifest_wall(p, b->name);
    cell->twin = twin;
    cell->control = same(b->family, "control");
    cell->emulated = b->emulated;
    snprintf(cell->label, sizeof cell->label, "%.56s%s", b->name,
             twin          ? " (twin)"
             : b->emulated ? " (emulated)"
                           : "");
}

/* A control does no IO: it has no part in whole commands, nothing can be pushed
 * to it, and nothing can go wrong with it. */
static bool takes_controls(const struct manifest_scenario *s)
{
    const char *faults =
        json_string_value(json_object_get(s->keys, "target.faults"));

    return !s->batch && s->mode != SCENARIO_PUSH &&
           (faults == NULL || *faults == '\0');
}

/* A cell for each backend that takes part, and one for the twin. */
static int init_point(struct report_point *p, const struct report_manifest *m,
                      const struct manifest_scenario *s, size_t index)
{
    p->scenario = s;
    p->name = s->points[index].name;
    p->connections = s->points[index].connections;
    p->rate = s->points[index].rate;
    p->saturation = s->points[index].saturation;
    p->at = s->points[index].at;
    p->cells = calloc(m->backend_count + 1, sizeof *p->cells);
    if (p->cells == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < m->backend_count; i++) {
        const struct manifest_backend *b = &m->backends[i];

        if (!b->selected || !b->usable)
            continue;
        if (same(b->family, "control") && !takes_controls(s))
            continue;
        init_cell(&p->cells[p->cell_count++], b, &s->points[index], false);
        if (!same(b->name, m->reference))
            continue;
        p->reference = &p->cells[p->cell_count - 1];
        /* In a session of two builds the other one stands where a twin would.
         */
        if (json_is_object(report_manifest_value(m, NULL, "live")))
            continue;
        p->twin = &p->cells[p->cell_count];
        init_cell(&p->cells[p->cell_count++], b, &s->points[index], true);
    }
    return 0;
}

static int init_points(struct report_summary *s)
{
    const struct report_manifest *m = s->manifest;
    size_t count = 0;

    for (size_t i = 0; i < m->scenario_count; i++)
        count += m->scenarios[i].point_count;
    s->points = calloc(count + 1, sizeof *s->points);
    if (s->points == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < m->scenario_count; i++) {
        for (size_t k = 0; k < m->scenarios[i].point_count; k++) {
            int result = init_point(&s->points[s->point_count++], m,
                                    &m->scenarios[i], k);

            if (result != 0)
                return result;
        }
    }
    return 0;
}

static struct report_point *find_point(const struct report_summary *s,
                                       const struct record *r)
{
    for (size_t i = 0; i < s->point_count; i++) {
        struct report_point *p = &s->points[i];

        if (same(p->scenario->name, r->scenario) && same(p->name, r->point))
            return p;
    }
    return NULL;
}

static struct report_cell *find_cell(const struct report_point *p,
                                     const struct record *r)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        struct report_cell *cell = &p->cells[i];

        if (same(cell->backend->name, r->backend) && cell->twin == r->twin)
            return cell;
    }
    return NULL;
}

/* Keeps the rounds by rising block. A block that was run again replaces what
 * it gave before. */
static int add_round(struct report_cell *cell, const struct record *r)
{
    size_t at = cell->round_count;

    if ((at & (at - 1)) == 0) {
        size_t room = (at == 0 ? 1 : 2 * at) * sizeof *cell->rounds;
        const struct record **larger = realloc(cell->rounds, room);

        if (larger == NULL)
            return -ENOMEM;
        cell->rounds = larger;
    }
    while (at > 0 && cell->rounds[at - 1]->block > r->block)
        at--;
    if (at > 0 && cell->rounds[at - 1]->block == r->block) {
        cell->rounds[at - 1] = r;
        return 0;
    }
    memmove(&cell->rounds[at + 1], &cell->rounds[at],
            (cell->round_count - at) * sizeof *cell->rounds);
    cell->rounds[at] = r;
    cell->round_count++;
    return 0;
}

static int sort_rounds(struct report_summary *s)
{
    for (size_t i = 0; i < s->rounds->count; i++) {
        const struct record *r = &s->rounds->records[i];
        struct report_point *p = find_point(s, r);
        struct report_cell *cell = p == NULL ? NULL : find_cell(p, r);
        int result;

        s->failed += !r->ok;
        if (cell == NULL) {
            lines_add(&s->unknown,
                      "round %d: %s, %s, %s%s is not part of the plan in "
                      "manifest.json",
                      r->round, r->scenario, r->point, r->backend,
                      r->twin ? " (twin)" : "");
            continue;
        }
        result = add_round(cell, r);
        if (result != 0)
            return result;
    }
    return s->unknown.failed ? -ENOMEM : 0;
}

/* What is INVALID is left out, so that it does not take every block from the
 * others. */
static void count_failed(struct report_cell *cell)
{
    cell->recorded = cell->round_count;
    for (size_t i = 0; i < cell->round_count; i++)
        cell->failed += !cell->rounds[i]->ok;
    report_validity_rounds(cell);
    if (cell->recorded == 0 && cell->wall != NULL)
        snprintf(cell->missing, sizeof cell->missing, "beyond its limit, %s",
                 cell->wall);
    else if (cell->recorded == 0)
        snprintf(cell->missing, sizeof cell->missing, "no round recorded");
}

static bool has_block(const struct report_cell *cell, int block, bool ok)
{
    for (size_t i = 0; i < cell->round_count; i++) {
        if (cell->rounds[i]->block == block)
            return cell->rounds[i]->ok == ok;
    }
    return false;
}

static bool block_failed(const struct report_point *p, int block)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        if (!p->cells[i].left_out && has_block(&p->cells[i], block, false))
            return true;
    }
    return false;
}

/* Each block is counted at the first cell that has a round of it. */
static bool seen_before(const struct report_point *p, size_t cell, int block)
{
    for (size_t i = 0; i < cell; i++) {
        if (has_block(&p->cells[i], block, true) ||
            has_block(&p->cells[i], block, false))
            return true;
    }
    return false;
}

static void count_blocks(struct report_point *p)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        for (size_t k = 0; k < p->cells[i].round_count; k++) {
            int block = p->cells[i].rounds[k]->block;

            if (seen_before(p, i, block))
                continue;
            p->blocks++;
            p->dropped += block_failed(p, block);
        }
    }
}

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a, y = *(const int *)b;

    return (x > y) - (x < y);
}

/* The blocks in which a round failed, sorted; *count of them. The list is
 * made before any round is taken away. */
static int *failed_blocks(const struct report_point *p, size_t *count)
{
    size_t room = 1;
    int *blocks;

    for (size_t i = 0; i < p->cell_count; i++)
        room += p->cells[i].failed;
    blocks = malloc(room * sizeof *blocks);
    *count = 0;
    for (size_t i = 0; blocks != NULL && i < p->cell_count; i++) {
        const struct report_cell *cell = &p->cells[i];

        for (size_t k = 0; !cell->left_out && k < cell->round_count; k++) {
            if (!cell->rounds[k]->ok)
                blocks[(*count)++] = cell->rounds[k]->block;
        }
    }
    if (blocks != NULL)
        qsort(blocks, *count, sizeof *blocks, compare_ints);
    return blocks;
}

static void keep_rounds(struct report_summary *s, struct report_cell *cell,
                        const int *blocks, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0;
         i < cell->round_count && kept < STATS_MAX && !cell->left_out; i++) {
        const struct record *r = cell->rounds[i];

        if (bsearch(&r->block, blocks, count, sizeof *blocks, compare_ints))
            continue;
        cell->rounds[kept++] = r;
        s->used[r - s->rounds->records] = true;
    }
    cell->round_count = kept;
    if (kept == 0 && cell->missing[0] == '\0')
        snprintf(cell->missing, sizeof cell->missing,
                 "a round failed in each of its blocks");
}

static int drop_blocks(struct report_summary *s, struct report_point *p)
{
    size_t count;
    int *blocks;

    for (size_t i = 0; i < p->cell_count; i++)
        count_failed(&p->cells[i]);
    blocks = failed_blocks(p, &count);
    if (blocks == NULL)
        return -ENOMEM;
    count_blocks(p);
    for (size_t i = 0; i < p->cell_count; i++)
        keep_rounds(s, &p->cells[i], blocks, count);
    free(blocks);
    return 0;
}

int report_summarise(struct report_summary *s, const struct report_manifest *m,
                     const struct record_list *rounds,
                     const struct record_list *extra)
{
    int result;

    memset(s, 0, sizeof *s);
    s->manifest = m;
    s->rounds = rounds;
    s->extra = extra;
    s->used = calloc(rounds->count + 1, sizeof *s->used);
    result = s->used == NULL ? -ENOMEM : init_points(s);
    if (result == 0)
        result = sort_rounds(s);
    for (size_t i = 0; i < s->point_count && result == 0; i++) {
        report_meters_sort(s, &s->points[i]);
        result = drop_blocks(s, &s->points[i]);
        if (result == 0)
            result = report_estimate_point(&s->points[i]);
        if (result == 0)
            result = report_validity_point(&s->points[i], m);
        if (result == 0)
            result = report_family_make(&s->points[i], s);
    }
    return result;
}

void report_summary_free(struct report_summary *s)
{
    for (size_t i = 0; i < s->point_count; i++) {
        for (size_t k = 0; k < s->points[i].cell_count; k++) {
            histogram_destroy(s->points[i].cells[k].pooled);
            free(s->points[i].cells[k].rounds);
        }
        free(s->points[i].cells);
        report_family_free(&s->points[i]);
    }
    free(s->points);
    free(s->used);
    lines_free(&s->unknown);
    memset(s, 0, sizeof *s);
}
