/*
 * check_progress - how far a check has come: one line on a terminal, drawn
 * again as it goes; nothing elsewhere.
 */
#ifndef MUXBENCH_CHECK_PROGRESS_H
#define MUXBENCH_CHECK_PROGRESS_H

#include <stdint.h>
#include <stdio.h>

struct check_progress {
    FILE *file;
    uint64_t started;
    char what[64]; /* is checked */
};

void check_progress_begin(struct check_progress *, FILE *file, size_t rows);

/* The on_progress of a check_order; `data` is a struct check_progress. */
void check_progress_show(void *data, size_t done, size_t of);

/* Take the line off the terminal. */
void check_progress_end(struct check_progress *);

#endif
