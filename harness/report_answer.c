#include "report_answer.h"

#include <stdio.h>
#include <string.h>

#include "report_validity.h"
#include "sentence.h"

static struct winners winners_at(const struct report_summary *s, enum goal goal,
                                 size_t point)
{
    const struct report_point *p = &s->points[point];

    return winners_of(p, goal_measure(goal, p->scenario->mode));
}

static bool is_ranked(const struct winners *w)
{
    return w->state >= WINNERS_UNDECIDED;
}

/* The points at which the set is in this state or a better one. */
static size_t count_points(const struct report_summary *s, enum goal goal,
                           enum winners_state least)
{
    size_t count = 0;

    for (size_t i = 0; i < s->point_count; i++)
        count += winners_at(s, goal, i).state >= least;
    return count;
}

static void add_point(struct sentence *out, size_t index,
                      const struct report_point *p)
{
    sentence_add(out, "%s%s %s", index > 0 ? ", " : "", p->scenario->name,
                 p->name);
}

static bool refused_for(const struct winners *w, const char *reason)
{
    return w->state == WINNERS_REFUSED &&
           strcmp(w->family->refused, reason) == 0;
}

static size_t count_refused(const struct report_summary *s, enum goal goal,
                            const char *reason)
{
    size_t count = 0;

    for (size_t i = 0; i < s->point_count; i++) {
        struct winners w = winners_at(s, goal, i);

        count += refused_for(&w, reason);
    }
    return count;
}

/* Up to this goal and point, both left out. */
static bool told_before(const struct report_summary *s, enum goal goal,
                        size_t point, const char *reason)
{
    for (int g = 0; g < (int)goal; g++)
        if (count_refused(s, (enum goal)g, reason) > 0)
            return true;
    for (size_t i = 0; i < point; i++) {
        struct winners w = winners_at(s, goal, i);

        if (refused_for(&w, reason))
            return true;
    }
    return false;
}

static void add_refused_points(const struct report_summary *s, enum goal goal,
                               const char *reason, struct sentence *out)
{
    size_t named = 0, all = count_points(s, goal, WINNERS_REFUSED);

    if (all > 1 && count_refused(s, goal, reason) == all) {
        sentence_add(out, "all %zu points", all);
        return;
    }
    for (size_t i = 0; i < s->point_count; i++) {
        struct winners w = winners_at(s, goal, i);

        if (refused_for(&w, reason))
            add_point(out, named++, &s->points[i]);
    }
}

static void tell_reason(const struct report_summary *s, const char *reason,
                        struct lines *out)
{
    struct sentence line = {"", 0};
    size_t goals = 0, refused = 0, measured = 0;

    for (int g = 0; g < GOAL_MEASURED; g++) {
        refused += count_refused(s, (enum goal)g, reason);
        measured += count_points(s, (enum goal)g, WINNERS_REFUSED);
    }
    if (refused == measured) {
        lines_add(out, "Nothing is ranked: %s.", reason);
        return;
    }
    for (int g = 0; g < GOAL_MEASURED; g++) {
        if (count_refused(s, (enum goal)g, reason) == 0)
            continue;
        sentence_add(&line, "%s%s (", goals++ ? "; " : "",
                     goal_info((enum goal)g)->title);
        add_refused_points(s, (enum goal)g, reason, &line);
        sentence_add(&line, ")");
    }
    lines_add(out, "Not ranked (%s): %s.", reason, line.text);
}

void report_answer_refused(const struct report_summary *s, struct lines *out)
{
    for (int g = 0; g < GOAL_MEASURED; g++)
        for (size_t i = 0; i < s->point_count; i++) {
            struct winners w = winners_at(s, (enum goal)g, i);

            if (w.state == WINNERS_REFUSED &&
                !told_before(s, (enum goal)g, i, w.family->refused))
                tell_reason(s, w.family->refused, out);
        }
}

/* Of the ranked rows those that are in the set, or those that are not. */
static void add_names(const struct winners *w, bool in, struct sentence *out)
{
    size_t named = 0;

    for (size_t i = 0; i < w->family->rows; i++) {
        const struct report_cell *cell = w->family->cells[i];

        if (w->family->ranks[i].from == 0 || winners_has(w, i) != in)
            continue;
        sentence_name(out, named++, cell->label);
        sentence_add(out, "%s", report_suspicion(cell));
    }
}

/* Shown better than each other one; else each was shown worse than some. */
static bool beats_all(const struct winners *w)
{
    for (size_t i = 0; i < w->family->rows; i++)
        if (winners_has(w, i) && w->family->ranks[i].to == 1)
            return true;
    return false;
}

static void add_all(const struct winners *w, struct sentence *out)
{
    sentence_add(out,
                 w->state == WINNERS_DECIDED
                     ? "all %zu rows are practically equal"
                     : "no row was shown better than another (undecided, "
                       "%zu rows)",
                 w->rows);
}

/* What is shorter: who is in it, or who is not. */
static void add_set(const struct winners *w, struct sentence *out)
{
    bool many = 2 * w->count > w->rows && w->rows > 3;

    if (many)
        sentence_add(out, "any of the %zu rows but ", w->rows);
    add_names(w, !many, out);
    if (w->state == WINNERS_UNDECIDED)
        sentence_add(out, "; undecided which");
    else if (w->count > 1)
        sentence_add(out, "%s practically equal",
                     many ? "; the others are" : ",");
    else if (beats_all(w))
        sentence_add(out, ", better than %s",
                     w->rows == 2 ? "the other row" : "every other row");
}

