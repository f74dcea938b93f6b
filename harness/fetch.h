/*
 * fetch - URLs fetched with a backend: each once, or as a load.
 *
 * A list has a page for each URL, and every page is fetched once. A load
 * fetches its URLs in turn until a number of requests or a time is reached.
 * Knows jobs and targets; what is shown is the business of fetch_show and
 * fetch_json.
 */
#ifndef MUXBENCH_FETCH_H
#define MUXBENCH_FETCH_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "fetch_output.h"
#include "fetch_tally.h"
#include "job.h"
#include "meter.h"

#define FETCH_ERROR_MAX 512

/* What was asked for. */
struct fetch_order {
    const struct backend *backend;
    const char *const *urls;
    int url_count;
    bool load;
    int connections;
    int threads;
    uint64_t requests;    /* UINT64_MAX: no limit */
    uint64_t duration_ns; /* CLOCK_NEVER: no limit */
    uint64_t rate;        /* load: requests due a second, evenly; 0: none */
    uint64_t timeout_ns;
    size_t stack_size;     /* 0: the default */
    const char *directory; /* for bodies; NULL: none */
};

/* A URL of a list, and what came of it. */
struct fetch_page {
    const char *url;
    bool ended;
    struct sample sample; /* error: also FETCH_UNRESOLVED, or that of saving */
    char *unresolved;     /* why its host has no address, in words */
    const char *file;     /* where its body is; NULL: nowhere */
    bool unsaved;         /* sample.error is that of saving */
};

struct fetch_stripe {
    pthread_mutex_t lock;
    struct fetch_tally tally;
    uint64_t behind; /* begun after the schedule was over */
};
#define FETCH_STRIPES 8

struct fetch {
    const struct fetch_order *order;
    struct job job;
    struct target *targets; /* those with an address */
    int *page_of;           /* a target's page */
    struct fetch_page *pages;
    struct fetch_output output;
    bool has_output;
    struct schedule schedule; /* of a load at a given rate */

    /* Called for each page of a list as it ends, one at a time. */
    void (*on_page)(void *data, const struct fetch_page *);
    void *data;

    /* A list has one stripe. In a load each worker takes one that is free, so
     * that workers do not wait for each other. */
    struct fetch_stripe stripes[FETCH_STRIPES];
    int stripe_count;

    struct usage before;
    uint64_t started_ns;
};

/* What it came to. */
struct fetch_result {
    struct fetch_tally tally;
    uint64_t elapsed_ns;
    struct usage used; /* by all processes; METER_NONE: not known, when
                          interrupted */
    int connected_most;
    bool interrupted;
    uint64_t scheduled; /* requests of a load at a given rate */
    uint64_t behind;    /* of them, begun after it should have been over, or
                           not at all */
    /* not known when interrupted: FETCH_NONE, "" */
    uint64_t opened, retried;
    const char *uses;
};

/*
 * Check and resolve the URLs. 0, or with one line in `error`: -EINVAL for a
 * URL that is none, -EHOSTUNREACH for a host without an address in a load (in
 * a list its page has the error), -ENOMEM, or what fetch_output_init() says.
 * Release with fetch_free() in any case.
 */
int fetch_init(struct fetch *, const struct fetch_order *,
               char error[FETCH_ERROR_MAX]);

/* Note the start. Apart from fetch_run(), so that a thread started between
 * them sees it. */
void fetch_begin(struct fetch *);

/* Fetch all. 0 or -errno of the backend. */
int fetch_run(struct fetch *);

/* The result after fetch_run(). 0 or -ENOMEM. */
int fetch_finish(struct fetch *, struct fetch_result *);

/*
 * The result in the middle of fetch_run(), from another thread. The pages of
 * a list stay as they are from then on, workers that end one wait for ever,
 * and files that are not whole are removed: the process has to end.
 */
int fetch_interrupt(struct fetch *, struct fetch_result *);

/* It could not keep up with the rate: more than 1 % were behind. Then the
 * response times say more about how long it was tried than about answers. */
bool fetch_saturated(const struct fetch_result *);

void fetch_free(struct fetch *);

#endif
