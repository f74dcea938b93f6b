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
        .run_started = clock_now(),
        .stop = run->order->stop,
    };
    int result = 0;

    for (size_t i = 0; i < run->plan.round_count && result == 0; i++)
        result = *setting.stop ? -EINTR : run_one(run, &setting, i, progress);
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
