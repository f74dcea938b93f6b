#include "report_warnings.h"

#include <stdio.h>
#include <string.h>

#include "report_family.h"
#include "report_format.h"
#include "report_meters.h"
#include "report_mode.h"

static void warn_twin(const struct report_point *p, struct lines *out)
{
    for (int i = 0; i < MEASURE_COUNT; i++) {
        enum measure m = (enum measure)i;
        char ratio[FORMAT_SIZE], floor[FORMAT_SIZE];

        if (!report_twin_differs(p, m))
            continue;
        format_value(ratio, QUANTITY_RATIO, &p->twin->ratio[m]);
        format_difference(floor, report_noise_floor(p, m));
        lines_add(out,
                  "%s, %s: the reference differed from itself in %s: ratio "
                  "%s. Differences smaller than %s are not to be trusted "
                  "there.",
                  p->scenario->name, p->name, measure_info(m)->title, ratio,
                  floor);
    }
}

static void warn_dropped(const struct report_point *p, struct lines *out)
{
    if (p->dropped > 0)
        lines_add(out,
                  "%s, %s: %zu of %zu blocks do not count, because a round "
                  "failed in them.%s",
                  p->scenario->name, p->name, p->dropped, p->blocks,
                  5 * p->dropped > p->blocks
                      ? " That is more than a fifth: take the rest with care."
                      : "");
}

/* A wall is no fault of the run. */
static void warn_missing(const struct report_point *p, struct lines *out)
{
    for (size_t i = 0; i < p->cell_count; i++) {
        if (p->cells[i].missing[0] != '\0' && p->cells[i].wall == NULL)
            lines_add(out, "%s, %s: %s has no numbers: %s.", p->scenario->name,
                      p->name, p->cells[i].label, p->cells[i].missing);
    }
}

/* The names of the cells a condition holds for, with commas. */
static void names(const struct report_point *p,
                  bool (*holds)(const struct report_cell *), char *room,
                  size_t size)
{
    size_t length = 0;

    *room = '\0';
    for (size_t i = 0; i < p->cell_count && length < size; i++) {
        if (holds(&p->cells[i]))
            length +=
                (size_t)snprintf(room + length, size - length, "%s%s",
                                 length == 0 ? "" : ", ", p->cells[i].label);
    }
}

/* That it holds for every row that was measured. */
static bool all(const struct report_point *p,
                bool (*holds)(const struct report_cell *))
{
    size_t i = 0;

    while (i < p->cell_count &&
           (p->cells[i].round_count == 0 || holds(&p->cells[i])))
        i++;
    return i == p->cell_count && i > 1;
}

static bool is_server_bound(const struct report_cell *cell)
{
    return cell->server_bound;
}

static bool is_idle(const struct report_cell *cell)
{
    return cell->idle;
}

static bool is_unsteady(const struct report_cell *cell)
{
    return cell->unsteady;
}

/* Of those that think; what is saturated is told of by itself. */
static bool is_overloaded(const struct report_cell *cell)
{
    return cell->overloaded && !cell->saturated && !cell->control;
}

static bool has_too_few(const struct report_cell *cell)
{
    return cell->round_count > 0 && cell->round_count < STATS_INTERVAL_MIN;
}

/* "epoll (12 of 340), poll (40 of 345)": left at the ends, of those due. */
static void backlogs(const struct report_point *p, char *room, size_t size)
{
    size_t length = 0;

    *room = '\0';
    for (size_t i = 0; i < p->cell_count && length < size; i++) {
        const struct report_cell *cell = &p->cells[i];

        if (cell->saturated)
            length +=
                (size_t)snprintf(room + length, size - length,
                                 "%s%s (%llu of %llu)", length == 0 ? "" : ", ",
                                 cell->label, (unsigned long long)cell->backlog,
                                 (unsigned long long)cell->due);
    }
}

static void warn_saturated(const struct report_point *p, struct lines *out)
{
    bool push = p->scenario->mode == SCENARIO_PUSH;
    char who[2048];

    backlogs(p, who, sizeof who);
    if (*who != '\0')
        lines_add(out,
                  "%s, %s: saturated, with so many of the %s due in the "
                  "windows not %s at their ends: %s. Who does not carry a "
                  "rate%s has no percentiles there, and is not ranked by CPU "
                  "per request.",
                  p->scenario->name, p->name, push ? "answers" : "requests",
                  push ? "sent" : "begun", who,
                  push ? ", or whose server was late," : "");
}

