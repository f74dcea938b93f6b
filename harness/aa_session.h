/*
 * aa_session - the rounds of an A/A test: one backend under several names.
 */
#ifndef MUXBENCH_AA_SESSION_H
#define MUXBENCH_AA_SESSION_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "aa.h"
#include "report_measure.h"

struct backend;

/* The measures that are judged. */
enum { AA_MEASURES = 4 };
extern const enum measure aa_measures[AA_MEASURES];

struct aa_order {
    const struct backend *backend;
    size_t rows;        /* 2..AA_ROWS_MAX */
    size_t blocks;      /* most */
    uint64_t budget_ns; /* no block begins later than this */
    uint64_t seed;
    const volatile sig_atomic_t *stop;
    /* Told after each block; NULL: nobody. */
    void (*on_block)(size_t done, size_t dropped);
};

struct aa_result {
    size_t blocks, dropped; /* that count; in which a round failed */
    char reason[256];       /* of the last failed round */
    struct aa_rate rates[AA_MEASURES];
};

/* 0; -EINTR; -ENOMEM; -EIO: more blocks fail than are wanted, `reason` says why
 * the last one did. */
int aa_session(struct aa_result *, const struct aa_order *);

#endif
