/*
 * The comparison for a terminal of 80 columns: what differs, what may be said,
 * a table for each measure at each point, and the result.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "compare.h"
#include "report_format.h"
#include "table.h"

#define WIDTH 80

/* Words to the next line where they do not fit. */
static void print_wrapped(const char *text, int indent, FILE *file)
{
    int column = indent;

    fprintf(file, "%*s", indent, "");
    while (*text) {
        int n = (int)strcspn(text, " ");

        if (column > indent && column + 1 + n > WIDTH) {
            fprintf(file, "\n%*s", indent, "");
            column = indent;
        }
        if (column > indent)
            fputc(' ', file), column++;
        fprintf(file, "%.*s", n, text);
        column += n;
        text += n + (text[n] == ' ');
    }
    fputc('\n', file);
}

static void print_side(const struct compare *c, int side, FILE *file)
{
    const struct compare_side *s = &c->sides[side];

    for (size_t i = 0; i < s->count; i++)
        fprintf(file, "%c  %s\n", i == 0 ? 'A' + side : ' ', s->runs[i].dir);
}

static void print_difference(const struct compare_difference *d, FILE *file)
{
    size_t length =
        strlen(d->label) + strlen(d->value[0]) + strlen(d->value[1]) + 8;

    if (length <= WIDTH) {
        fprintf(file, "  %s: %s -> %s\n", d->label, d->value[0], d->value[1]);
        return;
    }
    fprintf(file, "  %s:\n    A:\n", d->label);
    print_wrapped(d->value[0], 6, file);
    fprintf(file, "    B:\n");
    print_wrapped(d->value[1], 6, file);
}

/* Those that can explain a change, or those that cannot. */
static void print_differences(const struct compare *c, bool formal, FILE *file)
{
    bool any = false;

    fputs(formal ? "Differences that cannot explain a change:\n"
                 : "Differences that can explain a change:\n",
          file);
    for (size_t i = 0; i < c->differences.count; i++) {
        const struct compare_difference *d = &c->differences.list[i];

        if ((d->kind == COMPARE_FORMAL) != formal)
            continue;
        print_difference(d, file);
        any = true;
    }
    if (!any)
        fputs("  none\n", file);
}

static void verdict_text(char *room, const struct compare *c,
                         const struct compare_cell *cell)
{
    enum verdict v = cell->pair.verdict;
    double delta = 100 * compare_rule(c, cell->measure).delta;

    if (v == VERDICT_BETTER_BY || v == VERDICT_WORSE_BY)
        snprintf(room, FORMAT_SIZE, "%s by >= %.4g %%",
                 v == VERDICT_BETTER_BY ? "better" : "worse", delta);
    else if (v == VERDICT_NONE)
        snprintf(room, FORMAT_SIZE, "-");
    else
        snprintf(room, FORMAT_SIZE, "%s", verdict_name(v));
}

/* Of three runs a side there is no interval of 95 %. */
static bool wide_enough(const struct verdict_pair *pair)
{
    return !isnan(pair->ratio.low);
}

static void interval_text(char *room, const struct verdict_pair *pair,
                          bool ninety)
{
    double low = ninety ? pair->low : pair->ratio.low;
    double high = ninety ? pair->high : pair->ratio.high;

    if (isnan(low))
        snprintf(room, FORMAT_SIZE, "-");
    else
        snprintf(room, FORMAT_SIZE, "%.3f to %.3f", low, high);
}

static void add_row(struct table *t, const struct compare *c,
                    const struct compare_cell *cell, bool ninety)
{
    enum quantity q = measure_info(cell->measure)->quantity;
    char a[FORMAT_SIZE], b[FORMAT_SIZE], ratio[FORMAT_SIZE],
        interval[FORMAT_SIZE], verdict[FORMAT_SIZE];

    format_number(a, q, cell->value[0]);
    format_number(b, q, cell->value[1]);
    format_number(ratio, QUANTITY_RATIO, cell->pair.ratio.value);
    interval_text(interval, &cell->pair, ninety);
    verdict_text(verdict, c, cell);
    table_add(t, "%s", cell->backend);
    table_add(t, "%s", a);
    table_add(t, "%s", b);
    table_add(t, "%s", ratio);
    table_add(t, "%s", interval);
    if (c->claim != COMPARE_INDICATION)
        table_add(t, "%s", verdict);
}

