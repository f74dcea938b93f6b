/*
 * Lanes take jobs, a case of a row each, from one list, and leave the results
 * in shared memory. The heavy cases come last, on fewer lanes, so that they do
 * not hold up others' deadlines.
 */
#include "check_run.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "affinity.h"
#include "backend.h"
#include "check_origin.h"
#include "child.h"
#include "clock.h"
#include "shared.h"

/* Lanes a CPU: for cases that wait, and for those that work. */
#define LANES_WAITING 4
#define LANES_WORKING 1
#define LANES_MAX 32

/* Nothing but an error of the check itself makes a lane last so long. */
#define LANE_LIMIT (1800 * CLOCK_S)

#define SLICE (100 * CLOCK_MS)

struct check_board {
    _Atomic size_t next; /* of all places in results[] */
    _Atomic size_t done;
    bool heavy;                    /* those are under way */
    char lost[160];                /* how a lane ended that should not have */
    struct check_result results[]; /* a case after the other, rows in each */
};

static bool is_heavy(const struct check_case *what)
{
    return what->traits & CHECK_HEAVY;
}

static struct check_result *place(const struct check_results *r, size_t row,
                                  size_t what)
{
    return &r->board->results[what * r->order->backend_count + row];
}

const struct check_result *check_result_of(const struct check_results *r,
                                           size_t row, size_t what)
{
    return place(r, row, what);
}

const struct check_result *check_first_failure(const struct check_results *r,
                                               size_t row,
                                               const struct check_case **what)
{
    for (size_t i = 0; i < r->order->case_count; i++) {
        if (place(r, row, i)->state != CHECK_FAILED)
            continue;
        *what = r->order->cases[i];
        return place(r, row, i);
    }
    return NULL;
}

/* What will not be run is known before. */
static void lay_out(struct check_results *r)
{
    const struct check_order *order = r->order;

    for (size_t row = 0; row < order->backend_count; row++) {
        const struct backend *b = order->backends[row];
        const char *why = b->unusable();

        for (size_t i = 0; i < order->case_count; i++) {
            struct check c = {.backend = b, .result = place(r, row, i)};

            if (why)
                check_skip(&c, "%s", why);
            else if (b->family == FAMILY_CONTROL &&
                     !(order->cases[i]->traits & CHECK_CONTROL))
                check_skip(&c, "a row without IO");
            if (!check_goes_on(&c))
                atomic_fetch_add(&r->board->done, 1);
        }
    }
}

static int times_hung(const struct check_results *r, size_t row)
{
    int hung = 0;

    for (size_t i = 0; i < r->order->case_count; i++)
        hung += place(r, row, i)->hung;
    return hung;
}

static void run_case(const struct check_results *r, const struct ours *server,
                     size_t row, size_t what)
{
    const struct check_case *kase = r->order->cases[what];
    struct check c = {.backend = r->order->backends[row],
                      .server = server,
                      .patience_s = r->order->patience_s,
                      .result = place(r, row, what)};

    c.result->state = CHECK_RUNS;
    if (times_hung(r, row) >= CHECK_HANGS)
        check_skip(&c, "it hung in %d cases before", CHECK_HANGS);
    else
        kase->run(&c, kase->data);
    if (c.result->state == CHECK_RUNS)
        c.result->state = CHECK_OK;
    atomic_fetch_add(&r->board->done, 1);
}

/* Take what is left of this kind, one after the other. */
static void run_jobs(const struct check_results *r, const struct ours *server)
{
    size_t rows = r->order->backend_count, n = rows * r->order->case_count, i;

    while ((i = atomic_fetch_add(&r->board->next, 1)) < n)
        if (is_heavy(r->order->cases[i / rows]) == r->board->heavy &&
            r->board->results[i].state == CHECK_PENDING)
            run_case(r, server, i % rows, i / rows);
}

/* In the lane's process. */
static int run_lane(void *data)
{
    const struct check_results *r = data;
    struct ours server = {0};
    int error = ours_start(&server, "127.0.0.1", OURS_CONNECTIONS);

    if (error == 0)
        run_jobs(r, &server);
    ours_end(&server);
    return error < 0;
}

static void report(const struct check_results *r)
{
    size_t n = r->order->backend_count * r->order->case_count;

    if (r->order->on_progress)
        r->order->on_progress(r->order->data, atomic_load(&r->board->done), n);
}

static int wait_for_lane(struct check_results *r, struct child *lane)
{
    int result, status = 0;

    do {
        report(r);
        result = child_wait(lane, clock_now() + SLICE, r->order->stop, &status);
    } while (result == -ETIMEDOUT);
    if (result == 0 && status != 0)
        child_describe(status, r->board->lost, sizeof r->board->lost);
    child_kill(lane);
    return result;
}

static int run_lanes(struct check_results *r, int count, bool heavy)
{
    struct cpu_list anywhere = {.count = 0};
    struct child_order order = {run_lane, r, &anywhere, LANE_LIMIT};
    struct child lanes[LANES_MAX] = {{0}};
    int result = 0, started = 0;

    r->board->heavy = heavy;
    atomic_store(&r->board->next, 0);
    while (started < count && result == 0)
        result = child_start(&lanes[started++], &order);
    for (int i = 0; i < started; i++) {
        if (result == 0)
            result = wait_for_lane(r, &lanes[i]);
        child_kill(&lanes[i]);
    }
    report(r);
    return result;
}

/* What a lane that was lost has left. */
static void settle(struct check_results *r)
{
    size_t n = r->order->backend_count * r->order->case_count;

    for (size_t i = 0; i < n; i++) {
        struct check c = {.result = &r->board->results[i]};

        if (c.result->state == CHECK_RUNS || c.result->state == CHECK_PENDING)
            check_fail(&c,
                       "it did not come to its end: a process of the "
                       "check %s",
                       r->board->lost);
    }
}

static int lanes_for(const struct check_order *order, int a_cpu, bool heavy)
{
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    size_t lanes = (size_t)(cpus < 1 ? 1 : cpus) * (size_t)a_cpu, jobs = 0;

    for (size_t i = 0; i < order->case_count; i++)
        if (is_heavy(order->cases[i]) == heavy)
            jobs += order->backend_count;
    lanes = lanes < jobs ? lanes : jobs;
    return lanes < LANES_MAX ? (int)lanes : LANES_MAX;
}

int check_run(struct check_results *r, const struct check_order *order)
{
    size_t n = order->backend_count * order->case_count;
    int result;

    memset(r, 0, sizeof *r);
    r->order = order;
    r->board_size = sizeof *r->board + n * sizeof *r->board->results;
    r->board = shared_make(r->board_size);
    if (!r->board)
        return -ENOMEM;
    lay_out(r);
    result = run_lanes(r, lanes_for(order, LANES_WAITING, false), false);
    if (result == 0)
        result = run_lanes(r, lanes_for(order, LANES_WORKING, true), true);
    if (result == 0)
        settle(r);
    return result;
}

void check_results_free(struct check_results *r)
{
    shared_free(r->board, r->board_size);
    r->board = NULL;
}
