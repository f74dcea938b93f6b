/*
 * The requests of all rounds of a cell in one histogram. Each round's is
 * decoded here once for all charts and exports.
 */
#include "report_summary.h"

#include <errno.h>

#include "histogram.h"

static int add_round(struct report_cell *cell, const struct record *r)
{
    struct histogram *h;
    int result = record_times_histogram(record_latency(r), &h);

    if (result != 0)
        return result == -ENOENT ? 0 : result;
    if (cell->pooled == NULL)
        result = histogram_create(HISTOGRAM_HOUR_NS, &cell->pooled);
    if (result == 0)
        result = histogram_add(cell->pooled, h);
    histogram_destroy(h);
    return result;
}

int report_pool(struct report_summary *s)
{
    int result = 0;

    for (size_t i = 0; i < s->point_count; i++) {
        struct report_point *p = &s->points[i];

        for (size_t k = 0; k < p->cell_count; k++) {
            struct report_cell *cell = &p->cells[k];

            for (size_t n = 0;
                 n < cell->round_count && result == 0 && !cell->saturated; n++)
                result = add_round(cell, cell->rounds[n]);
        }
    }
    return result;
}