static void add_ratio(struct table *t, const struct compare_cell *cell)
{
    char text[FORMAT_SIZE];

    table_add(t, "%s", cell->backend);
    for (int side = 0; side < 2; side++) {
        const struct verdict_rank *place = &cell->place[side];

        format_value(text, QUANTITY_RATIO, &cell->ratio[side]);
        table_add(t, "%s", text);
        if (place->from == 0)
            table_add(t, "-");
        else
            table_add(t, "%zu to %zu", place->from, place->to);
    }
}

static bool belongs(const struct compare_cell *cell,
                    const struct compare_cell *head)
{
    return cell->measure == head->measure &&
           strcmp(cell->scenario, head->scenario) == 0 &&
           strcmp(cell->point, head->point) == 0;
}

/* The first of its table? */
static bool is_head(const struct compare *c, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (belongs(&c->cells[i], &c->cells[index]))
            return false;
    return true;
}

static struct table *new_table(const struct compare *c, bool ninety)
{
    static const char *const ratios[] = {"row", "A / its reference", "place",
                                         "B / its reference", "place"};
    const char *const speeds[] = {
        "row",    "A", "B", "B / A", ninety ? "90 % interval" : "95 % interval",
        "verdict"};
    bool by_ratio = c->claim == COMPARE_RATIOS;
    size_t columns = by_ratio || c->claim == COMPARE_INDICATION ? 5 : 6;
    struct table *t = table_create("", columns);

    for (size_t i = 0; t && i < columns; i++)
        table_add(t, "%s", by_ratio ? ratios[i] : speeds[i]);
    return t;
}

static const char *reason_of(const struct compare_cell *cell)
{
    return *cell->missing ? cell->missing : cell->refused;
}

/* A row says once at a point why it has no numbers. */
static bool was_said(const struct compare *c, size_t index)
{
    const struct compare_cell *cell = &c->cells[index];

    while (index-- > 0) {
        const struct compare_cell *other = &c->cells[index];

        if (strcmp(other->scenario, cell->scenario) == 0 &&
            strcmp(other->point, cell->point) == 0 &&
            strcmp(other->backend, cell->backend) == 0 &&
            strcmp(reason_of(other), reason_of(cell)) == 0)
            return true;
    }
    return false;
}

static void print_reasons(const struct compare *c,
                          const struct compare_cell *head, FILE *file)
{
    char text[320];

    for (size_t i = 0; i < c->cell_count; i++) {
        const struct compare_cell *cell = &c->cells[i];

        if (!belongs(cell, head) || !*reason_of(cell) || was_said(c, i))
            continue;
        snprintf(text, sizeof text, "%s: not compared: %s", cell->backend,
                 reason_of(cell));
        print_wrapped(text, 2, file);
    }
}

/* It has no ratio to itself. */
static bool is_reference(const struct compare *c,
                         const struct compare_cell *cell)
{
    for (int side = 0; side < 2; side++)
        if (strcmp(c->sides[side].runs[0].manifest.reference, cell->backend) !=
            0)
            return false;
    return true;
}

/* Blocks and rounds have one of 95 %, three runs a side have not. */
static bool ninety_only(const struct compare *c)
{
    for (size_t i = 0; i < c->cell_count; i++)
        if (wide_enough(&c->cells[i].pair))
            return false;
    return c->claim == COMPARE_RUNS;
}

static int print_table(const struct compare *c, const struct compare_cell *head,
                       FILE *file)
{
    const struct measure_info *info = measure_info(head->measure);
    bool ninety = ninety_only(c), failed;
    struct table *t = new_table(c, ninety);

    if (!t)
        return -ENOMEM;
    for (size_t i = 0; i < c->cell_count; i++) {
        if (!belongs(&c->cells[i], head))
            continue;
        if (c->claim == COMPARE_RATIOS && is_reference(c, &c->cells[i]))
            continue;
        if (c->claim == COMPARE_RATIOS)
            add_ratio(t, &c->cells[i]);
        else
            add_row(t, c, &c->cells[i], ninety);
    }
    fprintf(file, "\n%s %s, %s (%s is better", head->scenario, head->point,
            info->title, info->more_is_better ? "more" : "less");
    if (c->claim == COMPARE_BLOCKS || c->claim == COMPARE_RUNS)
        fprintf(file, "; equal within %.4g %%",
                100 * compare_rule(c, head->measure).delta);
    fputs(")\n", file);
    failed = t->cells.failed;
    if (!failed)
        table_print(t, file, 0);
    print_reasons(c, head, file);
    table_free(t);
    return failed ? -ENOMEM : 0;
}

