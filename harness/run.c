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

#include "clock.h"
#include "netns.h"
#include "progress.h"
#include "record.h"
#include "round.h"

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
    const struct plan_round *round = &run->plan.rounds[index];

    return index + 1 == run->plan.round_count ||
           round[1].block != round->block || round[1].point != round->point;
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

/* A block in which a round failed does not count: it is run once more, at the
 * end, as long as the point has repeats left. */
static int repeat_block(struct run *run, size_t last, struct progress *progress)
{
    int added = run->block_failed ? plan_repeat(&run->plan, last) : 0;

    run->missing += run->block_failed && added == 0;
    run->block_failed = false;
    if (added > 0) {
        run->repeated++;
        progress_more(progress, (size_t)added);
    }
    return added < 0 ? added : 0;
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
        progress_end(progress, index, record.ok ? NULL : record.reason);
        if (ends_block(run, index))
            result = repeat_block(run, index, progress);
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
    return repeat_block(run, *index - 1, progress);
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
    size_t i = 0;
    int result = 0;

    while (i < run->plan.round_count && result == 0)
        result = block_recorded(run, i)
                     ? replay_block(run, &i, progress)
                     : run_block(run, &setting, &i, progress);
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
