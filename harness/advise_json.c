#include <errno.h>

#include "advise.h"
#include "json_build.h"
#include "report_answer.h"

static json_t *cell_json(const struct advise_cell *cell)
{
    json_t *object = report_answer_point_json(cell->point);
    json_t *winners = report_answer_winners_json(&cell->winners);
    int failed = json_object_update(object, winners);

    failed |= json_object_set_new(object, "fit",
                                  json_string(advise_fit_name(cell->fit)));
    json_decref(winners);
    return json_build_end(object, failed);
}

static json_t *common_json(const struct advice *a,
                           const struct report_manifest *m)
{
    json_t *list = json_array();
    int failed = 0;

    for (size_t i = 0; i < m->backend_count; i++)
        if (advise_always(a, m->backends[i].name))
            failed |=
                json_array_append_new(list, json_string(m->backends[i].name));
    return json_build_end(list, failed);
}

static json_t *advice_json(const struct advise_order *order,
                           const struct advice *a)
{
    char command[ADVISE_COMMAND_MAX];
    json_t *cells = json_array();
    int failed = 0;

    for (size_t i = 0; i < a->count; i++)
        failed |= json_array_append_new(cells, cell_json(&a->cells[i]));
    advise_command(&order->question, a->goal, command);
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:s}", "goal",
                     goal_info(a->goal)->key, "run", a->source->dir, "fit",
                     advise_fit_name(a->fit), "winners",
                     common_json(a, &a->source->manifest), "cells",
                     json_build_end(cells, failed), "not_told",
                     goal_info(a->goal)->not_told, "command", command);
}

static json_t *goal_json(const struct advise_order *order, enum goal goal)
{
    struct advice a;
    json_t *object = NULL;

    if (goal >= GOAL_MEASURED)
        return report_answer_said_json(&advise_counted(order)->summary, goal);
    if (advise(&a, order, goal) == 0)
        object = advice_json(order, &a);
    advise_free(&a);
    return object;
}

static json_t *question_json(const struct axes *q)
{
    return json_pack("{s:I, s:I, s:I, s:I}", "connections",
                     (json_int_t)q->connections, "idle", (json_int_t)q->idle,
                     "size_bytes", (json_int_t)q->size, "cores",
                     (json_int_t)q->cores);
}

int advise_json(const struct advise_order *order, FILE *file)
{
    json_t *runs = json_array(), *goals = json_array(), *root;
    int failed = 0;

    for (size_t i = 0; i < order->source_count; i++)
        failed |=
            json_array_append_new(runs, json_string(order->sources[i].dir));
    for (int g = 0; g < GOAL_COUNT; g++)
        if (order->goal == GOAL_COUNT || order->goal == (enum goal)g)
            failed |=
                json_array_append_new(goals, goal_json(order, (enum goal)g));
    root = json_pack("{s:i, s:o, s:o, s:o}", "v", 1, "question",
                     question_json(&order->question), "runs", runs, "goals",
                     goals);
    root = json_build_end(root, failed);
    if (!root)
        return -ENOMEM;
    failed = json_dumpf(root, file, JSON_INDENT(2));
    fputc('\n', file);
    json_decref(root);
    return failed == 0 ? 0 : -ENOMEM;
}