static size_t count(const struct compare *c, enum verdict v, enum verdict or_v)
{
    size_t n = 0;

    for (size_t i = 0; i < c->cell_count; i++)
        n += c->cells[i].pair.verdict == v || c->cells[i].pair.verdict == or_v;
    return n;
}

static void print_counts(const struct compare *c, FILE *file)
{
    size_t needed = 0, none = count(c, VERDICT_NONE, VERDICT_NONE);
    char text[256];

    for (size_t i = 0; i < c->cell_count; i++)
        if (c->cells[i].pair.needed > needed)
            needed = c->cells[i].pair.needed;
    snprintf(text, sizeof text,
             "%zu comparisons: %zu worse, %zu better, %zu practically equal, "
             "%zu undecided, %zu without a verdict",
             c->cell_count, count(c, VERDICT_WORSE, VERDICT_WORSE_BY),
             count(c, VERDICT_BETTER, VERDICT_BETTER_BY),
             count(c, VERDICT_EQUAL, VERDICT_EQUAL),
             count(c, VERDICT_UNDECIDED, VERDICT_UNDECIDED), none);
    print_wrapped(text, 0, file);
    if (needed > 0 && c->claim == COMPARE_BLOCKS)
        fprintf(file,
                "Of the undecided ones, up to %zu blocks would probably "
                "decide those\nthat can be.\n",
                needed);
}

/* What a reader who sees the end alone has to know. */
static void print_worse(const struct compare *c, FILE *file)
{
    for (size_t i = 0; i < c->cell_count; i++) {
        const struct compare_cell *cell = &c->cells[i];
        enum verdict v = cell->pair.verdict;

        if (v == VERDICT_WORSE || v == VERDICT_WORSE_BY)
            fprintf(file, "Worse: %s %s %s, %s: %.3f\n", cell->scenario,
                    cell->point, cell->backend,
                    measure_info(cell->measure)->title, cell->pair.ratio.value);
    }
}

static void print_result(const struct compare *c, FILE *file)
{
    static const char *const words[] = {[COMPARE_FINE] = "no regression",
                                        [COMPARE_REGRESSION] = "regression",
                                        [COMPARE_IMPOSSIBLE] = "not comparable",
                                        [COMPARE_UNDECIDED] = "undecided"};
    enum compare_status status = compare_status(c);

    if (c->claim == COMPARE_BLOCKS || c->claim == COMPARE_RUNS)
        print_counts(c, file);
    print_worse(c, file);
    fprintf(file, "Result: %s (exit status %d)\n", words[status], (int)status);
}

static void print_lists(const struct compare *c, FILE *file)
{
    char text[1200];

    for (size_t i = 0; i < c->notes.count; i++) {
        snprintf(text, sizeof text, "Note: %s.", c->notes.text[i]);
        print_wrapped(text, 0, file);
    }
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < c->only[side].count; i++)
            fprintf(file, "Only in %c: %s\n", 'A' + side,
                    c->only[side].text[i]);
}

int compare_text(const struct compare *c, FILE *file)
{
    char text[512];
    int result = 0;

    print_side(c, 0, file);
    print_side(c, 1, file);
    print_differences(c, false, file);
    print_differences(c, true, file);
    snprintf(text, sizeof text, "What may be said: %s (%s).",
             compare_claim_name(c->claim), c->why);
    print_wrapped(text, 0, file);
    print_lists(c, file);
    for (size_t i = 0; i < c->cell_count && result == 0; i++)
        if (c->claim != COMPARE_NOTHING && is_head(c, i))
            result = print_table(c, &c->cells[i], file);
    if (c->claim == COMPARE_INDICATION)
        fputs("\nIndicative: the intervals are by rounds, and say nothing of "
              "what changed on\nthe machine between the runs.\n",
              file);
    else
        fputc('\n', file);
    print_result(c, file);
    return result;
}
