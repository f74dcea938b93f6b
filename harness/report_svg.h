/*
 * report_svg - what gnuplot's SVG lacks: a name and a description for those
 * who do not see it, fonts to fall back on, and ids that stay apart when
 * several pictures stand in one page.
 */
#ifndef MUXBENCH_REPORT_SVG_H
#define MUXBENCH_REPORT_SVG_H

/* The finished picture, to be freed; NULL: no memory, or it is not an SVG.
 * `name` (letters, digits, -) begins every id. */
char *report_svg_finish(const char *svg, const char *name, const char *title,
                        const char *description);

/* Where the <svg> element begins: what can stand inside a page. NULL: there
 * is none. */
const char *report_svg_element(const char *svg);

#endif
