/*
 * muxbench compare --live: the measurement; the result is then that of two run
 * directories like any other.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "cmd.h"
#include "cmd_compare.h"
#include "progress.h"

/* An error must not look like a regression, so none of them ends with 1. */
static noreturn void give_up(int result, const char *error)
{
    die(result == -EINVAL ? EXIT_USAGE : (int)COMPARE_IMPOSSIBLE, "compare: %s",
        error);
}

static void seed_by_time(struct compare_options *options)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    if (!options->has_seed)
        options->live_order.run.seed = (uint64_t)now.tv_sec * CLOCK_S +
                                       (uint64_t)now.tv_nsec +
                                       (uint64_t)getpid();
}

static int measure(struct live *live, char *error)
{
    struct progress progress;
    int result;

    progress_begin(&progress, stderr, &live->run.plan);
    result = live_rounds(live, &progress, error);
    progress_finish(&progress);
    return result;
}

/* Both directories, as if they had been given. */
static int compare_sides(struct compare_options *options,
                         const struct live *live)
{
    for (int side = 0; side < 2; side++) {
        options->dirs[side][0] = live->sides[side].directory;
        options->order.dirs[side] = options->dirs[side];
        options->order.count[side] = 1;
    }
    return compare_print(options);
}

static int run_session(struct compare_options *options, struct live *live,
                       char *error)
{
    int result = live_open(live, error);

    if (result < 0)
        die(COMPARE_IMPOSSIBLE, "compare: %s", error);
    fprintf(stderr, "results   %s\n\n", live->directory);
    cmd_catch_signals();
    result = measure(live, error);
    if (result == -EINTR) {
        fprintf(stderr,
                "muxbench: interrupted; %zu of %zu rounds are recorded in "
                "%s\n",
                live->done, live->run.plan.round_count, live->directory);
        return EXIT_INTERRUPTED;
    }
    if (result < 0)
        die(COMPARE_IMPOSSIBLE, "compare: %s", error);
    if (live->failed > 0)
        fprintf(stderr,
                "muxbench: %zu of %zu rounds failed; %zu blocks are missing; "
                "rounds.jsonl says why\n",
                live->failed, live->done, live->missing);
    return compare_sides(options, live);
}

int compare_live(struct compare_options *options)
{
    char error[RUN_ERROR_MAX];
    struct live live;
    int result;

    seed_by_time(options);
    options->live_order.run.stop = cmd_stop();
    result = live_prepare(&live, &options->live_order, error);
    if (result < 0)
        give_up(result, error);
    /* With --json, standard output is the object alone. */
    live_print_plan(&live, options->dry_run ? stdout : stderr);
    result = options->dry_run ? 0 : run_session(options, &live, error);
    live_free(&live);
    return result;
}
