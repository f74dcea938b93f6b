/*
 * How a run has ended: told in the manifest, so that a report knows which
 * rounds are missing on purpose.
 */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "run.h"

/* gnuplot is started for each chart, of which a point has a few. */
#define REPORT_FIXED (300 * CLOCK_MS)
#define REPORT_POINT (400 * CLOCK_MS)

uint64_t run_report_expected(const struct run *run)
{
    if (run->order->no_report)
        return 0;
    return REPORT_FIXED + run->plan.point_count * REPORT_POINT;
}

const char *run_stopped(const struct run *run, const struct plan_point *point)
{
    size_t blocks = (size_t)(point->blocks - point->repeats);

    if (run->reached[point - run->plan.points])
        return "precise";
    if (run->end == RUN_BUDGET &&
        stop_counted(&run->stop, point, point->blocks) < blocks)
        return "budget";
    return run->plan_order.precise ? "most" : "fixed";
}

static json_t *points_of(const struct run *run)
{
    json_t *array = json_array();

    for (size_t i = 0; i < run->plan.point_count; i++) {
        const struct plan_point *p = &run->plan.points[i];

        json_array_append_new(
            array, json_pack("{s:s, s:s, s:I, s:s}", "scenario",
                             p->scenario->name, "point", p->name, "blocks",
                             (json_int_t)stop_counted(&run->stop, p, p->blocks),
                             "stopped", run_stopped(run, p)));
    }
    return array;
}

int run_note_end(const struct run *run)
{
    char path[RUN_PATH_MAX];
    json_t *manifest, *ended;
    int result;

    run_path(run, "manifest.json", path);
    manifest = json_load_file(path, 0, NULL);
    if (!manifest)
        return -EINVAL;
    ended = json_pack(
        "{s:f, s:b, s:I, s:o}", "rounds_s", (double)run->rounds_ns / 1e9,
        "budget", run->end == RUN_BUDGET, "extra_left_out",
        (json_int_t)run->extra.left_out, "points", points_of(run));
    json_object_set_new(manifest, "ended", ended);
    result = run_write_json(run, "manifest.json", manifest);
    json_decref(manifest);
    return result;
}
