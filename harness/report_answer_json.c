/*
 * The answer in summary.json; results/README.md describes it.
 */
#include <inttypes.h>

#include "axes.h"
#include "json_build.h"
#include "report_answer.h"

static const char *state_name(enum winners_state state)
{
    switch (state) {
    case WINNERS_NOT_MEASURED:
        return "not measured";
    case WINNERS_REFUSED:
        return "not ranked";
    case WINNERS_UNDECIDED:
        return "undecided";
    case WINNERS_DECIDED:
        return "decided";
    }
    return "";
}

static json_t *names_of(const struct winners *w)
{
    json_t *list = json_array();
    int failed = 0;

    for (size_t i = 0; w->family && i < w->family->rows; i++)
        if (winners_has(w, i))
            failed |= json_array_append_new(
                list, json_string(w->family->cells[i]->backend->name));
    return json_build_end(list, failed);
}

json_t *report_answer_winners_json(const struct winners *w)
{
    return json_pack(
        "{s:s?, s:s, s:s?, s:o, s:I}", "measure",
        w->measure == MEASURE_COUNT ? NULL : measure_info(w->measure)->key,
        "state", state_name(w->state), "refused",
        w->state == WINNERS_REFUSED ? w->family->refused : NULL, "winners",
        names_of(w), "ranked", (json_int_t)w->rows);
}

static json_t *goal_json(const struct report_point *p, enum goal goal)
{
    struct winners w = winners_of(p, goal_measure(goal, p->scenario->mode));
    json_t *object = report_answer_winners_json(&w);
    int failed =
        json_object_set_new(object, "goal", json_string(goal_info(goal)->key));

    return json_build_end(object, failed);
}

static json_t *size_json(uint64_t size)
{
    return size < AXES_UNKNOWN ? json_integer((json_int_t)size) : json_null();
}

json_t *report_answer_point_json(const struct report_point *p)
{
    struct axes axes = axes_of(p);

    return json_pack("{s:s, s:s, s:I, s:I, s:o, s:I}", "scenario",
                     p->scenario->name, "point", p->name, "connections",
                     (json_int_t)axes.connections, "idle",
                     (json_int_t)axes.idle, "size_bytes", size_json(axes.size),
                     "cores", (json_int_t)axes.cores);
}

static json_t *decision_json(const struct report_point *p)
{
    json_t *object = report_answer_point_json(p), *goals = json_array();
    int failed = 0;

    for (int g = 0; g < GOAL_MEASURED; g++)
        failed |= json_array_append_new(goals, goal_json(p, (enum goal)g));
    failed |= json_object_set_new(object, "goals", goals);
    return json_build_end(object, failed);
}

json_t *report_answer_said_json(const struct report_summary *s, enum goal goal)
{
    struct lines lines = {NULL, 0, false};
    json_t *list = json_array();
    int failed;

    report_answer_goal(s, goal, &lines);
    failed = lines.failed;
    for (size_t i = 0; i < lines.count; i++)
        failed |=
            json_array_append_new(list, json_string_nocheck(lines.text[i]));
    lines_free(&lines);
    return json_pack("{s:s, s:o}", "goal", goal_info(goal)->key, "texts",
                     json_build_end(list, failed));
}

json_t *report_answer_json(const struct report_summary *s)
{
    json_t *decisions = json_array(), *said = json_array();
    int failed = 0;

    for (size_t i = 0; i < s->point_count; i++)
        failed |=
            json_array_append_new(decisions, decision_json(&s->points[i]));
    for (int g = 0; g < GOAL_COUNT; g++)
        failed |= json_array_append_new(
            said, report_answer_said_json(s, (enum goal)g));
    return json_build_end(
        json_pack("{s:o, s:o}", "said", said, "decisions", decisions), failed);
}
