/*
 * check_run - runs cases for rows, some at a time, in processes of their own.
 *
 * Most cases wait for something, so several are under way on each CPU; each
 * lane has a server of its own, whose counts are compared. A row that hangs or
 * crashes costs its case and no other; one that has hung CHECK_HANGS times is
 * not waited for any more, which its other cases tell.
 */
#ifndef MUXBENCH_CHECK_RUN_H
#define MUXBENCH_CHECK_RUN_H

#include <signal.h>
#include <stddef.h>

#include "check.h"

/* Seconds a trial may take: far more than any needs. */
#define CHECK_PATIENCE 30

#define CHECK_HANGS 2

struct check_order {
    const struct backend *const *backends;
    size_t backend_count;
    const struct check_case *const *cases;
    size_t case_count;
    unsigned patience_s; /* CHECK_PATIENCE, or what a test has time for */
    const volatile sig_atomic_t *stop; /* a signal ends it */
    /* Called several times a second; NULL: never. */
    void (*on_progress)(void *data, size_t done, size_t of);
    void *data;
};

struct check_board; /* what lanes and harness see */

struct check_results {
    const struct check_order *order;
    struct check_board *board;
    size_t board_size;
};

/*
 * Run all of it. 0, also when cases failed; -EINTR when it was interrupted;
 * another -errno when it cannot be run. Release with check_results_free() in
 * either case; the order must live as long.
 */
int check_run(struct check_results *, const struct check_order *);
void check_results_free(struct check_results *);

/* Of one row and one case, by their places in the order. */
const struct check_result *check_result_of(const struct check_results *,
                                           size_t row, size_t what);

/* The first case of the row that failed; NULL: none did. */
const struct check_result *check_first_failure(const struct check_results *,
                                               size_t row,
                                               const struct check_case **what);

#endif
