/*
 * report_html_head - how the report looks and behaves in a browser: report.css
 * and report.js, inside the page.
 *
 * The page allows itself nothing else: its policy names both by their SHA-256,
 * so that no other style or script runs, wherever it may have come from.
 */
#ifndef MUXBENCH_REPORT_HTML_HEAD_H
#define MUXBENCH_REPORT_HTML_HEAD_H

#include <stdio.h>

#include "base64.h"
#include "sha256.h"

/* Texts of several lines, NULL at the end. */
extern const char *const report_html_style[];
extern const char *const report_html_script[];

#define REPORT_HTML_HASH BASE64_SIZE(SHA256_SIZE)

/* The hash of such a text as it stands in a policy. */
void report_html_hash(const char *const *lines, char hash[REPORT_HTML_HASH]);

/* From the first line of the file to </head>. */
void report_html_head(FILE *, const char *title);

/* The element <script>. */
void report_html_end(FILE *);

#endif
