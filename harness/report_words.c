#include "report_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report_format.h"
#include "report_validity.h"
#include "sentence.h"

/* The measures that are told of, of both kinds of scenarios. */
static const enum measure told[] = {MEASURE_RATE,         MEASURE_P99,
                                    MEASURE_RESPONSE_P50, MEASURE_RESPONSE_P99,
                                    MEASURE_REACTION_P50, MEASURE_REACTION_P99,
                                    MEASURE_CPU,          MEASURE_MAKESPAN,
                                    MEASURE_RUN_CPU,      MEASURE_MEMORY_USER};
enum { TOLD = sizeof told / sizeof *told };

static bool any_ranked(const struct report_summary *s)
{
    for (size_t i = 0; i < s->point_count; i++)
        for (int k = 0; k < TOLD; k++) {
            const struct report_family *f = &s->points[i].family[told[k]];

            if (f->rows > 0 && *f->refused == '\0')
                return true;
        }
    return false;
}

static size_t times_twin_differed(const struct report_summary *s)
{
    size_t differs = 0;

    for (size_t i = 0; i < s->point_count; i++)
        for (int k = 0; k < MEASURE_COUNT; k++)
            differs += report_twin_differs(&s->points[i], (enum measure)k);
    return differs;
}

static void explain_verdicts(const struct report_manifest *m, struct lines *out)
{
    lines_add(out, "Every row is compared with every other one inside blocks. "
                   "Better or worse: the exact signed-rank test says so, at "
                   "5 %% for all pairs of a measure together (Holm). "
                   "Practically equal: the 90 %% interval of the ratio lies "
                   "within the margin. Undecided: neither was shown.");
    lines_add(out,
              "The margin is 3 %% for requests/s, CPU and makespan, 5 %% for "
              "p50 and memory, 10 %% for p99, 20 %% for p99.9, or twice the "
              "noise floor (the half-width of %s's ratio to itself) where that "
              "is more.",
              m->reference);
}

static void explain_indications(const struct report_manifest *m,
                                struct lines *out)
{
    lines_add(out,
              "No ranking: %s. An indication, not a verdict: the whole 95 %% "
              "interval of the ratio to %s lies farther from 1 than %s's "
              "ratio to itself (its twin) does. The intervals hold one by "
              "one. Not named does not mean equal.",
              strcmp(m->profile, "quick") == 0 ? "quick profile"
                                               : "see each point",
              m->reference, m->reference);
}

void report_words_terms(const struct report_summary *s, struct lines *out)
{
    size_t differs = times_twin_differed(s);

    if (any_ranked(s))
        explain_verdicts(s->manifest, out);
    else
        explain_indications(s->manifest, out);
    lines_add(out,
              "In brackets: the 95 %% interval of the ratio to %s, as a "
              "difference.",
              s->manifest->reference);
    if (differs > 0)
        lines_add(out,
                  "Warning: the reference differed from itself %zu time%s; see "
                  "Warnings for how far differences can be trusted.",
                  differs, differs == 1 ? "" : "s");
}

/* "libev (19 to 21 % fewer)" */
static void say_change(const struct report_cell *cell, enum measure m,
                       const struct estimate *ratio, struct sentence *out)
{
    const struct measure_info *info = measure_info(m);
    char change[FORMAT_SIZE];

    format_change(change, ratio->low, ratio->high);
    sentence_add(out, "%s%s (%s%s%s)", cell->label, report_suspicion(cell),
                 change, strstr(change, "times") ? "" : " ",
                 strstr(change, "times") ? ""
                 : ratio->low > 1        ? info->above
                                         : info->below);
}

static void say_row(const struct report_cell *cell, enum measure m,
                    const struct verdict_pair *pair, struct sentence *out)
{
    switch (pair->verdict) {
    case VERDICT_BETTER_BY:
    case VERDICT_BETTER:
    case VERDICT_WORSE:
    case VERDICT_WORSE_BY:
        say_change(cell, m, &pair->ratio, out);
        break;
    case VERDICT_UNDECIDED:
        if (pair->needed > 0)
            sentence_add(out, "%s (%zu)", cell->label, pair->needed);
        else
            sentence_add(out, "%s (over %d)", cell->label, STATS_MAX);
        break;
    case VERDICT_NONE:
    case VERDICT_EQUAL:
    case VERDICT_COUNT:
        sentence_add(out, "%s", cell->label);
        break;
    }
}

/* "worse by 3 % or more: threads (...), sequential (...)"; how many groups
 * there are now. */
static size_t say_group(const struct report_point *p, enum measure m,
                        enum verdict v, const char *name, size_t groups,
                        struct sentence *out)
{
    const struct report_family *f = &p->family[m];
    bool any = false;

    for (size_t i = 0; i < f->rows; i++) {
        if (f->cells[i] == p->reference ||
            report_verdict(p, f->cells[i], m) != v)
            continue;
        if (any)
            sentence_add(out, ", ");
        else
            sentence_add(out, "%s%s: ", groups ? "; " : " ", name);
        say_row(f->cells[i], m, report_pair(p, f->cells[i], p->reference, m),
                out);
        any = true;
    }
    return groups + any;
}

/* Those that no other row was shown to be better than. */
static void say_first(const struct report_family *f, struct sentence *out)
{
    size_t first = 0;

    for (size_t i = 0; i < f->rows; i++)
        first += f->ranks[i].from == 1;
    if (first == f->rows) {
        sentence_add(out, " no row is shown better than another");
        return;
    }
    sentence_add(out, " none is shown better than ");
    for (size_t i = 0, n = 0; i < f->rows; i++)
        if (f->ranks[i].from == 1)
            sentence_add(out, "%s%s%s", n++ ? ", " : "", f->cells[i]->label,
                         report_suspicion(f->cells[i]));
}

