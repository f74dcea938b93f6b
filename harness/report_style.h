/*
 * report_style - how a backend looks in every chart: colour is the family,
 * marker and dash are the member of the family.
 */
#ifndef MUXBENCH_REPORT_STYLE_H
#define MUXBENCH_REPORT_STYLE_H

#include "report_manifest.h"

struct style {
    unsigned color; /* 0xRRGGBB, at least 4.5:1 on white */
    int mark;       /* gnuplot's pointtype, filled; one less: hollow */
    int dash;       /* gnuplot's dashtype; 1: solid */
};

/* It depends on all rows of the manifest, also those that did not run: a
 * backend looks the same in every run. */
struct style report_style(const struct report_manifest *,
                          const struct manifest_backend *);

#endif