void report_answer_set(const struct winners *w,
                       char text[REPORT_ANSWER_SET_MAX])
{
    struct sentence out = {"", 0};

    if (is_ranked(w) && w->count == w->rows)
        add_all(w, &out);
    else if (is_ranked(w))
        add_set(w, &out);
    else if (w->state == WINNERS_REFUSED)
        sentence_add(&out, "not ranked: %s", w->family->refused);
    else
        sentence_add(&out, "not measured");
    snprintf(text, REPORT_ANSWER_SET_MAX, "%.*s", REPORT_ANSWER_SET_MAX - 1,
             out.text);
}

/* In the set at every ranked point. */
static bool always(const struct report_summary *s, enum goal goal,
                   const char *backend)
{
    for (size_t i = 0; i < s->point_count; i++) {
        struct winners w = winners_at(s, goal, i);

        if (is_ranked(&w) && !winners_name(&w, backend))
            return false;
    }
    return true;
}

static void tell_common(const struct report_summary *s, enum goal goal,
                        struct lines *out)
{
    size_t measured = count_points(s, goal, WINNERS_REFUSED);
    size_t ranked = count_points(s, goal, WINNERS_UNDECIDED), named = 0;
    struct sentence names = {"", 0};
    char of[64] = "";

    if (ranked < measured)
        snprintf(of, sizeof of, " (of %zu that were measured)", measured);
    for (size_t i = 0; i < s->manifest->backend_count; i++) {
        const char *name = s->manifest->backends[i].name;

        if (always(s, goal, name))
            sentence_name(&names, named++, name);
    }
    if (named > 0)
        lines_add(out,
                  "At none of the %zu ranked points%s was a row shown to be "
                  "better than: %s.",
                  ranked, of, names.text);
    else
        lines_add(out,
                  "No row is among the best at all of the %zu ranked "
                  "points%s.",
                  ranked, of);
}

/* Points with one set are told of together, at the first of them. */
static void tell_sets(const struct report_summary *s, enum goal goal,
                      struct lines *out)
{
    for (size_t i = 0; i < s->point_count; i++) {
        struct winners w = winners_at(s, goal, i), other;
        struct sentence points = {"", 0};
        char set[REPORT_ANSWER_SET_MAX];
        size_t named = 0, k = 0;

        if (!is_ranked(&w))
            continue;
        while (k < i &&
               (other = winners_at(s, goal, k), !winners_same(&w, &other)))
            k++;
        if (k < i)
            continue;
        for (; k < s->point_count; k++) {
            other = winners_at(s, goal, k);
            if (winners_same(&w, &other))
                add_point(&points, named++, &s->points[k]);
        }
        report_answer_set(&w, set);
        lines_add(out, "%s, by %s: %s.", points.text,
                  measure_info(w.measure)->title, set);
    }
}

bool report_answer_takes(const struct manifest_backend *b)
{
    return b->usable && b->selected && !b->emulated &&
           strcmp(b->family, "control") != 0;
}

static bool ranked_at(const struct winners *w, const char *backend)
{
    for (size_t i = 0; i < w->family->rows; i++)
        if (strcmp(w->family->cells[i]->backend->name, backend) == 0)
            return w->family->ranks[i].from > 0;
    return false;
}

static void tell_missing(const struct report_summary *s, enum goal goal,
                         struct lines *out)
{
    struct sentence names = {"", 0};
    size_t named = 0;

    for (size_t b = 0; b < s->manifest->backend_count; b++) {
        const struct manifest_backend *row = &s->manifest->backends[b];
        bool missing = false;

        for (size_t i = 0; i < s->point_count && report_answer_takes(row);
             i++) {
            struct winners w = winners_at(s, goal, i);

            missing |= is_ranked(&w) && !ranked_at(&w, row->name);
        }
        if (missing)
            sentence_name(&names, named++, row->name);
    }
    if (named > 0)
        lines_add(out,
                  "Not compared at one of these points or more, and so not "
                  "named there: %s; the tables say why.",
                  names.text);
}

/* False: there is nothing to tell. */
static bool tell_measured(const struct report_summary *s, enum goal goal,
                          struct lines *out)
{
    size_t ranked = count_points(s, goal, WINNERS_UNDECIDED);

    if (count_points(s, goal, WINNERS_REFUSED) == 0) {
        lines_add(out, "Not measured in this run.");
        return false;
    }
    if (ranked == 0) {
        lines_add(out, "Nothing is ranked, for the reasons above.");
        return false;
    }
    if (ranked > 1)
        tell_common(s, goal, out);
    tell_sets(s, goal, out);
    tell_missing(s, goal, out);
    return true;
}

void report_answer_goal(const struct report_summary *s, enum goal goal,
                        struct lines *out)
{
    bool told = goal >= GOAL_MEASURED
                    ? report_answer_code(s->manifest, goal, out)
                    : tell_measured(s, goal, out);

    if (told)
        lines_add(out, "It does not tell: %s.", goal_info(goal)->not_told);
}
