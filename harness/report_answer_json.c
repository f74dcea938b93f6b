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

static json_t *winners_json(const struct report_point *p, enum goal goal)
{
    struct winners w = winners_of(p, goal_measure(goal, p->scenario->mode));

    return json_pack("{s:s, s:s?, s:s, s:s?, s:o, s:I}", "goal",
                     goal_info(goal)->key, "measure",
                     w.measure == MEASURE_COUNT ? NULL
                                                : measure_info(w.measure)->key,
                     "state", state_name(w.state), "refused",
                     w.state == WINNERS_REFUSED ? w.family->refused : NULL,
                     "winners", names_of(&w), "ranked", (json_int_t)w.rows);
}

static json_t *size_json(uint64_t size)
{
    return size < AXES_UNKNOWN ? json_integer((json_int_t)size) : json_null();
}

static json_t *place_json(const struct report_point *p)
{
    struct axes axes = axes_of(p);
    json_t *goals = json_array();
    int failed = 0;

    for (int g = 0; g < GOAL_MEASURED; g++)
        failed |= json_array_append_new(goals, winners_json(p, (enum goal)g));
    return json_pack(
        "{s:s, s:s, s:I, s:I, s:o, s:I, s:o}", "scenario", p->scenario->name,
        "point", p->name, "connections", (json_int_t)axes.connections, "idle",
        (json_int_t)axes.idle, "size_bytes", size_json(axes.size), "cores",
        (json_int_t)axes.cores, "goals", json_build_end(goals, failed));
}

static json_t *said_json(const struct report_summary *s, enum goal goal)
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
    json_t *places = json_array(), *said = json_array();
    int failed = 0;

    for (size_t i = 0; i < s->point_count; i++)
        failed |= json_array_append_new(places, place_json(&s->points[i]));
    for (int g = 0; g < GOAL_COUNT; g++)
        failed |= json_array_append_new(said, said_json(s, (enum goal)g));
    return json_build_end(
        json_pack("{s:o, s:o}", "said", said, "decisions", places), failed);
}
