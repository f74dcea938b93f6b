/*
 * fetch_tally - what came of requests, counted.
 *
 * Every request is in exactly one of ok, bad and failed. Knows samples, no
 * job; not locked.
 */
#ifndef MUXBENCH_FETCH_TALLY_H
#define MUXBENCH_FETCH_TALLY_H

#include <stdint.h>

struct histogram;
struct sample;

/* Errors that are no errno: of a host without an address, and all those for
 * which there was no room. */
#define FETCH_UNRESOLVED (-1)
#define FETCH_OTHER (-2)

#define FETCH_STATUS_BAD                                 \
    400 /* from here on an answer is not what was wanted \
         */
#define FETCH_STATUS_MAX 999
#define FETCH_ERRORS_MAX 24
#define FETCH_NONE UINT64_MAX

struct fetch_error {
    int error;
    uint64_t count;
};

struct fetch_tally {
    uint64_t ok;         /* whole answers with a status below 400 */
    uint64_t bad;        /* whole answers with a status of 400 and above */
    uint64_t failed;     /* no whole answer */
    uint64_t body_bytes; /* of whole answers */
    uint64_t slowest_ns; /* of all, from start to end */
    uint64_t sum_ns;
    uint64_t statuses[FETCH_STATUS_MAX + 1]; /* of whole answers */
    struct fetch_error errors[FETCH_ERRORS_MAX];
    int error_count;
    /* From start to end: whole answers, and the requests that timed out, or
     * the worst would be missing. */
    struct histogram *latency;
    /* The same from the due time to the end; NULL: requests have none. */
    struct histogram *response;
    uint64_t slowest_response_ns;
};

/* 0 or -ENOMEM. */
int fetch_tally_init(struct fetch_tally *);
/* Before the first: requests have due times. 0 or -ENOMEM. */
int fetch_tally_keep_response(struct fetch_tally *);

void fetch_tally_free(struct fetch_tally *);

void fetch_tally_add(struct fetch_tally *, const struct sample *);
void fetch_tally_merge(struct fetch_tally *, const struct fetch_tally *from);

uint64_t fetch_tally_requests(const struct fetch_tally *);

/* ns; FETCH_NONE when fewer than ten values lie beyond it, since it would say
 * nothing about the next run. `percentile`: 0..100, 100 being the largest. */
uint64_t fetch_tally_percentile(const struct fetch_tally *, double percentile);

/* The same from the due times. */
uint64_t fetch_tally_response(const struct fetch_tally *, double percentile);

/* The percentiles that are shown. */
#define FETCH_PERCENTILES 6
extern const struct fetch_percentile {
    const char *name;
    double percentile;
} fetch_percentiles[FETCH_PERCENTILES];

/* In words, also for the errors above. */
const char *fetch_error_words(int error);

#endif
