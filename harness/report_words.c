#include "report_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report_format.h"

enum verdict report_verdict(const struct report_point *p,
                            const struct report_cell *cell, enum measure m)
{
    const struct report_value *ratio = &cell->ratio[m];
    double floor = report_noise_floor(p, m);

    if (cell->twin || cell->control || !report_has_interval(ratio) ||
        isnan(floor))
        return VERDICT_NONE;
    if (m == MEASURE_RATE && cell->server_bound && p->reference->server_bound)
        return VERDICT_SERVER_BOUND;
    if ((m == MEASURE_P50 || m == MEASURE_P99 || m == MEASURE_P999) &&
        (cell->idle || p->reference->idle))
        return VERDICT_IDLE;
    if (ratio->e.low > floor)
        return VERDICT_ABOVE;
    if (ratio->e.high < 1 / floor)
        return VERDICT_BELOW;
    return VERDICT_NOT_SHOWN;
}

const char *report_verdict_name(enum verdict v)
{
    static const char *const names[VERDICT_COUNT] = {
        [VERDICT_NONE] = "no verdict",
        [VERDICT_ABOVE] = "shown above",
        [VERDICT_BELOW] = "shown below",
        [VERDICT_NOT_SHOWN] = "not shown different",
        [VERDICT_SERVER_BOUND] = "server-bound",
        [VERDICT_IDLE] = "waits inside the client"};

    return names[v];
}

void report_words_terms(const struct report_summary *s, struct lines *out)
{
    const struct report_manifest *m = s->manifest;
    size_t comparisons = 0, differs = 0;

    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_point *p = &s->points[i];

        for (int k = 0; k < MEASURE_COUNT; k++)
            differs += report_twin_differs(p, (enum measure)k);
        for (size_t k = 0; k < p->cell_count * MEASURE_COUNT; k++)
            comparisons += report_verdict(p, &p->cells[k / MEASURE_COUNT],
                                          (enum measure)(k % MEASURE_COUNT)) !=
                           VERDICT_NONE;
    }
    if (strcmp(m->profile, "quick") == 0)
        lines_add(out,
                  "No ranking: quick profile. Each backend is compared "
                  "with the reference, %s, and with nothing else.",
                  m->reference);
    else
        lines_add(out,
                  "No ranking: each backend is compared with the "
                  "reference, %s, and with nothing else.",
                  m->reference);
    lines_add(out,
              "Said to be more or less: the whole 95 %% interval of the ratio "
              "to %s lies farther from 1 than %s's ratio to itself (its twin) "
              "does. Not shown different does not mean equal. In brackets: "
              "that interval, as a difference from %s.",
              m->reference, m->reference, m->reference);
    if (differs > 0)
        lines_add(out,
                  "Warning: the reference differed from itself %zu time%s; see "
                  "Warnings for how far differences can be trusted.",
                  differs, differs == 1 ? "" : "s");
    if (comparisons > 0)
        lines_add(out,
                  "The intervals hold one by one; they are not corrected for "
                  "the %zu comparisons made.",
                  comparisons);
}

/* A sentence that grows; what does not fit is cut off. */
struct sentence {
    char text[2048];
    size_t length;
};

__attribute__((format(printf, 2, 3))) static void say(struct sentence *s,
                                                      const char *format, ...)
{
    va_list values;
    int length;

    va_start(values, format);
    length = vsnprintf(s->text + s->length, sizeof s->text - s->length, format,
                       values);
    va_end(values);
    if (length > 0)
        s->length += (size_t)length;
    if (s->length >= sizeof s->text)
        s->length = sizeof s->text - 1;
}

/* A scenario's points and one of its rows, by the row's place in them. */
struct story {
    const struct report_point *points;
    size_t point_count;
    size_t row;
};

static const struct report_cell *cell_at(const struct story *s, size_t point)
{
    return &s->points[point].cells[s->row];
}

/* "fewer at 8, 64 (36 to 46 % at 64)": all points with that verdict, and how
 * large the difference is at the last of them. False: there is none. */
static bool say_points(const struct story *s, enum measure m, enum verdict v,
                       const char *what, struct sentence *out)
{
    const struct report_value *last = NULL;
    char change[FORMAT_SIZE];
    int connections = 0, count = 0;

    for (size_t i = 0; i < s->point_count; i++) {
        if (report_verdict(&s->points[i], cell_at(s, i), m) != v)
            continue;
        if (count == 0)
            say(out, " %s", what);
        if (s->point_count > 1)
            say(out, "%s%d", count == 0 ? " at " : ", ",
                s->points[i].connections);
        last = &cell_at(s, i)->ratio[m];
        connections = s->points[i].connections;
        count++;
    }
    if (count == 0 || (v != VERDICT_ABOVE && v != VERDICT_BELOW))
        return count > 0;
    format_change(change, last->e.low, last->e.high);
    if (count > 1)
        say(out, " (%s at %d)", change, connections);
    else
        say(out, " (%s)", change);
    return true;
}