/* The rounds that have such a percentile are those with the most requests. */
static void warn_partial(const struct report_point *p, struct lines *out)
{
    for (int m = 0; m < MEASURE_COUNT; m++)
        for (size_t i = 0; i < p->cell_count; i++) {
            const struct report_cell *cell = &p->cells[i];

            if (mode_compares(p->scenario->mode, (enum measure)m) &&
                !cell->control && report_is_partial(cell, (enum measure)m))
                lines_add(out,
                          "%s, %s: %s is not ranked by %s: %zu of its %zu "
                          "rounds had too few requests for it.",
                          p->scenario->name, p->name, cell->label,
                          measure_info((enum measure)m)->title,
                          cell->round_count - cell->value[m].n,
                          cell->round_count);
        }
}

static void warn_cells(const struct report_point *p, struct lines *out)
{
    char who[1024];

    names(p, is_server_bound, who, sizeof who);
    if (*who != '\0')
        lines_add(out,
                  "%s, %s: the server was at its limit with %s. Their "
                  "throughput and latency show the server's limit as well.",
                  p->scenario->name, p->name, who);
    warn_saturated(p, out);
    names(p, is_overloaded, who, sizeof who);
    if (*who != '\0')
        lines_add(out,
                  "%s, %s: overloaded: clients waited so long for answers of "
                  "%s that they asked for less than %.0f %% of what their "
                  "pauses allow. Such a row is not ranked by CPU per request: "
                  "it is that of a lower load.",
                  p->scenario->name, p->name, who, 100 * VALIDITY_CARRIED);
    names(p, is_idle, who, sizeof who);
    if (*who != '\0')
        lines_add(out,
                  "%s, %s: less than 90 %% of the connections had a request "
                  "under way with %s: requests waited inside the client, and "
                  "their service times do not show it.",
                  p->scenario->name, p->name, who);
    names(p, is_unsteady, who, sizeof who);
    if (*who != '\0')
        lines_add(out,
                  "%s, %s: the rate was not steady inside the windows with "
                  "%s: it rose or fell by more than 2 %%, or its first tenth "
                  "was off by that. Such a row is not ranked; where it is the "
                  "reference, nothing is. A longer warm-up may help.",
                  p->scenario->name, p->name, who);
    names(p, has_too_few, who, sizeof who);
    if (*who != '\0' && all(p, has_too_few))
        snprintf(who, sizeof who, "any row");
    if (*who != '\0')
        lines_add(out,
                  "%s, %s: fewer than %d rounds count of %s, so there is no "
                  "interval and nothing is said of them.",
                  p->scenario->name, p->name, STATS_INTERVAL_MIN, who);
    warn_partial(p, out);
    if (p->reference == NULL)
        lines_add(out,
                  "%s, %s: the reference is not part of the run: there are "
                  "no ratios and there is no noise floor.",
                  p->scenario->name, p->name);
}

static void warn_records(const struct report_summary *s, struct lines *out)
{
    const struct record_list *rounds = s->rounds;

    if (rounds->fault_count > 0)
        lines_add(out,
                  "rounds.jsonl: %zu line%s could not be read and %s left "
                  "out; see Diagnostics.",
                  rounds->fault_count, rounds->fault_count == 1 ? "" : "s",
                  rounds->fault_count == 1 ? "is" : "are");
    if (s->unknown.count > 0)
        lines_add(out,
                  "rounds.jsonl: %zu round%s not part of the plan; see "
                  "Diagnostics.",
                  s->unknown.count, s->unknown.count == 1 ? " is" : "s are");
    if (rounds->count < (size_t)s->manifest->rounds &&
        json_is_null(report_manifest_value(s->manifest, NULL, "ended")))
        lines_add(out,
                  "Of %d planned rounds, %zu are there: the run was ended "
                  "early, or lines are lost.",
                  s->manifest->rounds, rounds->count);
}

static void warn_of_check(const struct report_summary *s, struct lines *out)
{
    const struct report_manifest *m = s->manifest;
    json_t *row;
    size_t i;

    if (json_is_false(report_manifest_value(m, "check", "run")))
        lines_add(out, "The backends were not checked before the run "
                       "(--no-check): that they do the same work was not "
                       "shown.");
    json_array_foreach(report_manifest_value(m, "check", "left_out"), i, row)
    {
        const char *name = json_string_value(json_object_get(row, "backend"));
        const char *why = json_string_value(json_object_get(row, "reason"));

        lines_add(out, "%s was left out: %s", name == NULL ? "?" : name,
                  why == NULL ? "not told" : why);
    }
}

