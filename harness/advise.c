#include "advise.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

/* In powers of two: up to here it is the same, up to here it is near. */
static const double same = .01, near = 1;

static double ratio(double a, double b)
{
    return a > 0 && b > 0 ? fabs(log2(a / b)) : a > 0 || b > 0 ? INFINITY : 0;
}

static double size_ratio(uint64_t a, uint64_t b)
{
    return a >= AXES_UNKNOWN || b >= AXES_UNKNOWN
               ? (double)INFINITY
               : ratio((double)a + 1, (double)b + 1);
}

static double connections_ratio(const struct axes *a, const struct axes *b)
{
    return ratio((double)a->connections, (double)b->connections);
}

/* Of the other axes, the one that is farthest off. What a connection that waits
 * holds does not depend on them. */
static double others_ratio(const struct axes *a, const struct axes *b,
                           enum goal goal)
{
    double active = ratio(1 - axes_idle_share(a), 1 - axes_idle_share(b));
    double size = size_ratio(a->size, b->size);

    if (goal == GOAL_MEMORY)
        return 0;
    if (a->cores != b->cores)
        return INFINITY;
    return fmax(active, size);
}

/* Answers that cost the client work ask another question than the load. */
static bool has_hog(const struct report_point *p)
{
    const char *hog =
        json_string_value(json_object_get(p->scenario->keys, "load.hog"));
    uint64_t ns;

    return hog && parse_time(hog, &ns) == 0 && ns > 0;
}

/* A place for every point of the goal. */
static size_t collect(struct advise_cell *cells, const struct report_summary *s,
                      enum goal goal)
{
    size_t count = 0;

    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_point *p = &s->points[i];
        struct winners w = winners_of(p, goal_measure(goal, p->scenario->mode));

        if (w.state != WINNERS_NOT_MEASURED && !has_hog(p))
            cells[count++] =
                (struct advise_cell){p, axes_of(p), w, ADVISE_OUTSIDE};
    }
    return count;
}

static double distance(const struct advise_cell *cell, const struct axes *q,
                       enum goal goal)
{
    return fmax(connections_ratio(&cell->axes, q),
                others_ratio(&cell->axes, q, goal));
}

/* On the wanted side of the question, and near it but for its connections. */
static bool is_beside(const struct advise_cell *cell, const struct axes *q,
                      enum goal goal, bool below)
{
    return others_ratio(&cell->axes, q, goal) <= near &&
           (cell->axes.connections < q->connections) == below;
}

/* There is another cell of its scenario between it and the question, or none
 * on the other side of that. */
static bool is_between(const struct advice *a, const struct axes *q,
                       const struct advise_cell *cell)
{
    bool below = cell->axes.connections < q->connections, other_side = false;

    if (!is_beside(cell, q, a->goal, below))
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct advise_cell *c = &a->cells[i];

        if (c->point->scenario != cell->point->scenario)
            continue;
        other_side |= is_beside(c, q, a->goal, !below);
        if (is_beside(c, q, a->goal, below) &&
            connections_ratio(&c->axes, q) < connections_ratio(&cell->axes, q))
            return false;
    }
    return other_side;
}

static enum advise_fit fit_of(const struct advice *a, const struct axes *q,
                              const struct advise_cell *cell)
{
    double far = distance(cell, q, a->goal);

    return far <= same              ? ADVISE_EXACT
           : far <= near            ? ADVISE_NEAR
           : is_between(a, q, cell) ? ADVISE_BETWEEN
                                    : ADVISE_OUTSIDE;
}

/* Each scenario is another load, so each of them answers as well as it can. */
static enum advise_fit best_of(const struct advice *a,
                               const struct manifest_scenario *scenario)
{
    enum advise_fit best = ADVISE_OUTSIDE;

    for (size_t i = 0; i < a->count; i++)
        if (a->cells[i].point->scenario == scenario && a->cells[i].fit > best)
            best = a->cells[i].fit;
    return best;
}

static int keep_fitting(struct advice *a)
{
    struct advise_cell *cells = calloc(a->count + 1, sizeof *cells);
    size_t kept = 0;

    for (size_t i = 0; cells && i < a->count; i++) {
        const struct advise_cell *cell = &a->cells[i];

        if (cell->fit > ADVISE_OUTSIDE &&
            cell->fit == best_of(a, cell->point->scenario))
            cells[kept++] = *cell;
    }
    if (!cells)
        return -ENOMEM;
    free(a->cells);
    a->cells = cells;
    a->count = kept;
    return 0;
}

/* Where axes are off by no number at all, the connections decide. */
static void keep_nearest(struct advice *a, const struct axes *q)
{
    size_t nearest = 0;

    for (size_t i = 1; i < a->count; i++) {
        const struct advise_cell *one = &a->cells[i],
                                 *best = &a->cells[nearest];
        double d = distance(one, q, a->goal),
               least = distance(best, q, a->goal);

        if (d < least || (d == least && connections_ratio(&one->axes, q) <
                                            connections_ratio(&best->axes, q)))
            nearest = i;
    }
    a->cells[0] = a->cells[nearest];
    a->count = a->count > 0;
}

