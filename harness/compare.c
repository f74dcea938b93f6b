#include "compare.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(char *error)
{
    snprintf(error, COMPARE_ERROR_MAX, "out of memory");
    return -ENOMEM;
}

static int read_run(struct compare *c, struct report_source *run,
                    const char *dir, char *error)
{
    int result = report_source_open(run, dir, error, COMPARE_ERROR_MAX);

    if (result < 0)
        return result == -ENOMEM ? result : -EINVAL;
    if (run->rounds.fault_count > 0)
        lines_add(&c->notes,
                  "%s/rounds.jsonl: %zu lines that cannot be read are left out",
                  run->dir, run->rounds.fault_count);
    return 0;
}

static int read_side(struct compare *c, int side, char *error)
{
    const struct compare_order *order = c->order;
    struct compare_side *s = &c->sides[side];
    int result = 0;

    if (order->count[side] > COMPARE_RUNS_MAX) {
        snprintf(error, COMPARE_ERROR_MAX,
                 "%zu runs on one side; at most %d are compared",
                 order->count[side], COMPARE_RUNS_MAX);
        return -EINVAL;
    }
    s->runs = calloc(order->count[side] + 1, sizeof *s->runs);
    if (!s->runs)
        return no_memory(error);
    while (s->count < order->count[side] && result == 0) {
        const char *dir = order->dirs[side][s->count];

        result = read_run(c, &s->runs[s->count++], dir, error);
    }
    return result;
}

static const struct report_source *run_at(const struct compare *c, size_t index)
{
    size_t of_a = c->sides[0].count;

    return index < of_a ? &c->sides[0].runs[index]
                        : &c->sides[1].runs[index - of_a];
}

/* A copy of a run is no second one. */
static int check_copies(const struct compare *c, char *error)
{
    size_t count = c->sides[0].count + c->sides[1].count;

    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (json_equal(run_at(c, i)->manifest.json,
                           run_at(c, k)->manifest.json)) {
                snprintf(error, COMPARE_ERROR_MAX,
                         "%.400s and %.400s hold the same run",
                         run_at(c, k)->dir, run_at(c, i)->dir);
                return -EINVAL;
            }
    return 0;
}

__attribute__((format(printf, 3, 4))) static void claim(struct compare *c,
                                                        enum compare_claim what,
                                                        const char *format, ...)
{
    va_list values;

    c->claim = what;
    va_start(values, format);
    vsnprintf(c->why, sizeof c->why, format, values);
    va_end(values);
}

static const char *session_of(const struct compare_side *s)
{
    const char *session =
        report_manifest_text(&s->runs[0].manifest, "live", "session");

    return s->count == 1 && session ? session : "";
}

/* The first difference that keeps runs of a side from being of one thing. */
static const struct compare_difference *mixed_side(const struct compare *c,
                                                   int *side)
{
    for (size_t i = 0; i < c->differences.count; i++) {
        const struct compare_difference *d = &c->differences.list[i];

        for (*side = 0; *side < 2; ++*side)
            if (d->kind <= COMPARE_BUILD && d->mixed[*side])
                return d;
    }
    return NULL;
}

static const struct compare_difference *other_machine(const struct compare *c)
{
    for (size_t i = 0; i < c->differences.count; i++)
        if (c->differences.list[i].kind == COMPARE_MACHINE &&
            c->differences.list[i].apart)
            return &c->differences.list[i];
    return NULL;
}

static void choose_claim(struct compare *c)
{
    const size_t runs[2] = {c->sides[0].count, c->sides[1].count};
    const char *session = session_of(&c->sides[0]);
    const struct compare_difference *d;
    int side;

    if ((d = mixed_side(c, &side)) != NULL)
        claim(c, COMPARE_NOTHING, "the runs of %c differ in %s: %.120s",
              'A' + side, d->label, d->value[side]);
    else if (c->cell_count == 0)
        claim(c, COMPARE_NOTHING, "no row that is in both has numbers");
    else if ((d = other_machine(c)) != NULL)
        claim(c, COMPARE_RATIOS, "another machine: %s differs", d->label);
    else if (*session && strcmp(session, session_of(&c->sides[1])) == 0)
        claim(c, COMPARE_BLOCKS, "both are in the blocks of one session");
    else if (runs[0] >= COMPARE_RUNS_FOR_VERDICTS &&
             runs[1] >= COMPARE_RUNS_FOR_VERDICTS)
        claim(c, COMPARE_RUNS, "one machine, %zu and %zu runs", runs[0],
              runs[1]);
    else
        claim(c, COMPARE_INDICATION,
              "one machine, %zu and %zu runs; verdicts take %d runs a side, "
              "or compare --live",
              runs[0], runs[1], COMPARE_RUNS_FOR_VERDICTS);
}