/* The points that were stopped for this reason, with commas; how many. */
static size_t stopped(const struct report_manifest *m, const char *why,
                      char *names, size_t size)
{
    json_t *points = report_manifest_value(m, "ended", "points"), *point;
    size_t i, count = 0, length = 0;

    *names = '\0';
    json_array_foreach(points, i, point)
    {
        const char *scenario, *name, *was;

        if (json_unpack(point, "{s:s, s:s, s:s}", "scenario", &scenario,
                        "point", &name, "stopped", &was) < 0 ||
            strcmp(was, why) != 0)
            continue;
        if (length < size)
            length += (size_t)snprintf(names + length, size - length, "%s%s %s",
                                       count ? ", " : "", scenario, name);
        count++;
    }
    return count;
}

static void warn_stopped(const struct report_manifest *m, struct lines *out)
{
    double budget =
        json_number_value(report_manifest_value(m, NULL, "budget_s"));
    char names[1024];

    if (stopped(m, "budget", names, sizeof names) > 0)
        lines_add(out,
                  "The budget of %.0f s ended the run; these would have had "
                  "more blocks: %s.",
                  budget, names);
    if (stopped(m, "most", names, sizeof names) > 0)
        lines_add(out,
                  "Not precise after %d blocks, the most the profile takes "
                  "(an interval of a ratio is wider than half of delta to "
                  "each side): %s.",
                  m->blocks, names);
}

static void warn_of_run(const struct report_summary *s, struct lines *out)
{
    const struct report_manifest *m = s->manifest;
    const char *mode = report_manifest_text(m, "placement", "mode");
    const char *reason = report_manifest_text(m, "placement", "reason");
    const char *hides = report_manifest_text(m, "placement", "hides");

    for (size_t i = 0; i < m->scenario_count; i++) {
        if (m->scenarios[i].reason != NULL)
            lines_add(out, "%s was not run: %s.", m->scenarios[i].name,
                      m->scenarios[i].reason);
    }
    if (mode != NULL && strcmp(mode, "split") != 0)
        lines_add(
            out,
            "Client and server did not have CPUs of their own "
            "(placement: %s%s%s).%s%s%s",
            mode, reason == NULL ? "" : ", ", reason == NULL ? "" : reason,
            hides == NULL ? "" : " It hides: ", hides == NULL ? "" : hides,
            hides == NULL ? "" : ".");
    for (size_t i = 0; i < m->backend_count; i++)
        if (m->backends[i].selected && m->backends[i].shares_cpu)
            lines_add(out,
                      "%s: its loop, or a thread of the kernel's beside it, "
                      "spins, and had no CPU of its own for that: it took "
                      "turns with others, and all numbers of this row show "
                      "it.",
                      m->backends[i].name);
    if (m->target != NULL)
        lines_add(out,
                  "The server was not the local one but %s: answers were "
                  "checked without tokens, its CPU time is not known.",
                  m->target);
    if (json_is_true(report_manifest_value(m, NULL, "dirty")))
        lines_add(out, "The program was built from a tree with changes that "
                       "its commit does not have.");
}

/* Where the machine has ended a list of points. */
static void warn_notes(const struct report_manifest *m, struct lines *out)
{
    for (size_t i = 0; i < m->scenario_count; i++)
        if (m->scenarios[i].note != NULL)
            lines_add(out, "%s: %s.", m->scenarios[i].name,
                      m->scenarios[i].note);
}

void report_warnings(const struct report_summary *s, struct lines *out)
{
    warn_notes(s->manifest, out);
    for (size_t i = 0; i < s->point_count; i++)
        warn_twin(&s->points[i], out);
    warn_records(s, out);
    warn_stopped(s->manifest, out);
    for (size_t i = 0; i < s->point_count; i++) {
        warn_dropped(&s->points[i], out);
        warn_missing(&s->points[i], out);
        warn_cells(&s->points[i], out);
        report_warn_platform(&s->points[i], out);
    }
    report_warn_extra(s, out);
    warn_of_check(s, out);
    warn_of_run(s, out);
}
