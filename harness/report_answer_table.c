/*
 * The decision table: what may be the best, by where the load lies.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "axes.h"
#include "report_answer.h"

/* A place among all points, for sorting. */
struct place {
    const struct report_point *point;
    struct axes axes;
};

static int by_axes(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int order = axes_compare(&x->axes, &y->axes);

    return order ? order : (x->point > y->point) - (x->point < y->point);
}

static struct place *sorted(const struct report_summary *s)
{
    struct place *places = calloc(s->point_count + 1, sizeof *places);

    for (size_t i = 0; places && i < s->point_count; i++)
        places[i] = (struct place){&s->points[i], axes_of(&s->points[i])};
    if (places)
        qsort(places, s->point_count, sizeof *places, by_axes);
    return places;
}

static bool is_measured(const struct report_summary *s, enum goal goal)
{
    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_point *p = &s->points[i];

        if (winners_of(p, goal_measure(goal, p->scenario->mode)).state !=
            WINNERS_NOT_MEASURED)
            return true;
    }
    return false;
}

static size_t measured_goals(const struct report_summary *s,
                             enum goal goals[GOAL_COUNT])
{
    size_t count = 0;

    for (int g = 0; g < GOAL_MEASURED; g++)
        if (is_measured(s, (enum goal)g))
            goals[count++] = (enum goal)g;
    return count;
}

static void add_heads(struct table *t, const enum goal *goals, size_t count)
{
    table_add(t, "load");
    table_add(t, "connections");
    table_add(t, "idle");
    table_add(t, "answer");
    table_add(t, "cores");
    for (size_t i = 0; i < count; i++)
        table_add(t, "%s", goal_info(goals[i])->title);
}

/* Why there is no ranking stands above the table, once. */
static void add_winners(struct table *t, const struct report_point *p,
                        enum goal goal, const char *open)
{
    struct winners w = winners_of(p, goal_measure(goal, p->scenario->mode));
    char set[REPORT_ANSWER_SET_MAX];

    report_answer_set(&w, set);
    table_add(t, "%s%s", w.state == WINNERS_DECIDED ? "" : open,
              w.state == WINNERS_REFUSED ? "not ranked" : set);
}

static void add_place(struct table *t, const struct place *place)
{
    char share[AXES_TEXT_MAX], size[AXES_TEXT_MAX];

    axes_share_text(&place->axes, share);
    axes_size_text(place->axes.size, size);
    table_add(t, "%s %s", place->point->scenario->name, place->point->name);
    table_add(t, "%" PRIu64, place->axes.connections);
    table_add(t, "%s", share);
    table_add(t, "%s", size);
    table_add(t, "%" PRIu64, place->axes.cores);
}

struct table *report_answer_table(const struct report_summary *s,
                                  const char *open)
{
    enum goal goals[GOAL_COUNT];
    size_t count = measured_goals(s, goals);
    struct table *t = table_create(
        "Who may be the best, by connections, idle share and size", 5 + count);
    struct place *places = sorted(s);

    if (!t || !places) {
        table_free(t);
        free(places);
        return NULL;
    }
    add_heads(t, goals, count);
    for (size_t i = 0; i < s->point_count; i++) {
        add_place(t, &places[i]);
        for (size_t g = 0; g < count; g++)
            add_winners(t, places[i].point, goals[g], open);
    }
    free(places);
    return t;
}