static int ask(struct advice *a, const struct report_source *source,
               const struct axes *question, enum goal goal)
{
    const struct report_summary *s = &source->summary;

    *a = (struct advice){.goal = goal, .source = source};
    a->cells = calloc(s->point_count + 1, sizeof *a->cells);
    if (!a->cells)
        return -ENOMEM;
    a->count = collect(a->cells, s, goal);
    for (size_t i = 0; i < a->count; i++) {
        a->cells[i].fit = fit_of(a, question, &a->cells[i]);
        if (a->cells[i].fit > a->fit)
            a->fit = a->cells[i].fit;
    }
    if (a->fit == ADVISE_OUTSIDE) {
        keep_nearest(a, question);
        return 0;
    }
    return keep_fitting(a);
}

/* A cell that is outside still is one more than none. */
static bool says_more(const struct advice *a, const struct advice *b)
{
    bool a_ranks = advise_count_ranked(a) > 0,
         b_ranks = advise_count_ranked(b) > 0;

    if (a_ranks != b_ranks)
        return a_ranks;
    return a->fit != b->fit ? a->fit > b->fit : a->count > 0 && b->count == 0;
}

int advise(struct advice *a, const struct advise_order *order, enum goal goal)
{
    int result = ask(a, order->sources, &order->question, goal);

    for (size_t i = 1; i < order->source_count && result == 0; i++) {
        struct advice other;

        result = ask(&other, &order->sources[i], &order->question, goal);
        if (result == 0 && says_more(&other, a)) {
            struct advice less = *a;

            *a = other;
            other = less;
        }
        advise_free(&other);
    }
    return result;
}

bool advise_ranked(const struct advise_cell *cell)
{
    return cell->fit > ADVISE_OUTSIDE &&
           cell->winners.state >= WINNERS_UNDECIDED;
}

size_t advise_count_ranked(const struct advice *a)
{
    size_t ranked = 0;

    for (size_t i = 0; i < a->count; i++)
        ranked += advise_ranked(&a->cells[i]);
    return ranked;
}

void advise_free(struct advice *a)
{
    free(a->cells);
}

bool advise_always(const struct advice *a, const char *backend)
{
    bool any = false;

    for (size_t i = 0; i < a->count; i++) {
        if (!advise_ranked(&a->cells[i]))
            continue;
        if (!winners_name(&a->cells[i].winners, backend))
            return false;
        any = true;
    }
    return any;
}

static size_t count_counted(const struct report_manifest *m)
{
    size_t counted = 0;

    for (size_t i = 0; i < m->backend_count; i++)
        counted += m->backends[i].selected && m->backends[i].code.known;
    return counted;
}

const struct report_source *advise_counted(const struct advise_order *order)
{
    const struct report_source *most = order->sources;

    for (size_t i = 1; i < order->source_count; i++)
        if (count_counted(&order->sources[i].manifest) >
            count_counted(&most->manifest))
            most = &order->sources[i];
    return most;
}

/* Pushes among idle connections, idle ones beside a closed load, or the load
 * alone: each goal by the scenario that is made for it. */
void advise_command(const struct axes *q, enum goal goal,
                    char command[ADVISE_COMMAND_MAX])
{
    uint64_t active = q->connections - q->idle;
    size_t length;

    if (goal == GOAL_MEMORY)
        snprintf(command, ADVISE_COMMAND_MAX,
                 "muxbench run memory --set conns=%" PRIu64, q->connections);
    else if (q->idle > 0 && goal == GOAL_REACTION)
        snprintf(command, ADVISE_COMMAND_MAX,
                 "muxbench run push --set conns=%" PRIu64
                 " --set active=%" PRIu64 " --set path=/push/%" PRIu64,
                 q->connections, active, q->size);
    else if (q->idle > 0)
        snprintf(command, ADVISE_COMMAND_MAX,
                 "muxbench run idle --set conns=%" PRIu64 " --set idle=%" PRIu64
                 " --set path=/bytes/%" PRIu64,
                 active, q->idle, q->size);
    else
        snprintf(command, ADVISE_COMMAND_MAX,
                 "muxbench run keepalive --set conns=%" PRIu64
                 " --set path=/bytes/%" PRIu64,
                 active, q->size);
    length = strlen(command);
    if (goal != GOAL_MEMORY && q->cores > 1)
        snprintf(command + length, ADVISE_COMMAND_MAX - length,
                 " --set threads=%" PRIu64, q->cores);
}

const char *advise_fit_name(enum advise_fit fit)
{
    switch (fit) {
    case ADVISE_OUTSIDE:
        return "outside";
    case ADVISE_BETWEEN:
        return "between";
    case ADVISE_NEAR:
        return "near";
    case ADVISE_EXACT:
        return "exact";
    }
    return "";
}