/* Times are texts that sort as they passed. */
static const char *created(const struct report_source *run)
{
    const char *text = report_manifest_text(&run->manifest, NULL, "created");

    return text ? text : "";
}

static bool all_before(const struct compare_side *a,
                       const struct compare_side *b)
{
    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            if (strcmp(created(&a->runs[i]), created(&b->runs[k])) >= 0)
                return false;
    return true;
}

/* A machine that has changed in between would look like a change of B. */
static void note_order(struct compare *c)
{
    bool first = all_before(&c->sides[0], &c->sides[1]);

    if (c->claim == COMPARE_RUNS &&
        (first || all_before(&c->sides[1], &c->sides[0])))
        lines_add(&c->notes,
                  "all runs of %c were made before those of %c: what changed "
                  "on the machine meanwhile counts as a difference; runs made "
                  "in turn (A B A B A B) do not have that fault",
                  first ? 'A' : 'B', first ? 'B' : 'A');
}

int compare_make(struct compare *c, const struct compare_order *order,
                 char *error)
{
    int result;

    memset(c, 0, sizeof *c);
    c->order = order;
    result = read_side(c, 0, error);
    if (result == 0)
        result = read_side(c, 1, error);
    if (result == 0)
        result = check_copies(c, error);
    if (result < 0)
        return result;
    c->differences.sides = c->sides;
    c->differences.side_count = 2;
    result = compare_manifests(&c->differences);
    if (result == 0)
        result = compare_find_cells(c);
    if (result == 0) {
        choose_claim(c);
        note_order(c);
        result = compare_judge(c);
    }
    if (c->notes.failed || c->only[0].failed || c->only[1].failed)
        result = -ENOMEM;
    return result < 0 ? no_memory(error) : 0;
}

void compare_free(struct compare *c)
{
    for (int side = 0; side < 2; side++) {
        for (size_t i = 0; i < c->sides[side].count; i++)
            report_source_close(&c->sides[side].runs[i]);
        free(c->sides[side].runs);
        lines_free(&c->only[side]);
    }
    compare_manifests_free(&c->differences);
    free(c->cells);
    lines_free(&c->notes);
    memset(c, 0, sizeof *c);
}

const char *compare_claim_name(enum compare_claim claimed)
{
    switch (claimed) {
    case COMPARE_BLOCKS:
        return "verdicts, paired inside blocks";
    case COMPARE_RUNS:
        return "verdicts, by runs";
    case COMPARE_INDICATION:
        return "an indication, no verdicts";
    case COMPARE_RATIOS:
        return "ratios to the reference and order, no speeds";
    case COMPARE_NOTHING:
        break;
    }
    return "nothing";
}

static enum compare_status status_of_verdicts(const struct compare *c)
{
    bool any = false, open = false;

    for (size_t i = 0; i < c->cell_count; i++) {
        const struct compare_cell *cell = &c->cells[i];
        enum verdict v = cell->pair.verdict;

        if (*cell->refused)
            continue;
        if (v == VERDICT_WORSE || v == VERDICT_WORSE_BY)
            return COMPARE_REGRESSION;
        any = any || !cell->unlike;
        open = open || v == VERDICT_NONE || v == VERDICT_UNDECIDED;
    }
    if (!any)
        return COMPARE_IMPOSSIBLE;
    return open ? COMPARE_UNDECIDED : COMPARE_FINE;
}

enum compare_status compare_status(const struct compare *c)
{
    switch (c->claim) {
    case COMPARE_BLOCKS:
    case COMPARE_RUNS:
        return status_of_verdicts(c);
    case COMPARE_INDICATION:
        return COMPARE_UNDECIDED;
    case COMPARE_RATIOS:
    case COMPARE_NOTHING:
        break;
    }
    return COMPARE_IMPOSSIBLE;
}
