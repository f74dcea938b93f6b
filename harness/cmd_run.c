/*
 * muxbench run: measure backends in scenarios, write a record.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "cmd.h"
#include "cmd_run.h"
#include "progress.h"
#include "report.h"
#include "run.h"
#include "run_resume.h"
#include "run_saturation.h"

/* A block is complete when its last round is recorded. */
static int interrupted(const struct run *run)
{
    fprintf(stderr,
            "muxbench: interrupted; %zu of up to %zu rounds are recorded in "
            "%s/rounds.jsonl\n"
            "muxbench: to go on: muxbench run --resume %s\n",
            run->done, run->plan.round_count, run->directory, run->directory);
    if (run->done > 0)
        fprintf(stderr, "muxbench: a report of them: muxbench report %s\n",
                run->directory);
    return EXIT_INTERRUPTED;
}

static void measure(struct run *run, char *error, int *result)
{
    struct progress progress;

    progress_begin(&progress, stderr, &run->plan);
    *result = run_rounds(run, &progress, error);
    progress_finish(&progress);
}

/* The main table and where the rest is. The records are kept whatever goes
 * wrong here. */
static int report(const struct run *run)
{
    struct report_options options = {.table = stdout, .warnings = stderr};
    char error[RUN_ERROR_MAX] = "";
    int result = report_make(run->directory, &options, error, sizeof error);

    if (result < 0)
        fprintf(stderr, "muxbench: run: no report: %s\n", error);
    else
        printf("\nreport: %s/report.html (report.md, charts/)\n",
               run->directory);
    printf("records: %s/rounds.jsonl\n", run->directory);
    return result;
}

/* A run is whole when every block that failed was run once more. */
static int finish(const struct run *run, const struct run_options *options)
{
    int result = run_note_end(run);

    if (result < 0)
        die(EXIT_FAILED, "run: %s/manifest.json: %s", run->directory,
            strerror(-result));
    if (!options->order.no_report)
        result = report(run);
    run_print_end(run, clock_now() - options->started, stdout);
    fflush(stdout);
    if (run->failed > 0)
        fprintf(stderr,
                "muxbench: %zu of %zu rounds failed: %zu blocks were run once "
                "more, %zu are missing; rounds.jsonl says why\n",
                run->failed, run->done, run->repeated, run->missing);
    return result < 0 || run->missing > 0 ? EXIT_FAILED : 0;
}

/* Nothing is recorded yet; the directory was only claimed. */
static void give_up(struct run *run, const char *what, const char *error)
{
    run_unclaim(run);
    if (!*cmd_stop())
        die(EXIT_FAILED, "run: %s%s", what, error);
    fputs("muxbench: interrupted before the first round\n", stderr);
    exit(EXIT_INTERRUPTED);
}

/* Rows that fail the check are left out, and the plan is made without them. */
static void admit(struct run *run)
{
    char error[RUN_ERROR_MAX];

    if (run_admit(run, error) < 0)
        give_up(run, "", error);
}

/* A few rounds that settle times and placement; the plan is made of them. */
static void pilot(struct run *run)
{
    int result;

    if (!run_pilot_due(run))
        return;
    printf("pilot     about %.0f s\n", (double)run_pilot_expected(run) / 1e9);
    fflush(stdout);
    result = run_pilot(run);
    if (result < 0)
        give_up(run, "pilot: ", strerror(-result));
}

/* Rates that are shares of what the reference serves become numbers. */
static void saturate(struct run *run)
{
    char error[RUN_ERROR_MAX];
    int result;

    if (!run_saturation_due(run))
        return;
    printf("saturation about %.0f s\n",
           (double)run_saturation_expected(run) / 1e9);
    fflush(stdout);
    result = run_saturate(run, error);
    if (result < 0)
        give_up(run,
                "saturation: ", result == -EINVAL ? error : strerror(-result));
}

/* Everything that can be wrong is found here. */
static void prepare(struct run *run, struct run_options *options)
{
    char error[RUN_ERROR_MAX];
    int result = 0;

    if (options->resume)
        result = run_resume_read(&options->of, options->resume, &options->order,
                                 error);
    if (result == 0)
        result = run_prepare(run, &options->order, error);
    if (result < 0)
        die(result == -EINVAL ? EXIT_USAGE : EXIT_FAILED, "run: %s", error);
    if (options->dry_run || options->resume)
        run_pilot_skip(run, options->resume ? "settled before" : "a dry run");
    if (options->dry_run)
        return;
    cmd_catch_signals();
    result = options->resume ? run_reopen(run, &options->of, error)
                             : run_claim(run, error);
    if (result < 0)
        die(EXIT_FAILED, "run: %s", error);
}

/* Up to the first round, whose directory is ready then. */
static void open_run(struct run *run, const struct run_options *options)
{
    char error[RUN_ERROR_MAX];

    if (options->dry_run || options->resume)
        return;
    admit(run);
    pilot(run);
    saturate(run);
    if (run_open(run, error) < 0)
        die(EXIT_FAILED, "run: %s", error);
    run->before_ns = clock_now() - options->started;
}

int cmd_run(int argc, char **argv)
{
    struct run_options options = {0};
    struct run run;
    char error[RUN_ERROR_MAX];
    int result = 0;

    options.started = clock_now();
    options.order.stop = cmd_stop();
    cmd_run_read_options(&options, argc, argv);
    prepare(&run, &options);
    open_run(&run, &options);
    if (run_expect(&run) < 0)
        die(EXIT_FAILED, "run: out of memory");
    run_print_plan(&run, stdout);
    if (!options.dry_run) {
        printf("results   %s\n\n", run.directory);
        fflush(stdout);
        measure(&run, error, &result);
        if (result < 0 && result != -EINTR)
            die(EXIT_FAILED, "run: %s", error);
        result = result < 0 ? interrupted(&run) : finish(&run, &options);
    }
    run_free(&run);
    run_resume_free(&options.of);
    return result;
}
