#include "report_family.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report_mode.h"

/* More dropped blocks than this, and what is left may be a selection. */
static const double dropped_limit = 0.2;

bool report_is_partial(const struct report_cell *cell, enum measure m)
{
    return cell->value[m].n > 0 && cell->value[m].n < cell->round_count;
}

static bool takes_part(const struct report_point *p,
                       const struct report_cell *cell, enum measure m)
{
    return mode_compares(p->scenario->mode, m) && !cell->twin &&
           !cell->control && !cell->emulated && cell->value[m].n > 0 &&
           !report_is_partial(cell, m) &&
           !(cell->unsteady && cell != p->reference) &&
           !(mode_is_latency(m) && cell->idle) &&
           !(m == MEASURE_CPU && cell->overloaded);
}

static size_t choose_rows(const struct report_point *p, enum measure m,
                          struct report_family *f)
{
    for (size_t i = 0; i < p->cell_count; i++)
        if (takes_part(p, &p->cells[i], m))
            f->cells[f->rows++] = &p->cells[i];
    return f->rows;
}

/* Every block one of the cells has a round of, once each; rounds are in the
 * order of their blocks. */
static size_t list_blocks(const struct report_family *f, int *blocks)
{
    size_t count = 0;

    for (size_t i = 0; i < f->rows; i++)
        for (size_t k = 0; k < f->cells[i]->round_count; k++) {
            int block = f->cells[i]->rounds[k]->block;
            size_t at = 0;

            while (at < count && blocks[at] != block)
                at++;
            blocks[at] = block;
            count += at == count;
        }
    return count;
}

static double value_in(const struct report_cell *cell, int block,
                       enum measure m)
{
    for (size_t k = 0; k < cell->round_count; k++)
        if (cell->rounds[k]->block == block)
            return measure_info(m)->of(cell->rounds[k]);
    return NAN;
}

static void fill_values(const struct report_family *f, enum measure m,
                        const int *blocks, size_t count, double *values)
{
    for (size_t i = 0; i < f->rows; i++)
        for (size_t b = 0; b < count; b++)
            values[i * count + b] = value_in(f->cells[i], blocks[b], m);
}

/* Half the width of the twin's interval, ln; 0: there is none. */
static double noise_of(const struct report_point *p, enum measure m)
{
    const struct report_value *v = p->twin ? &p->twin->ratio[m] : NULL;

    return v && report_has_interval(v) ? log(v->e.high / v->e.low) / 2 : 0;
}

static int compare(const struct report_point *p, enum measure m,
                   struct report_family *f)
{
    const struct measure_info *info = measure_info(m);
    struct verdict_rule rule = {info->delta, noise_of(p, m),
                                info->more_is_better};
    size_t room = 0, count;
    double *values;
    int *blocks, result;

    for (size_t i = 0; i < f->rows; i++)
        room += f->cells[i]->round_count;
    blocks = calloc(room + 1, sizeof *blocks);
    count = blocks ? list_blocks(f, blocks) : 0;
    values = calloc(f->rows * count + 1, sizeof *values);
    result = blocks && values ? 0 : -ENOMEM;
    if (result == 0) {
        fill_values(f, m, blocks, count, values);
        result = verdict_family(values, f->rows, count, &rule, f->pairs);
    }
    f->blocks = count;
    f->margin = expm1(verdict_margin(&rule));
    free(blocks);
    free(values);
    return result;
}

__attribute__((format(printf, 2, 3))) static void refuse(
    struct report_family *f, const char *format, ...)
{
    va_list values;

    if (*f->refused != '\0')
        return;
    va_start(values, format);
    vsnprintf(f->refused, sizeof f->refused, format, values);
    va_end(values);
}

static bool any_server_bound(const struct report_family *f)
{
    for (size_t i = 0; i < f->rows; i++)
        if (f->cells[i]->server_bound)
            return true;
    return false;
}

/* What all others are held against, or its twin. */
static const struct report_cell *unsteady_reference(
    const struct report_point *p)
{
    if (p->reference && p->reference->unsteady)
        return p->reference;
    return p->twin && p->twin->unsteady ? p->twin : NULL;
}

