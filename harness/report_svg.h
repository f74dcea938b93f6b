/*
 * report_svg - what gnuplot's SVG lacks: a name and a description for those
 * who do not see it, names of the lines, fonts to fall back on, and ids that
 * stay apart when several pictures stand in one page.
 */
#ifndef MUXBENCH_REPORT_SVG_H
#define MUXBENCH_REPORT_SVG_H

#include "lines.h"

/*
 * The finished picture, to be freed; NULL: no memory, or it is not an SVG.
 * `name` (letters, digits, -) begins every id. Plot n is named after line n of
 * `series`, starting over at its end; none: plots have no names.
 */
char *report_svg_finish(const char *svg, const char *name, const char *title,
                        const char *finding, const struct lines *series);

/* Where the <svg> element begins: what can stand inside a page. NULL: there
 * is none. */
const char *report_svg_element(const char *svg);

#endif
