/*
 * What the pilot found, for the manifest and for the plan.
 */
#include <inttypes.h>
#include <string.h>

#include "backend.h"
#include "clock.h"
#include "pilot.h"
#include "run.h"
#include "run_pilot.h"

static json_t *noise_of(const struct pilot *pilot,
                        const struct pilot_place *place)
{
    if (pilot->pairs == 0)
        return json_null();
    return json_pack("{s:f, s:f}", "requests_per_s", place->rate,
                     "cpu_ns_per_request", place->cpu);
}

static json_t *place_of(const struct pilot *pilot)
{
    const struct plan_point *p = pilot->pairs > 0 ? pilot->place : NULL;

    return json_pack(
        "{s:o, s:o, s:I, s:o, s:o, s:o}", "scenario",
        p ? json_string(p->scenario->name) : json_null(), "point",
        p ? json_string(p->name) : json_null(), "pairs",
        (json_int_t)pilot->pairs, "split", noise_of(pilot, &pilot->split),
        "shared", noise_of(pilot, &pilot->shared), "reason",
        *pilot->unplaced ? json_string(pilot->unplaced) : json_null());
}

static json_t *point_of(const struct pilot_point *found)
{
    const struct plan_point *p = found->point;
    bool row = found->slowest != NULL;

    return json_pack(
        "{s:s, s:s, s:o, s:o, s:o, s:o}", "scenario", p->scenario->name,
        "point", p->name, "slowest",
        row ? json_string(found->slowest->name) : json_null(),
        "slowest_requests_per_s",
        row ? json_real(found->slowest_rate) : json_null(), "steady_after_ns",
        found->warmup ? json_integer((json_int_t)(found->cut * PILOT_BIN_NS))
                      : json_null(),
        "percentile",
        found->window ? json_real(found->per_mille / 10.0) : json_null());
}

json_t *run_pilot_manifest(const struct run *run)
{
    const struct pilot *pilot = &run->pilot;
    json_t *points = json_array();

    for (size_t i = 0; i < pilot->point_count; i++)
        json_array_append_new(points, point_of(&pilot->points[i]));
    return json_pack(
        "{s:o, s:I, s:f, s:o, s:o}", "skipped",
        *pilot->skipped ? json_string(pilot->skipped) : json_null(), "rounds",
        (json_int_t)pilot->rounds, "took_s", (double)pilot->took_ns / 1e9,
        "placement", place_of(pilot), "points", points);
}

static void print_point(const struct pilot_point *found, FILE *file)
{
    const struct plan_point *p = found->point;

    fprintf(file, "          %s %s:", p->scenario->name, p->name);
    if (found->warmup)
        fprintf(file, " steady after %" PRIu64 " ms, warm-up %" PRIu64 " ms",
                found->cut * PILOT_BIN_NS / CLOCK_MS, p->warmup_ns / CLOCK_MS);
    else
        fprintf(file, " warm-up %" PRIu64 " ms as it was",
                p->warmup_ns / CLOCK_MS);
    if (!found->window)
        fprintf(file, ", window %" PRIu64 " ms as it was\n",
                p->window_ns / CLOCK_MS);
    else if (found->per_mille > 0)
        fprintf(file, ", window %" PRIu64 " s for p%g of %s at %.0f a second\n",
                p->window_ns / CLOCK_S, found->per_mille / 10.0,
                found->slowest->name, found->slowest_rate);
    else
        fprintf(file,
                ", window %" PRIu64 " s: %s has too few requests for a "
                "percentile\n",
                p->window_ns / CLOCK_S, found->slowest->name);
}

void run_pilot_print(const struct run *run, FILE *file)
{
    const struct pilot *pilot = &run->pilot;

    if (*pilot->skipped) {
        fprintf(file, "pilot     none: %s\n", pilot->skipped);
        return;
    }
    fprintf(file,
            "pilot     %zu rounds in %.1f s; for the warm-up the reference "
            "and the slowest row\n",
            pilot->rounds, (double)pilot->took_ns / 1e9);
    for (size_t i = 0; i < pilot->point_count; i++)
        print_point(&pilot->points[i], file);
}
