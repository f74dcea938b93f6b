#include "compare.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report_file.h"

static int no_memory(char *error)
{
    snprintf(error, COMPARE_ERROR_MAX, "out of memory");
    return -ENOMEM;
}

static int read_rounds(struct compare_run *run, char *error)
{
    char *path = report_file_path(run->dir, "rounds.jsonl");
    int result = path ? record_read(&run->rounds, path) : -ENOMEM;

    if (result < 0)
        snprintf(error, COMPARE_ERROR_MAX, "%.400s/rounds.jsonl: %s", run->dir,
                 strerror(-result));
    free(path);
    return result < 0 && result != -ENOMEM ? -EINVAL : result;
}

static int read_run(struct compare *c, struct compare_run *run, char *error)
{
    char *path = report_file_path(run->dir, "manifest.json");
    int result = path ? report_manifest_read(&run->manifest, path, error,
                                             COMPARE_ERROR_MAX)
                      : no_memory(error);

    free(path);
    if (result < 0)
        return result == -ENOMEM ? result : -EINVAL;
    result = read_rounds(run, error);
    if (result < 0)
        return result;
    if (run->rounds.fault_count > 0)
        lines_add(&c->notes,
                  "%s/rounds.jsonl: %zu lines that cannot be read are left out",
                  run->dir, run->rounds.fault_count);
    return report_summarise(&run->summary, &run->manifest, &run->rounds) < 0
               ? no_memory(error)
               : 0;
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
        struct compare_run *run = &s->runs[s->count++];

        run->dir = order->dirs[side][s->count - 1];
        result = read_run(c, run, error);
    }
    return result;
}

static const struct compare_run *run_at(const struct compare *c, size_t index)
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
    for (size_t i = 0; i < c->difference_count; i++) {
        const struct compare_difference *d = &c->differences[i];

        for (*side = 0; *side < 2; ++*side)
            if (d->kind <= COMPARE_BUILD && d->mixed[*side])
                return d;
    }
    return NULL;
}

static const struct compare_difference *other_machine(const struct compare *c)
{
    for (size_t i = 0; i < c->difference_count; i++)
        if (c->differences[i].kind == COMPARE_MACHINE &&
            c->differences[i].apart)
            return &c->differences[i];
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
static const char *created(const struct compare_run *run)
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
    result = compare_manifests(c);
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
        for (size_t i = 0; i < c->sides[side].count; i++) {
            struct compare_run *run = &c->sides[side].runs[i];

            report_summary_free(&run->summary);
            record_list_free(&run->rounds);
            report_manifest_free(&run->manifest);
        }
        free(c->sides[side].runs);
        lines_free(&c->only[side]);
    }
    for (size_t i = 0; i < c->difference_count; i++) {
        free(c->differences[i].label);
        free(c->differences[i].value[0]);
        free(c->differences[i].value[1]);
    }
    free(c->differences);
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
