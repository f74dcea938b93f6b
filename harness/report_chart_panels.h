/*
 * report_chart_panels - what charts of rows share: a row a backend, a panel a
 * point, drawn by scripts/charts/dots.gp.
 */
#ifndef MUXBENCH_REPORT_CHART_PANELS_H
#define MUXBENCH_REPORT_CHART_PANELS_H

#include "report_chart.h"

enum { PANELS_MAX = 4 };

struct panels {
    struct chart_maker maker;
    const struct manifest_scenario *scenario;
    const struct report_point *point[PANELS_MAX];
    size_t count;
    double lowest, highest; /* of all marks */
    bool (*has_row)(const struct report_point *, const struct report_cell *);
};

/* Make room for a chart; errors as chart_begin(). */
int panels_begin(struct panels *, const struct report_summary *,
                 const struct manifest_scenario *, struct chart *);

/* The first point of a scenario; the others follow it. */
const struct report_point *panels_first(const struct report_summary *,
                                        const struct manifest_scenario *);

/* The axis has to reach this far; NaN: nowhere. */
void panels_widen(struct panels *, double value);

/* A mark of a row, counted from 1; without a number it is none. */
void panels_write_mark(struct panels *, size_t row, const struct report_cell *,
                       const struct report_value *);

/* Names and colours of the rows; heads of the panels; names of the marks. */
void panels_write_rows(struct panels *);
void panels_write_heads(struct panels *, const char *const *keys,
                        size_t key_count);

/* An empty list, where a chart has nothing of the kind. */
void panels_write_none(struct panels *, const char *list);

/* Is there a mark? */
typedef bool panels_has(const struct report_point *, const struct report_cell *,
                        enum measure);

/* Where a row has no mark, which is told; of a panel without any, once. */
void panels_write_gaps(struct panels *, panels_has *, enum measure);

#endif