/* "p99 longer at 64 (...), not shown different at 1, 8"; whether anything was
 * said. */
static bool say_measure(const struct story *s, enum measure m, bool first,
                        struct sentence *out)
{
    const struct measure_info *info = measure_info(m);
    const char *const words[VERDICT_COUNT] = {
        [VERDICT_ABOVE] = info->above,
        [VERDICT_BELOW] = info->below,
        [VERDICT_NOT_SHOWN] = "not shown different",
        [VERDICT_SERVER_BOUND] = "not compared (the server's limit)",
        [VERDICT_IDLE] = "not compared (waits inside the client)"};
    bool any = false;

    for (int v = 0; v < VERDICT_COUNT; v++) {
        struct sentence part = {"", 0};

        if (words[v] == NULL ||
            !say_points(s, m, (enum verdict)v, words[v], &part))
            continue;
        if (any)
            say(out, ",%s", part.text);
        else
            say(out, "%s%s%s", first ? " " : "; ", info->title, part.text);
        any = true;
    }
    return any;
}

/* Whether all at once took as long as the slowest, or as long as all. */
static bool say_makespan(const struct report_cell *cell, struct sentence *out)
{
    char whole[FORMAT_SIZE], slowest[FORMAT_SIZE], sum[FORMAT_SIZE];

    if (cell->value[MEASURE_MAKESPAN].n == 0)
        return false;
    format_value(whole, QUANTITY_TIME, &cell->value[MEASURE_MAKESPAN]);
    format_number(slowest, QUANTITY_TIME, cell->value[MEASURE_SLOWEST].e.value);
    format_number(sum, QUANTITY_TIME, cell->value[MEASURE_SUM].e.value);
    say(out, " %s for all, %s for the slowest, %s one after another", whole,
        slowest, sum);
    return true;
}

/* False: there is nothing to tell. */
static bool tell_row(const struct story *s, struct lines *out)
{
    static const enum measure told[] = {MEASURE_RATE, MEASURE_P99, MEASURE_CPU,
                                        MEASURE_MAKESPAN, MEASURE_RUN_CPU};
    const struct report_cell *cell = cell_at(s, 0);
    struct sentence line = {"", 0};
    bool any = false;

    for (size_t i = 0; i < s->point_count && s->points->scenario->batch; i++)
        any = say_makespan(cell_at(s, i), &line) || any;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        any = say_measure(s, told[i], !any, &line) || any;
    if (any)
        lines_add(out, "%s:%s.", cell->label, line.text);
    return any;
}

/* What the suite itself costs. */
static void tell_control(const struct story *s, struct lines *out)
{
    const struct report_cell *cell = cell_at(s, 0);
    struct sentence line = {"", 0};

    for (size_t i = 0; i < s->point_count; i++) {
        const struct report_value *cost = &cell_at(s, i)->value[MEASURE_CPU];
        const struct report_value *ratio = &cell_at(s, i)->ratio[MEASURE_CPU];
        char text[FORMAT_SIZE], share[FORMAT_SIZE];

        if (cost->n == 0)
            continue;
        format_number(text, QUANTITY_TIME, cost->e.value);
        format_number(share, QUANTITY_SHARE, ratio->e.value);
        say(&line, "%s %s at %s", line.length == 0 ? "" : ",", text,
            s->points[i].name);
        if (ratio->n > 0)
            say(&line, " (%s of %s's)", share, s->points[i].reference->label);
    }
    if (line.length > 0)
        lines_add(out,
                  "%s does no IO and shows what the suite itself costs, CPU a "
                  "request:%s.",
                  cell->label, line.text);
}

void report_words_scenario(const struct report_summary *s,
                           const struct manifest_scenario *scenario,
                           struct lines *out)
{
    struct story story = {s->points, 0, 0};
    size_t told = 0;

    for (size_t i = 0; i < s->point_count; i++)
        story.point_count += s->points[i].scenario == scenario;
    if (story.point_count == 0)
        return;
    while (story.points->scenario != scenario)
        story.points++;
    for (; story.row < story.points->cell_count; story.row++) {
        if (cell_at(&story, 0)->control)
            tell_control(&story, out);
        else if (!cell_at(&story, 0)->twin)
            told += tell_row(&story, out);
    }
    if (told == 0)
        lines_add(out,
                  "No backend can be compared with %s: there are no "
                  "intervals, or no twin.",
                  s->manifest->reference);
}

char *report_words_finding(const struct report_point *p, enum measure m)
{
    enum quantity q = measure_info(m)->quantity;
    struct sentence out = {"", 0};

    say(&out, "%s, %s, %s:", p->scenario->name, p->name,
        measure_info(m)->title);
    for (size_t i = 0; i < p->cell_count; i++) {
        char value[FORMAT_SIZE];

        if (p->cells[i].value[m].n == 0)
            continue;
        format_value(value, q, &p->cells[i].value[m]);
        say(&out, " %s %s;", p->cells[i].label, value);
    }
    out.text[out.length - 1] = '.';
    return strdup(out.text);
}
