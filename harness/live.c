#include "live.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "progress.h"
#include "stats.h"
#include "verdict.h"

/* Measures that a round of a window is compared in. */
#define MEASURES 5

/* Why a build cannot run this backend; NULL: it can. */
static const char *refusal(const struct live_side *s, const char *name)
{
    const json_t *row = live_backend(s, name);

    return row ? json_string_value(json_object_get(row, "reason"))
               : "it has no such backend";
}

/* A row that one build lacks is left out, unless it was asked for. */
static int choose_rows(struct live *live, char *error)
{
    struct run *run = &live->run;

    for (size_t i = 0; i < run->row_count; i++)
        for (int side = 0; side < 2 && run->rows[i].selected; side++) {
            const char *name = run->rows[i].backend->name;
            const char *reason = refusal(&live->sides[side], name);

            run->rows[i].selected = reason == NULL;
            if (!reason || run->order->backend_count == 0)
                continue;
            snprintf(error, RUN_ERROR_MAX, "backend '%s' cannot run in %c: %s",
                     name, 'A' + side, reason);
            return -EINVAL;
        }
    run_take_rows(run);
    if (run->plan_order.backend_count > 0)
        return 0;
    snprintf(error, RUN_ERROR_MAX, "no backend can run in both builds");
    return -EINVAL;
}

/* Both builds say that they know of this. */
static bool both_say(const struct live *live, const char *what)
{
    return json_is_true(json_object_get(live->sides[0].hello, what)) &&
           json_is_true(json_object_get(live->sides[1].hello, what));
}

/* What there is about a scenario that not every build knows of, or that is
 * settled in a run alone; NULL: nothing. */
static const char *unknown_to_one(const struct live *live,
                                  const struct scenario *s)
{
    if (s->sweeps[SWEEP_RATE].count > 0 && !both_say(live, "rates"))
        return "a rate, which is from after one of the builds";
    if (scenario_has_shares(s))
        return "rates as shares of saturation, which only a run finds; put "
               "numbers into a file of your own";
    if ((s->sweeps[SWEEP_IDLE].count > 0 || s->sweeps[SWEEP_SIZE].count > 0 ||
         s->sweeps[SWEEP_PIECES].count > 0 || s->delay.given ||
         s->arrivals == SCHEDULE_BURST) &&
        !both_say(live, "points"))
        return "points of a kind which is from after one of the builds";
    if (s->hog > 0 && !both_say(live, "hog"))
        return "a hog, which is from after one of the builds";
    if (s->faults.count > 0 && !both_say(live, "faults"))
        return "faults, which are from after one of the builds";
    return NULL;
}

/* A build from before clients were told of rates would do nothing at the due
 * times, one from before points another load: such a scenario is left out,
 * unless it was asked for. */
static int choose_scenarios(struct live *live, char *error)
{
    struct run *run = &live->run;
    size_t count = 0;

    for (size_t i = 0; i < run->plan_order.scenario_count; i++) {
        const struct scenario *s = run->planned[i];
        const char *unknown = unknown_to_one(live, s);

        if (!unknown) {
            run->planned[count++] = s;
        } else if (run->order->scenario_count > 0) {
            snprintf(error, RUN_ERROR_MAX, "scenario '%.64s' has %s", s->name,
                     unknown);
            return LIVE_INCOMPATIBLE;
        }
    }
    run->plan_order.scenario_count = count;
    return 0;
}

static int make_rows(struct live *live)
{
    const struct run *run = &live->run;
    size_t count = run->plan_order.backend_count;

    live->rows = calloc(2 * count, sizeof *live->rows);
    live->row_list = calloc(2 * count, sizeof *live->row_list);
    if (!live->rows || !live->row_list)
        return -ENOMEM;
    for (size_t i = 0; i < 2 * count; i++) {
        live->rows[i] = (struct live_row){*run->backends[i / 2], (int)(i % 2)};
        live->row_list[i] = &live->rows[i].backend;
    }
    return 0;
}

/* Fewest blocks with which Holm's smallest level can be reached over all that
 * is compared, and not below those of the profile. */
