/*
 * cmd_report - what `muxbench report` was asked for, beyond the whole report.
 */
#ifndef MUXBENCH_CMD_REPORT_H
#define MUXBENCH_CMD_REPORT_H

#include <stdbool.h>

#include "report_figure.h"

enum { REPORT_ONLY_MAX = 64 };

struct report_request {
    bool no_charts;
    struct figure_order figure;
    const char *only[REPORT_ONLY_MAX];
    const char *size, *format, *theme, *output; /* as given */
    char *only_list;                            /* taken apart */
    char file[FIGURE_FILE_MAX], directory[1024];
};

/* Draw one chart, or list them all. The exit status. */
int report_chart(struct report_request *, const char *dir);

#endif