static void say_verdicts(const struct report_point *p, enum measure m,
                         struct sentence *out)
{
    const struct report_family *f = &p->family[m];
    char better[64], equal[64], worse[64];
    const struct {
        enum verdict verdict;
        const char *name;
    } groups[] = {
        {VERDICT_BETTER_BY, better},
        {VERDICT_BETTER, "better"},
        {VERDICT_EQUAL, equal},
        {VERDICT_WORSE, "worse"},
        {VERDICT_WORSE_BY, worse},
        {VERDICT_UNDECIDED, "undecided (blocks it would probably take)"},
    };
    double delta = 100 * measure_info(m)->delta;
    size_t said = 0;

    snprintf(better, sizeof better, "better by %.3g %% or more", delta);
    snprintf(equal, sizeof equal, "practically equal (within %.3g %%)",
             100 * f->margin);
    snprintf(worse, sizeof worse, "worse by %.3g %% or more", delta);
    say_first(f, out);
    if (report_rank(p, p->reference, m) == NULL)
        return;
    sentence_add(out, ". Against %s:", p->reference->label);
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        said = say_group(p, m, groups[i].verdict, groups[i].name, said, out);
}

/* Beyond the reference's difference from itself. */
static bool is_indicated(const struct report_value *ratio, double floor)
{
    return report_has_interval(ratio) &&
           (ratio->e.low > floor || ratio->e.high < 1 / floor);
}

static void say_indications(const struct report_point *p, enum measure m,
                            struct sentence *out)
{
    const struct report_family *f = &p->family[m];
    double floor = report_noise_floor(p, m);
    char beyond[FORMAT_SIZE];
    bool any = false;

    format_difference(beyond, floor);
    for (size_t i = 0; i < f->rows; i++) {
        const struct report_cell *cell = f->cells[i];

        if (!is_indicated(&cell->ratio[m], floor))
            continue;
        if (any)
            sentence_add(out, ", ");
        else
            sentence_add(out, " Beyond the noise floor of %s from %s: ", beyond,
                         p->reference->label);
        say_change(cell, m, &cell->ratio[m].e, out);
        any = true;
    }
    if (!any)
        sentence_add(out, " Nothing lies beyond the noise floor of %s from %s",
                     beyond, p->reference->label);
}

void report_words_measure(const struct report_point *p, enum measure m,
                          bool named, struct lines *out)
{
    const struct report_family *f = &p->family[m];
    struct sentence line = {"", 0};

    if (f->rows == 0)
        return;
    sentence_add(&line, "%s%s%s:", named ? p->name : "", named ? ", " : "",
                 measure_info(m)->title);
    if (*f->refused == '\0') {
        say_verdicts(p, m, &line);
    } else {
        sentence_add(&line, " not ranked: %s.", f->refused);
        if (f->too_few)
            say_indications(p, m, &line);
    }
    lines_add(out, "%s%s", line.text,
              line.text[line.length - 1] == '.' ? "" : ".");
}

void report_words_point(const struct report_point *p, struct lines *out)
{
    for (int k = 0; k < TOLD; k++)
        report_words_measure(p, told[k], false, out);
}

/* What the suite itself costs. */
static void tell_control(const struct report_point *points, size_t count,
                         size_t row, struct lines *out)
{
    struct sentence line = {"", 0};

    for (size_t i = 0; i < count; i++) {
        const struct report_cell *cell = &points[i].cells[row];
        const struct report_value *cost = &cell->value[MEASURE_CPU];
        const struct report_value *ratio = &cell->ratio[MEASURE_CPU];
        char text[FORMAT_SIZE], share[FORMAT_SIZE];

        if (cost->n == 0)
            continue;
        format_number(text, QUANTITY_TIME, cost->e.value);
        format_number(share, QUANTITY_SHARE, ratio->e.value);
        sentence_add(&line, "%s %s at %s", line.length == 0 ? "" : ",", text,
                     points[i].name);
        if (ratio->n > 0)
            sentence_add(&line, " (%s of %s's)", share,
                         points[i].reference->label);
    }
    if (line.length > 0)
        lines_add(out,
                  "%s does no IO and shows what the suite itself costs, CPU a "
                  "request:%s.",
                  points->cells[row].label, line.text);
}

void report_words_scenario(const struct report_summary *s,
                           const struct manifest_scenario *scenario,
                           struct lines *out)
{
    const struct report_point *points = s->points;
    size_t count = 0, before = out->count;

    for (size_t i = 0; i < s->point_count; i++)
        count += s->points[i].scenario == scenario;
    if (count == 0)
        return;
    while (points->scenario != scenario)
        points++;
    for (int k = 0; k < TOLD; k++)
        for (size_t i = 0; i < count; i++)
            report_words_measure(&points[i], told[k], count > 1, out);
    if (out->count == before)
        lines_add(out, "There are no numbers to compare.");
    for (size_t row = 0; row < points->cell_count; row++)
        if (points->cells[row].control)
            tell_control(points, count, row, out);
        else if (points->cells[row].emulated)
            lines_add(out,
                      "%s: a library does what the kernel would, so its "
                      "numbers are compared with nothing.",
                      points->cells[row].label);
}
