/*
 * report_style - how a backend looks in every chart: colour is the family,
 * marker and dash are the member of the family. On paper in print there is no
 * colour: there the marker is the family, and the dash the member.
 */
#ifndef MUXBENCH_REPORT_STYLE_H
#define MUXBENCH_REPORT_STYLE_H

#include "report_manifest.h"

enum theme { THEME_LIGHT, THEME_DARK, THEME_PRINT, THEME_COUNT };

/* What all charts of a theme share; each colour is 0xRRGGBB. Ink, faint and
 * the colours of families are at least 4.5:1 on the paper, as WCAG 2 has it. */
struct theme_info {
    const char *name; /* on the command line */
    unsigned paper, ink, faint, grid;
};

const struct theme_info *report_theme(enum theme);

struct style {
    unsigned color;
    int mark; /* gnuplot's pointtype, filled; one less: hollow */
    int dash; /* gnuplot's dashtype; 1: solid; from 6 on: those of style.gp */
};

/* It depends on all rows of the manifest, also those that did not run: a
 * backend looks the same in every run. */
struct style report_style(enum theme, const struct report_manifest *,
                          const struct manifest_backend *);

#endif