static int blocks_for(const struct live *live)
{
    double cells = (double)live->run.plan.point_count *
                   (double)live->run.plan_order.backend_count * MEASURES;
    int least = (int)ceil(1 + log2(cells / VERDICT_ALPHA));
    int usual = live->run.plan_order.profile->blocks_least;

    return usual > least ? usual : least;
}

static int make_plan(struct live *live, char *error)
{
    struct run *run = &live->run;

    live->plan_order = run->plan_order;
    live->plan_order.backends = live->row_list;
    live->plan_order.backend_count = 2 * run->plan_order.backend_count;
    live->plan_order.reference = NULL; /* no twin: A is what B is held to */
    live->plan_order.precise = false;
    if (run->order->blocks == 0)
        live->plan_order.blocks = blocks_for(live);
    if (live->plan_order.blocks > STATS_MAX) {
        snprintf(error, RUN_ERROR_MAX,
                 "--blocks: intervals are exact up to %d blocks", STATS_MAX);
        return -EINVAL;
    }
    run->plan_order.blocks = live->plan_order.blocks;
    run->plan_order.precise = false;
    plan_free(&run->plan);
    return plan_make(&run->plan, &live->plan_order);
}

int live_prepare(struct live *live, const struct live_order *order, char *error)
{
    int result = 0;

    memset(live, 0, sizeof *live);
    live->order = order;
    live->sides[0].run.records = live->sides[0].run.lock = -1;
    live->sides[1].run.records = live->sides[1].run.lock = -1;
    live->run.records = live->run.lock = -1;
    snprintf(error, RUN_ERROR_MAX, "out of memory");
    for (int side = 0; side < 2 && result == 0; side++)
        result = live_ask(&live->sides[side], order->binary[side], error);
    if (result == 0)
        result = run_prepare(&live->run, &order->run, error);
    if (result == 0)
        result = choose_rows(live, error);
    if (result == 0)
        result = choose_scenarios(live, error);
    if (result == 0)
        result = make_rows(live);
    return result == 0 ? make_plan(live, error) : result;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "unknown";
}

static void print_build(const struct live_side *s, char name, FILE *file)
{
    const json_t *build = json_object_get(s->hello, "build");

    fprintf(file, "%c         %s\n          commit %s%s, sha256 %.12s\n", name,
            s->binary, text_of(s->hello, "commit"),
            json_is_true(json_object_get(s->hello, "dirty"))
                ? " with uncommitted changes"
                : "",
            text_of(build, "sha256"));
}

void live_print_plan(const struct live *live, FILE *file)
{
    const struct run *run = &live->run;
    uint64_t s = (plan_expected(&run->plan) + CLOCK_S - 1) / CLOCK_S;

    print_build(&live->sides[0], 'A', file);
    print_build(&live->sides[1], 'B', file);
    fprintf(file, "blocks    %d in random order, seed 0x%016" PRIx64 "\n",
            live->plan_order.blocks, live->plan_order.seed);
    for (size_t i = 0; i < run->plan_order.backend_count; i++)
        fprintf(file, "%s%s", i == 0 ? "backends  " : ", ",
                run->backends[i]->name);
    fputc('\n', file);
    for (size_t i = 0; i < run->plan.point_count; i++)
        fprintf(file, "point     %s %s\n", run->plan.points[i].scenario->name,
                run->plan.points[i].name);
    fprintf(file,
            "placement %s (%s)\nserver    of this muxbench, for both\n"
            "rounds    %zu, in about %" PRIu64 " min %" PRIu64 " s\n",
            placement_name(run->placement.mode), run->placement.reason,
            run->plan.round_count, s / 60, s % 60);
}

void live_free(struct live *live)
{
    for (int side = 0; side < 2; side++) {
        json_decref(live->sides[side].hello);
        if (live->sides[side].run.records >= 0)
            close(live->sides[side].run.records);
        if (live->sides[side].run.lock >= 0)
            close(live->sides[side].run.lock);
    }
    free(live->rows);
    free(live->row_list);
    run_free(&live->run);
}
