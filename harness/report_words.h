/*
 * report_words - the sentences of a report. Every one of them follows from a
 * verdict or from a count; none is written anywhere else.
 *
 * A backend is compared with the reference only. It is shown different when
 * the whole interval of its ratio lies farther from 1 than the noise floor;
 * else it is "not shown different", which is not the same as equal.
 */
#ifndef MUXBENCH_REPORT_WORDS_H
#define MUXBENCH_REPORT_WORDS_H

#include "lines.h"
#include "report_summary.h"

enum verdict {
    VERDICT_NONE,         /* nothing to be said: no interval, no noise floor */
    VERDICT_ABOVE,        /* shown different, the ratio is above 1 */
    VERDICT_BELOW,        /* shown different, the ratio is below 1 */
    VERDICT_NOT_SHOWN,    /* not shown different */
    VERDICT_SERVER_BOUND, /* both met the server's limit, not their own */
    VERDICT_IDLE,         /* latency that leaves out waits inside the client */
    VERDICT_COUNT
};

enum verdict report_verdict(const struct report_point *,
                            const struct report_cell *, enum measure);

/* "above", "not shown different", ... for tables and summary.json. */
const char *report_verdict_name(enum verdict);

/* What is to be known before any verdict: against what, ranks or none. */
void report_words_terms(const struct report_summary *, struct lines *);

/* The answers for a scenario. */
void report_words_scenario(const struct report_summary *,
                           const struct manifest_scenario *, struct lines *);

/* "keepalive, conns=64, requests/s: epoll 181k (176k to 185k); ...": what a
 * chart shows, for those who do not see it. To be freed; NULL: no memory. */
char *report_words_finding(const struct report_point *, enum measure);

#endif
