/*
 * A record is in the file before the next round starts, and on the disk at
 * the end of its block: a run that is killed, or a machine that goes down,
 * loses the block under way at most.
 */
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "budget.h"
#include "clock.h"
#include "netns.h"
#include "progress.h"
#include "record.h"
#include "round.h"
#include "run_extra.h"

/* fdatasync(2) where it is promised, else the stronger call. */
static int sync_records(int fd)
{
#if defined(_POSIX_SYNCHRONIZED_IO) && _POSIX_SYNCHRONIZED_IO > 0
    return fdatasync(fd) < 0 ? -errno : 0;
#else
    return fsync(fd) < 0 ? -errno : 0;
#endif
}

static bool ends_block(const struct run *run, size_t index)
{
    return plan_block_end(&run->plan, index) == index;
}

static int keep(struct run *run, size_t index, const struct record *record)
{
    char *line = record_to_line(record);
    int result = line ? run_append(run, line) : -ENOMEM;

    free(line);
    if (result == 0 && ends_block(run, index))
        result = sync_records(run->records);
    return result;
}

static bool *reached_of(const struct run *run, size_t index)
{
    return &run->reached[run->plan.rounds[index].point - run->plan.points];
}

/* The rounds behind `last` that the point would still have had. */
static void drop_rest(const struct run *run, size_t last,
                      struct progress *progress)
{
    for (size_t i = last + 1; i < run->plan.round_count; i++)
        if (run->plan.rounds[i].point == run->plan.rounds[last].point)
            progress_drop(progress, i);
}

/* A block in which a round failed does not count: it is run once more, at the
 * end, as long as the point has repeats left. */
static int repeat_block(struct run *run, size_t last, struct progress *progress)
{
    int added = plan_repeat(&run->plan, last);

    run->missing += added == 0;
    if (added > 0) {
        run->repeated++;
        progress_more(progress, (size_t)added);
    }
    return added < 0 ? added : 0;
}

/* What follows from the block that ends with round `last`: its point is
 * precise, or a block has to be repeated, or neither. */
static int end_block(struct run *run, size_t last, struct progress *progress)
{
    const struct plan_round *round = &run->plan.rounds[last];
    bool failed = run->block_failed;

    run->block_failed = false;
    if (run->plan_order.precise &&
        stop_reached(&run->stop, round->point, round->block)) {
        *reached_of(run, last) = true;
        drop_rest(run, last, progress);
        return 0;
    }
    return failed ? repeat_block(run, last, progress) : 0;
}

static int run_one(struct run *run, const struct round_setting *setting,
                   size_t index, struct progress *progress)
{
    struct record record;
    int result;

    record_init(&record);
    progress_start(progress, index);
    result =
        round_run(setting, &run->plan.rounds[index], (int)index + 1, &record);
    if (result == 0)
        result = keep(run, index, &record);
    if (result == 0) {
        run->done++;
        run->failed += !record.ok;
        run->block_failed |= !record.ok;
        stop_take(&run->stop, &run->plan.rounds[index], &record);
        progress_end(progress, index, record.ok ? NULL : record.reason);
        if (ends_block(run, index))
            result = end_block(run, index, progress);
    }
    record_free(&record);
    return result;
}

static bool is_recorded(const struct run *run, size_t index)
{
    const struct plan_round *round = &run->plan.rounds[index];
    const struct run_recorded *r = &run->recorded[index];

    return index < run->recorded_count && r->there &&
           r->block == round->block && r->order == round->order &&
           r->backend == round->backend;
}

/* Every round of the block that starts at `first` was recorded before. */
static bool block_recorded(const struct run *run, size_t first)
{
    size_t i = first;

    while (is_recorded(run, i)) {
        if (ends_block(run, i))
            return true;
        i++;
    }
    return false;
}

/* A block of an earlier part of the run counts as it was recorded: what
 * followed from it then follows again. */
static int replay_block(struct run *run, size_t *index,
                        struct progress *progress)
{
    bool last = false;

