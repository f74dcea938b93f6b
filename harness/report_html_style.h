/*
 * report_html_style - how the report looks in a browser: light or dark as the
 * reader has it, from 360 pixels of width on, and on paper.
 */
#ifndef MUXBENCH_REPORT_HTML_STYLE_H
#define MUXBENCH_REPORT_HTML_STYLE_H

extern const char report_html_style[];

#endif
