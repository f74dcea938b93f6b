/*
 * truth_trial - one backend fetches answers with known delays, and what it has
 * measured is held against them.
 *
 * The server answers each request its own delay later, and the delay follows
 * from the request's number, so that the truth is known of every single one.
 * Nothing may be measured as shorter than it was. How much longer is allowed:
 * 2 ms (a ms for the server's timers, which count in ms, one for the loopback)
 * and 2 %, and three times what the machine itself was late, since three
 * wake-ups are in a request. For that, one sleep of 1 ms after another goes on
 * meanwhile. A stall of the machine hits one of all those sleeps, and one of
 * the far fewer requests of each connection: where a share s of the requests is
 * beyond a percentile, that of the sleeps is s x requests of a connection /
 * sleeps.
 */
#ifndef MUXBENCH_TRUTH_TRIAL_H
#define MUXBENCH_TRUTH_TRIAL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "truth.h"

struct backend;

enum { TRUTH_PERCENTILES = 4 };
extern const double truth_percentiles[TRUTH_PERCENTILES]; /* 50 .. 99.9 */

struct truth_percentile {
    uint64_t truth_ns, measured_ns;
    uint64_t late_ns; /* the machine, at this percentile */
    uint64_t most_ns; /* allowed */
    bool ok;
};

struct truth_result {
    bool ok;
    size_t early; /* requests measured as shorter than they were */
    struct truth_percentile percentiles[TRUTH_PERCENTILES];
    char reason[256]; /* why there are no percentiles; "": there are */
};

/* Hold one request after another against the truth: for truth_trial(). */
struct sample;
int truth_judge(struct truth_result *, const struct sample *, size_t count,
                const unsigned delays[TRUTH_DELAYS],
                const uint64_t late_ns[TRUTH_PERCENTILES]);

/* 0, also when it failed; -EINTR by *stop; -ENOMEM. */
int truth_trial(struct truth_result *, const struct backend *, enum truth,
                uint64_t seed, const volatile sig_atomic_t *stop);

#endif