    for (; !last; (*index)++) {
        bool ok = run->recorded[*index].ok;

        progress_skip(progress, *index);
        run->done++;
        run->failed += !ok;
        run->block_failed |= !ok;
        last = ends_block(run, *index);
    }
    return end_block(run, *index - 1, progress);
}

static int run_block(struct run *run, const struct round_setting *setting,
                     size_t *index, struct progress *progress)
{
    bool last = false;
    int result = 0;

    for (; !last && result == 0; (*index)++) {
        last = ends_block(run, *index);
        result =
            *setting->stop ? -EINTR : run_one(run, setting, *index, progress);
    }
    return result;
}

bool run_fits(const struct run *run, const struct round_setting *setting,
              const struct progress *progress, uint64_t expected)
{
    uint64_t budget = run->order->budget_ns, now = clock_now();
    uint64_t next = budget_corrected(expected, progress->expected_done,
                                     now - progress->started);

    return budget_holds(budget ? budget : UINT64_MAX,
                        run->before_ns + (now - setting->run_started),
                        next + run_report_expected(run));
}

/* The block that begins at `first`, and what has to come behind all blocks. */
static bool block_fits(const struct run *run,
                       const struct round_setting *setting,
                       const struct progress *progress, size_t first)
{
    return run_fits(run, setting, progress,
                    plan_block_expected(&run->plan, first) +
                        run_extra_last(&run->extra));
}

static int run_blocks(struct run *run, const struct round_setting *setting,
                      struct progress *progress)
{
    size_t i = 0;
    int result = 0;

    run->end = RUN_WHOLE;
    while (i < run->plan.round_count && result == 0) {
        if (*reached_of(run, i)) {
            i = plan_block_end(&run->plan, i) + 1;
        } else if (block_recorded(run, i)) {
            result = replay_block(run, &i, progress);
        } else if (block_fits(run, setting, progress, i)) {
            result = run_block(run, setting, &i, progress);
        } else {
            run->end = RUN_BUDGET;
            break;
        }
    }
    run->rounds_ns = clock_now() - setting->run_started - run->extra.took_ns;
    return result;
}

static int run_all(struct run *run, const char *scratch,
                   struct progress *progress)
{
    struct round_setting setting = {
        .placement = run->placement,
        .namespaces = run->namespaces,
        .remote = run->order->target ? &run->remote : NULL,
        .program = run->order->program,
        .hyperfine = run->hyperfine,
        .scratch = scratch,
        .run_started = clock_now() - run->recorded_ns,
        .stop = run->order->stop,
    };
    int result;

    progress_also(progress, &run->extra.plan);
    result = run_extra_rounds(run, &setting, progress, RUN_EXTRA_FIRST);
    if (result == 0)
        result = run_blocks(run, &setting, progress);
    if (result == 0)
        result = run_extra_rounds(run, &setting, progress, RUN_EXTRA_LAST);
    return result;
}

/* A directory for what hyperfine writes. */
static int make_scratch(char *path, size_t size)
{
    const char *base = getenv("TMPDIR");

    snprintf(path, size, "%s/muxbench.XXXXXX", base && *base ? base : "/tmp");
    return mkdtemp(path) ? 0 : -errno;
}

int run_rounds(struct run *run, struct progress *progress, char *error)
{
    char scratch[RUN_PATH_MAX];
    int home = run->namespaces ? netns_current() : -ENOTSUP;
    int result = make_scratch(scratch, sizeof scratch);

    if (result < 0) {
        snprintf(error, RUN_ERROR_MAX, "temporary directory %s: %s", scratch,
                 strerror(-result));
    } else {
        result = run_all(run, scratch, progress);
        rmdir(scratch);
        if (result < 0 && result != -EINTR)
            snprintf(error, RUN_ERROR_MAX,
                     "%s/rounds.jsonl cannot be written: %s; the %zu rounds "
                     "before are kept",
                     run->directory, strerror(-result), run->done);
    }
    if (home >= 0) {
        netns_enter(home);
        close(home);
    }
    return result;
}
