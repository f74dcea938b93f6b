/*
 * The records of a session: two directories, a line to one of them after each
 * round, on the disk at the end of its block.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "live.h"
#include "netns.h"
#include "progress.h"
#include "round.h"

/* results/20240131T235959Z-live */
static void name_directory(struct live *live)
{
    time_t now = time(NULL);
    char text[32];
    struct tm utc;

    if (live->order->run.out) {
        snprintf(live->directory, sizeof live->directory, "%s",
                 live->order->run.out);
        return;
    }
    strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
    snprintf(live->directory, sizeof live->directory, "results/%s-live", text);
    mkdir("results", 0777); /* when it fails, the next one tells */
}

/* Texts that the build knows of its rows better than this program. */
static void set_rows(json_t *manifest, const struct live_side *s)
{
    json_t *row;
    size_t i;

    json_array_foreach(json_object_get(manifest, "backends"), i, row)
    {
        const char *name = json_string_value(json_object_get(row, "name"));
        const json_t *its = name ? live_backend(s, name) : NULL;
        json_t *reason = json_object_get(its, "reason");
        json_t *uses = json_object_get(its, "uses");

        json_object_set_new(row, "usable", json_boolean(json_is_null(reason)));
        json_object_set_new(row, "reason",
                            !its ? json_string("it has no such backend")
                                 : json_deep_copy(reason));
        json_object_set_new(row, "uses",
                            json_is_null(reason) ? json_deep_copy(uses)
                                                 : json_null());
    }
}

/* The manifest is that of an ordinary run, of this build. */
static int set_manifest(const struct live *live, int index)
{
    static const char *const of_build[] = {"version", "commit", "dirty",
                                           "build", "libraries"};
    const struct live_side *s = &live->sides[index];
    char path[RUN_PATH_MAX], session[64];
    json_t *manifest;
    int result;

    run_path(&s->run, "manifest.json", path);
    manifest = json_load_file(path, 0, NULL);
    if (!manifest)
        return -EIO;
    for (size_t i = 0; i < sizeof of_build / sizeof *of_build; i++)
        json_object_set(manifest, of_build[i],
                        json_object_get(s->hello, of_build[i]));
    set_rows(manifest, s);
    snprintf(session, sizeof session, "%016" PRIx64 "-%" PRIu64,
             live->plan_order.seed, live->started);
    json_object_set_new(
        manifest, "rounds",
        json_integer((json_int_t)live->run.plan.round_count / 2));
    json_object_set_new(manifest, "live",
                        json_pack("{s:s, s:s}", "session", session, "side",
                                  index == 0 ? "A" : "B"));
    result = run_write_json(&s->run, "manifest.json", manifest);
    json_decref(manifest);
    return result;
}

static int open_side(struct live *live, int index, char *error)
{
    struct live_side *s = &live->sides[index];
    int result;

    if (strlen(live->directory) > RUN_PATH_MAX - 96) {
        snprintf(error, RUN_ERROR_MAX, "--out: the path is too long");
        return -ENAMETOOLONG;
    }
    snprintf(s->directory, sizeof s->directory, "%.900s/%c", live->directory,
             'a' + index);
    s->order = live->order->run;
    s->order.out = s->directory;
    s->order.program = s->binary;
    s->order.no_pilot = true;
    s->run = live->run;
    s->run.order = &s->order;
    result = run_open(&s->run, error);
    if (result < 0)
        return result;
    result = set_manifest(live, index);
    if (result < 0)
        snprintf(error, RUN_ERROR_MAX, "%s/manifest.json: %s", s->directory,
                 strerror(-result));
    return result;
}

int live_open(struct live *live, char *error)
{
    int result;

    live->started = (uint64_t)time(NULL);
    name_directory(live);
    if (mkdir(live->directory, 0777) < 0 && errno != EEXIST) {
        result = -errno;
        snprintf(error, RUN_ERROR_MAX, "results directory %s: %s",
                 live->directory, strerror(-result));
        return result;
    }
    result = open_side(live, 0, error);
    return result < 0 ? result : open_side(live, 1, error);
}

static int side_of(const struct plan_round *round)
{
    return ((const struct live_row *)(const void *)round->backend)->side;
}

static int keep(struct live *live, int side, const struct record *record)
{
    char *line = record_to_line(record);
    int result = line ? run_append(&live->sides[side].run, line) : -ENOMEM;

    free(line);
    return result;
}

static int run_one(struct live *live, struct round_setting *setting,
                   size_t index, struct progress *progress, bool *failed)
{
    const struct plan_round *round = &live->run.plan.rounds[index];
    int side = side_of(round), result;
    struct record record;

    setting->program = live->sides[side].binary;
    record_init(&record);
    progress_start(progress, index);
    result = round_run(setting, round, (int)index + 1, &record);
    if (result == 0)
        result = keep(live, side, &record);
    if (result == 0) {
        live->done++;
        live->failed += !record.ok;
        *failed = *failed || !record.ok;
        progress_end(progress, index, record.ok ? NULL : record.reason);
    }
    record_free(&record);
    return result;
}

static bool ends_block(const struct live *live, size_t index)
{
    const struct plan_round *round = &live->run.plan.rounds[index];

    return index + 1 == live->run.plan.round_count ||
           round[1].block != round->block || round[1].point != round->point;
}

static int sync_both(const struct live *live)
{
    for (int side = 0; side < 2; side++)
        if (fsync(live->sides[side].run.records) < 0)
            return -errno;
    return 0;
}

/* A block in which a round failed is run once more, at the end. */
static int repeat_block(struct live *live, size_t last,
                        struct progress *progress)
{
    int added = plan_repeat(&live->run.plan, last);

    live->missing += added == 0;
    if (added > 0)
        progress_more(progress, (size_t)added);
    return added < 0 ? added : 0;
}

static int run_all(struct live *live, struct round_setting *setting,
                   struct progress *progress)
{
    bool failed = false;
    int result = 0;

    for (size_t i = 0; i < live->run.plan.round_count && result == 0; i++) {
        result = *setting->stop ? -EINTR
                                : run_one(live, setting, i, progress, &failed);
        if (result < 0 || !ends_block(live, i))
            continue;
        result = sync_both(live);
        if (result == 0 && failed)
            result = repeat_block(live, i, progress);
        failed = false;
    }
    return result;
}

/* A directory for what hyperfine writes. */
static int make_scratch(char *path, size_t size)
{
    const char *base = getenv("TMPDIR");

    snprintf(path, size, "%s/muxbench.XXXXXX", base && *base ? base : "/tmp");
    return mkdtemp(path) ? 0 : -errno;
}

int live_rounds(struct live *live, struct progress *progress, char *error)
{
    char scratch[RUN_PATH_MAX];
    struct round_setting setting = {
        .placement = live->run.placement,
        .namespaces = live->run.namespaces,
        .foreign = true,
        .hyperfine = live->run.hyperfine,
        .scratch = scratch,
        .run_started = clock_now(),
        .stop = live->order->run.stop,
    };
    int home = live->run.namespaces ? netns_current() : -ENOTSUP;
    int result = make_scratch(scratch, sizeof scratch);

    if (result == 0) {
        result = run_all(live, &setting, progress);
        rmdir(scratch);
    }
    if (result < 0 && result != -EINTR)
        snprintf(error, RUN_ERROR_MAX, "records in %s cannot be written: %s",
                 live->directory, strerror(-result));
    if (home >= 0) {
        netns_enter(home);
        close(home);
    }
    return result;
}
