/*
 * report_source - a run directory, read and summed up.
 */
#ifndef MUXBENCH_REPORT_SOURCE_H
#define MUXBENCH_REPORT_SOURCE_H

#include "report_summary.h"

struct report_source {
    const char *dir;
    struct report_manifest manifest;
    struct record_list rounds, extra;
    struct report_summary summary;
};

/* Read DIR/manifest.json, DIR/rounds.jsonl and, where it is, DIR/extra.jsonl;
 * NAME.jsonl.gz takes the place of a NAME.jsonl that is not there. 0, or -errno
 * with a line that says what and where in `error`. To be closed in either case;
 * it must not be moved meanwhile. */
int report_source_open(struct report_source *, const char *dir, char *error,
                       size_t error_size);
void report_source_close(struct report_source *);

#endif