/* The reasons, the gravest first. */
static void refuse_for_cause(const struct report_point *p,
                             const struct report_summary *s, enum measure m,
                             struct report_family *f)
{
    size_t enough = verdict_blocks(f->rows);
    double dropped = p->blocks ? (double)p->dropped / (double)p->blocks : 0;

    if (f->rows < 2)
        refuse(f, "there are no two rows to compare");
    if (!p->twin || !report_has_interval(&p->twin->ratio[m]))
        refuse(f, "the reference has no interval of its ratio to itself");
    else if (report_twin_differs(p, m))
        refuse(f, "the reference differed from itself");
    if (dropped > dropped_limit)
        refuse(f, "%zu of %zu blocks do not count", p->dropped, p->blocks);
    if ((m == MEASURE_RATE || mode_is_latency(m)) && any_server_bound(f))
        refuse(f, "the server was at its limit");
    if (unsteady_reference(p))
        refuse(f, "unsteady: the rate of %s changed inside the windows",
               unsteady_reference(p)->label);
    if (*f->refused != '\0')
        return;
    f->too_few =
        f->blocks < enough || strcmp(s->manifest->profile, "quick") == 0;
    if (strcmp(s->manifest->profile, "quick") == 0)
        refuse(f, "quick profile");
    else if (f->too_few)
        refuse(f, "%zu blocks; to rank %zu rows takes %zu", f->blocks, f->rows,
               enough);
}

static int make(struct report_point *p, const struct report_summary *s,
                enum measure m)
{
    struct report_family *f = &p->family[m];
    size_t rows;
    int result;

    f->cells = calloc(p->cell_count + 1, sizeof *f->cells);
    if (!f->cells)
        return -ENOMEM;
    rows = choose_rows(p, m, f);
    f->pairs = calloc(rows * rows + 1, sizeof *f->pairs);
    f->ranks = calloc(rows + 1, sizeof *f->ranks);
    if (!f->pairs || !f->ranks)
        return -ENOMEM;
    result = compare(p, m, f);
    if (result == -ENOMEM)
        return result;
    if (result == -E2BIG)
        refuse(f, "intervals are exact up to %d blocks only", STATS_MAX);
    else if (result < 0)
        refuse(f, "a round has a value that has no logarithm");
    refuse_for_cause(p, s, m, f);
    if (*f->refused == '\0')
        verdict_ranks(f->pairs, f->rows, f->ranks);
    return 0;
}

int report_family_make(struct report_point *p, const struct report_summary *s)
{
    int result = 0;

    for (int m = 0; m < MEASURE_COUNT && result == 0; m++)
        if (measure_info((enum measure)m)->delta > 0)
            result = make(p, s, (enum measure)m);
    return result;
}

void report_family_free(struct report_point *p)
{
    for (int m = 0; m < MEASURE_COUNT; m++) {
        free(p->family[m].cells);
        free(p->family[m].pairs);
        free(p->family[m].ranks);
    }
}

/* rows: it is not one of them. */
static size_t row_of(const struct report_family *f,
                     const struct report_cell *cell)
{
    size_t i = 0;

    while (i < f->rows && f->cells[i] != cell)
        i++;
    return i;
}

const struct verdict_pair *report_pair(const struct report_point *p,
                                       const struct report_cell *a,
                                       const struct report_cell *b,
                                       enum measure m)
{
    const struct report_family *f = &p->family[m];
    size_t i = row_of(f, a), j = row_of(f, b);

    return i < f->rows && j < f->rows && i != j ? &f->pairs[i * f->rows + j]
                                                : NULL;
}

enum verdict report_verdict(const struct report_point *p,
                            const struct report_cell *cell, enum measure m)
{
    const struct verdict_pair *pair = report_pair(p, cell, p->reference, m);

    return pair && *p->family[m].refused == '\0' ? pair->verdict : VERDICT_NONE;
}

const struct verdict_rank *report_rank(const struct report_point *p,
                                       const struct report_cell *cell,
                                       enum measure m)
{
    const struct report_family *f = &p->family[m];
    size_t i = row_of(f, cell);

    return i < f->rows && *f->refused == '\0' && f->ranks[i].from > 0
               ? &f->ranks[i]
               : NULL;
}
