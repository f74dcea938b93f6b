/*
 * report_summary - what the rounds of a run say: an estimate and an interval
 * of each measure for each backend at each point.
 *
 * A number of a round is one observation; rounds are compared inside blocks.
 * Which rounds count:
 *   - those that did not fail,
 *   - of a backend that did not fail in half of its rounds of that point, and
 *     did nothing wrong in any (validity.h): else it is left out there, with
 *     the reason,
 *   - in blocks in which no other backend's round of that point failed, the
 *     first STATS_MAX of them, up to which intervals are exact.
 * Nothing is left out for its value.
 */
#ifndef MUXBENCH_REPORT_SUMMARY_H
#define MUXBENCH_REPORT_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "lines.h"
#include "record.h"
#include "report_manifest.h"
#include "report_measure.h"
#include "validity.h"
#include "verdict.h"

struct histogram;

#define REPORT_CONFIDENCE 0.95

/* An estimate of n rounds (or pairs of rounds). */
struct report_value {
    size_t n; /* 0: not measured; `e` is NaN then */
    struct estimate e;
};

/* A backend at a point. */
struct report_cell {
    const struct manifest_backend *backend;
    char label[72];    /* "epoll", "epoll (twin)", "kqueue (emulated)" */
    bool twin;         /* the reference's second run */
    bool control;      /* its rounds measure the suite, not an IO model */
    const char *wall;  /* what keeps it from this point; NULL: nothing */
    bool emulated;     /* a library does what the kernel would */
    bool hidden;       /* nobody asked for it in a chart */
    bool left_out;     /* failed in half of its rounds, or INVALID */
    bool server_bound; /* the server had hardly any CPU time left */
    bool saturated;    /* it could not keep up with the rate: no percentiles */
    bool overloaded;   /* it served less than was asked: report_validity.h */
    uint64_t due, backlog; /* of all rounds that count; rate and push */
    bool idle;     /* requests waited inside the client, which latency hides */
    bool unsteady; /* its rate changed inside the windows: report_steady.h */
    struct report_value slope, first; /* by how much, as shares */
    const struct record **rounds;     /* those that count, by rising block */
    size_t round_count;
    struct histogram *pooled; /* record_latency() of all requests of these
                                 rounds, ns; NULL: not measured */
    size_t recorded, failed;
    bool judged; /* there are rounds to judge it by */
    struct validity_verdict validity;
    const struct record *instrumented; /* its calls were counted; or NULL */
    char missing[320]; /* why there are no numbers; "": there are */
    struct report_value value[MEASURE_COUNT];
    struct report_value ratio[MEASURE_COUNT]; /* to the reference */
};

/* The rows of a point against each other, in one measure: report_family.h. */
struct report_family {
    const struct report_cell **cells; /* the rows that are compared */
    size_t rows, blocks;
    struct verdict_pair *pairs; /* rows x rows; verdict_family() */
    struct verdict_rank *ranks; /* one a row, when not refused */
    double margin;              /* within it: practically equal; 0.03: 3 % */
    char refused[160];          /* why nothing is ranked; "": it is */
    bool too_few; /* refused for want of blocks, and for nothing else */
};

struct report_point {
    const struct manifest_scenario *scenario;
    const char *name; /* "conns=64" */
    int connections;
    int rate;                  /* due a second; 0: the scenario has none */
    int saturation;            /* requests/s that it is a share of; 0: none */
    const uint64_t *at;        /* SWEEPS of them */
    struct report_cell *cells; /* in the manifest's order */
    size_t cell_count;
    const struct report_cell *reference; /* NULL: it is not part of the run */
    const struct report_cell *twin;      /* NULL: as above */
    size_t blocks;                       /* with a round of this point */
    double capacity; /* of the server, requests/s: the least that was measured
                        while one of its threads was at its limit; NaN: none */
    size_t dropped;  /* of them, for a failed round */
    struct report_family family[MEASURE_COUNT];
};

struct report_summary {
    const struct report_manifest *manifest;
    const struct record_list *rounds;
    const struct record_list *extra; /* those that are not compared; or NULL */
    bool *used;                      /* rounds->records[i] counts */
    struct lines unknown; /* rounds that the manifest does not know */
    struct report_point *points;
    size_t point_count;
    size_t failed; /* rounds */
};

/* Sums up rounds, and those of extra.jsonl, which may be NULL; all arguments
 * must outlive the summary. 0 or -ENOMEM. May be freed in either case. */
int report_summarise(struct report_summary *, const struct report_manifest *,
                     const struct record_list *,
                     const struct record_list *extra);
void report_summary_free(struct report_summary *);

bool report_has_interval(const struct report_value *);

/*
 * The smallest difference that can be told from the reference's difference to
 * itself, as a factor of at least 1: the farther end of the twin's interval.
 * NaN: the twin has none.
 */
double report_noise_floor(const struct report_point *, enum measure);

/* The twin's interval excludes 1. */
bool report_twin_differs(const struct report_point *, enum measure);

/* Fill in `pooled` of all cells. 0, -ENOMEM, or -EOVERFLOW (more requests than
 * a histogram can count). */
int report_pool(struct report_summary *);

#endif
