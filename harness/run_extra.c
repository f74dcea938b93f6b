#include "run_extra.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backend.h"
#include "clock.h"
#include "progress.h"
#include "record.h"
#include "round.h"
#include "run.h"
#include "run_resume.h"

/* The part under way. */
struct extra {
    struct run *run;
    struct round_setting setting;
    struct placement strong;     /* of capacity rounds */
    struct record_list recorded; /* by an earlier part of the run */
    struct progress *progress;
    int file;
};

static const char *kind_of(const struct plan_round *p)
{
    return p->kind == PLAN_CAPACITY ? RECORD_CAPACITY : RECORD_INSTRUMENTED;
}

static bool is_recorded(const struct extra *e, const struct plan_round *p)
{
    for (size_t i = 0; i < e->recorded.count; i++) {
        const struct record *r = &e->recorded.records[i];

        if (strcmp(r->kind, kind_of(p)) == 0 && r->block == p->block &&
            strcmp(r->scenario, p->point->scenario->name) == 0 &&
            strcmp(r->point, p->point->name) == 0 &&
            strcmp(r->backend, p->backend->name) == 0)
            return true;
    }
    return false;
}

static int measure(struct extra *e, size_t index)
{
    const struct plan_round *p = &e->run->extra.plan.rounds[index];
    struct round_setting setting = e->setting;
    struct record record;
    char *line = NULL;
    int result;

    if (p->kind == PLAN_CAPACITY)
        setting.placement = e->strong;
    record_init(&record);
    progress_start(e->progress, index);
    result = round_run(&setting, p, (int)index + 1, &record);
    if (result == 0) {
        line = record_to_line(&record);
        result = line ? run_append_to(e->file, line) : -ENOMEM;
    }
    if (result == 0)
        progress_end(e->progress, index, record.ok ? NULL : record.reason);
    free(line);
    record_free(&record);
    return result;
}

static int run_one(struct extra *e, size_t index)
{
    struct run *run = e->run;
    const struct plan_round *p = &run->extra.plan.rounds[index];

    if (is_recorded(e, p)) {
        progress_skip(e->progress, index);
        return 0;
    }
    if (*e->setting.stop)
        return -EINTR;
    if (!run_fits(run, &e->setting, e->progress, plan_round_expected(p))) {
        run->extra.left_out++;
        progress_drop(e->progress, index);
        return 0;
    }
    return measure(e, index);
}

static int run_part(struct extra *e, size_t from, size_t to)
{
    char reason[128];
    int result = 0;

    /* Without a place for them there are no capacity rounds. */
    run_extra_place(e->run, &e->strong, reason, sizeof reason);
    progress_turn(e->progress, &e->run->extra.plan);
    for (size_t i = from; i < to && result == 0; i++)
        result = run_one(e, i);
    progress_turn(e->progress, &e->run->plan);
    return result;
}

int run_extra_rounds(struct run *run, const struct round_setting *setting,
                     struct progress *progress, enum run_extra_part part)
{
    struct run_extra *extra = &run->extra;
    struct extra e = {.run = run, .setting = *setting, .progress = progress};
    char path[RUN_PATH_MAX];
    uint64_t started = clock_now();
    int result;

    if (extra->plan.round_count == 0)
        return 0;
    run_path(run, "extra.jsonl", path);
    e.file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    result = e.file < 0 ? -errno : run_mend_end(e.file);
    if (result == 0)
        result = record_read(&e.recorded, path);
    if (result == 0) {
        result = part == RUN_EXTRA_FIRST
                     ? run_part(&e, 0, extra->first)
                     : run_part(&e, extra->first, extra->plan.round_count);
        record_list_free(&e.recorded);
    }
    if (e.file >= 0)
        close(e.file);
    if (part == RUN_EXTRA_FIRST)
        extra->took_ns = clock_now() - started;
    return result;
}
