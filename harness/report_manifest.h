/*
 * report_manifest - manifest.json as the report reads it: checked once, so
 * that nothing behind it has to ask whether a field is there.
 *
 * results/README.md describes the fields. All texts belong to the manifest.
 */
#ifndef MUXBENCH_REPORT_MANIFEST_H
#define MUXBENCH_REPORT_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

#include "scenario.h"

/* The row's code in numbers, as of the run: shape.h. */
struct manifest_code {
    bool known;              /* false in records from before it was noted */
    int lines, shared_lines; /* of its own file, of those it stands on */
    int functions;           /* that tell the story */
    int states;              /* how often these name one */
    int waits, fields;       /* -1: none is known; there is no place for them */
    bool everywhere;
};

struct manifest_backend {
    const char *name, *family, *about;
    const char *waiting; /* waiting_name(); NULL: an earlier version's */
    const char *reason;  /* why it cannot run, or NULL */
    const char *uses;    /* or NULL */
    bool usable, selected;
    bool emulated;   /* false in records from before there were such rows */
    bool shares_cpu; /* what spins for it had no CPU of its own */
    struct manifest_code code;
};

/* A row that cannot take the connections of a point. */
struct manifest_wall {
    const char *backend;
    const char *reason; /* "FD_SETSIZE 1024" */
};

struct manifest_point {
    const char *name; /* "conns=64" */
    int connections;
    int rate;       /* due a second; 0: the scenario has none */
    int saturation; /* requests/s that it is a share of; 0: it is none */
    uint64_t at[SWEEPS];
    struct manifest_wall *walls;
    size_t wall_count;
};

struct manifest_scenario {
    const char *name, *title, *question;
    const char *source; /* the literature it comes from, or NULL */
    const char *reason; /* why it was not run, or NULL */
    const char *note;   /* how the machine limited its points, or NULL */
    enum scenario_mode mode;
    bool batch; /* that is its mode */
    json_t *keys;
    struct manifest_point *points;
    size_t point_count;
};

struct report_manifest {
    json_t *json;
    const char *profile, *seed, *reference;
    const char *target; /* or NULL: the local server */
    int blocks;
    int rounds; /* planned */
    struct manifest_backend *backends;
    size_t backend_count;
    struct manifest_scenario *scenarios;
    size_t scenario_count;
};

/* 0, or -errno with a line that names the file and the field in `error`. May
 * be freed in either case. */
int report_manifest_read(struct report_manifest *, const char *path,
                         char *error, size_t error_size);
void report_manifest_free(struct report_manifest *);

/* Why this backend has no rounds at this point; NULL: it has no wall here. */
const char *report_manifest_wall(const struct manifest_point *,
                                 const char *backend);

/* A text of an object of the manifest ("machine", "cpu"), of the manifest
 * itself when `object` is NULL. NULL: null, absent or not a text. */
const char *report_manifest_text(const struct report_manifest *,
                                 const char *object, const char *name);

/* The same for any value; never NULL, absent is a JSON null. */
json_t *report_manifest_value(const struct report_manifest *,
                              const char *object, const char *name);

#endif
