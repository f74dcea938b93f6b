/*
 * The times of a run that is gone on with are those of its manifest: a pilot
 * has settled them, and another one would come to others.
 */
#include <jansson.h>
#include <string.h>

#include "clock.h"
#include "run.h"

static bool is_text(const json_t *object, const char *name, const char *text)
{
    const char *value = json_string_value(json_object_get(object, name));

    return value && strcmp(value, text) == 0;
}

/* Null, or absent in a run from before there were pilots: as planned. */
static void take(uint64_t *ns, const json_t *point, const char *name)
{
    const json_t *value = json_object_get(point, name);

    if (json_is_integer(value) && json_integer_value(value) >= 0 &&
        (uint64_t)json_integer_value(value) <= 3600 * CLOCK_S)
        *ns = (uint64_t)json_integer_value(value);
}

/* Every row of the run has had its rates by it. */
static void take_saturation(struct plan_point *p, const json_t *point)
{
    const json_t *value = json_object_get(point, "saturation");

    if (p->share > 0 && json_integer_value(value) > 0)
        plan_point_saturate(p, (uint64_t)json_integer_value(value));
}

static void take_points(struct run *run, const json_t *scenario)
{
    const json_t *points = json_object_get(scenario, "points"), *point;

    for (size_t k = 0; k < json_array_size(points); k++)
        for (size_t i = 0; i < run->plan.point_count; i++) {
            struct plan_point *p = &run->plan.points[i];

            point = json_array_get(points, k);
            if (!is_text(scenario, "name", p->scenario->name) ||
                !is_text(point, "point", p->name))
                continue;
            take(&p->warmup_ns, point, "warmup_ns");
            take(&p->window_ns, point, "window_ns");
            take_saturation(p, point);
        }
}

void run_take_times(struct run *run, const json_t *manifest)
{
    const json_t *scenarios = json_object_get(manifest, "scenarios");
    const json_t *pilot = json_object_get(manifest, "pilot");
    double took = json_number_value(json_object_get(pilot, "took_s"));

    for (size_t i = 0; i < json_array_size(scenarios); i++)
        take_points(run, json_array_get(scenarios, i));
    run->before_ns = took > 0 ? (uint64_t)(took * 1e9) : 0;
}
