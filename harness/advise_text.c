#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "advise.h"
#include "report_answer.h"
#include "sentence.h"
#include "terminal.h"

/* A line of advice: INDENT blanks below its goal. */
enum {
    INDENT = 2,
    MANY = 4 /* runs: too many for a line each */
};

__attribute__((format(printf, 3, 4))) static void put(FILE *file, int width,
                                                      const char *format, ...)
{
    struct sentence line = {"", 0};
    va_list values;

    va_start(values, format);
    sentence_add_list(&line, format, values);
    va_end(values);
    terminal_wrap(file, line.text, INDENT, 2 * INDENT, width);
}

static void axes_text(const struct axes *axes, struct sentence *out)
{
    char share[AXES_TEXT_MAX], size[AXES_TEXT_MAX];

    axes_share_text(axes, share);
    axes_size_text(axes->size, size);
    sentence_add(out,
                 "%" PRIu64 " connection%s, %s idle, %s, %" PRIu64 " core%s",
                 axes->connections, axes->connections == 1 ? "" : "s", share,
                 size, axes->cores, axes->cores == 1 ? "" : "s");
}

static void put_cell(const struct advise_cell *cell, int width, FILE *file)
{
    struct sentence where = {"", 0};
    char set[REPORT_ANSWER_SET_MAX];

    axes_text(&cell->axes, &where);
    report_answer_set(&cell->winners, set);
    put(file, width, "%s %s (%s: %s), by %s: %s.", cell->point->scenario->name,
        cell->point->name, advise_fit_name(cell->fit), where.text,
        measure_info(cell->winners.measure)->title, set);
}

static void put_cells(const struct advice *a, bool ranked, int width,
                      FILE *file)
{
    for (size_t i = 0; i < a->count; i++)
        if (advise_ranked(&a->cells[i]) == ranked)
            put_cell(&a->cells[i], width, file);
}

static size_t count_fitting(const struct advice *a, enum advise_fit fit)
{
    size_t fitting = 0;

    for (size_t i = 0; i < a->count; i++)
        fitting += a->cells[i].fit == fit;
    return fitting;
}

static void put_common(const struct advice *a, int width, FILE *file)
{
    const struct report_manifest *m = &a->source->manifest;
    struct sentence names = {"", 0};
    size_t named = 0, ranked = advise_count_ranked(a);

    for (size_t i = 0; i < m->backend_count; i++)
        if (advise_always(a, m->backends[i].name))
            sentence_name(&names, named++, m->backends[i].name);
    if (ranked == 0)
        put(file, width, "No answer: nothing is ranked there.");
    else if (named == 0)
        put(file, width, "No row is among the best in all of these cells.");
    else
        put(file, width, "No row was shown to be better%s than: %s.",
            ranked == 1 ? "" : " in any of the ranked cells", names.text);
}

static void put_outside(const struct advise_cell *nearest, int width,
                        FILE *file)
{
    struct sentence where = {"", 0};

    axes_text(&nearest->axes, &where);
    put(file, width,
        "No answer: this lies outside of what was measured. The nearest cell "
        "is %s %s (%s).",
        nearest->point->scenario->name, nearest->point->name, where.text);
}

/* How far the cells may be trusted for the question. */
static void put_fit(const struct advice *a, int width, FILE *file)
{
    if (count_fitting(a, ADVISE_NEAR) > 0)
        put(file, width,
            "Near: not measured at just this load; %s within a factor of two "
            "of it.",
            a->goal == GOAL_MEMORY ? "connections are"
                                   : "connections, active share and size are");
    if (count_fitting(a, ADVISE_BETWEEN) > 0)
        put(file, width,
            "Between: measured at fewer and at more connections. That nothing "
            "else happens in between is not shown.");
}

static void put_command(const struct advise_order *order, enum goal goal,
                        FILE *file)
{
    char command[ADVISE_COMMAND_MAX];

    advise_command(&order->question, goal, command);
    fprintf(file, "%*sTo measure it:\n%*s%s\n", INDENT, "", 2 * INDENT, "",
            command);
}

static void put_answer(const struct advice *a, int width, FILE *file)
{
    put_cells(a, false, width, file);
    put_fit(a, width, file);
    put_common(a, width, file);
    put_cells(a, true, width, file);
    if (advise_count_ranked(a) > 0)
        put(file, width, "It does not tell: %s.", goal_info(a->goal)->not_told);
}

static void put_advice(const struct advise_order *order, const struct advice *a,
                       int width, FILE *file)
{
    size_t exact = count_fitting(a, ADVISE_EXACT);

    if (a->count == 0)
        put(file, width,
            order->source_count == 1 ? "Not measured in this run."
                                     : "Not measured in these runs.");
    else if (a->fit == ADVISE_OUTSIDE)
        put_outside(&a->cells[0], width, file);
    else
        put_answer(a, width, file);
    if (exact == 0 || exact < a->count || advise_count_ranked(a) < a->count)
        put_command(order, a->goal, file);
}

/* The last part of its path, whatever ends it. */
static void add_name(const struct report_source *source, struct sentence *out)
{
    size_t end = strlen(source->dir), begin;

    while (end > 1 && source->dir[end - 1] == '/')
        end--;
    for (begin = end; begin > 0 && source->dir[begin - 1] != '/';)
        begin--;
    sentence_add(out, "%.*s", (int)(end - begin), source->dir + begin);
}

/* Whose answer it is, when several were asked; NULL: nobody's. */
static void end_heading(const struct advise_order *order,
                        const struct report_source *source, FILE *file)
{
    struct sentence name = {"", 0};

    if (order->source_count > 1 && source) {
        add_name(source, &name);
        fprintf(file, ", from %s", name.text);
    }
    fputs(":\n", file);
}

/* What the sources decide is the same for every load. */
static int put_counted(const struct advise_order *order, enum goal goal,
                       int width, FILE *file)
{
    const struct report_source *source = advise_counted(order);
    struct lines lines = {NULL, 0, false};
    int result;

    end_heading(order, source, file);
    report_answer_goal(&source->summary, goal, &lines);
    for (size_t i = 0; i < lines.count; i++)
        put(file, width, "%s", lines.text[i]);
    result = lines.failed ? -ENOMEM : 0;
    lines_free(&lines);
    return result;
}

static int put_measured(const struct advise_order *order, enum goal goal,
                        int width, FILE *file)
{
    struct advice a;
    int result = advise(&a, order, goal);

    if (result == 0) {
        end_heading(order, a.count > 0 ? a.source : NULL, file);
        put_advice(order, &a, width, file);
    }
    advise_free(&a);
    return result;
}

static int put_goal(const struct advise_order *order, enum goal goal, int width,
                    FILE *file)
{
    fprintf(file, "\n%s", goal_info(goal)->title);
    return goal < GOAL_MEASURED ? put_measured(order, goal, width, file)
                                : put_counted(order, goal, width, file);
}

/* ", profile standard, AMD EPYC, 2 CPUs, Linux 6.1" */
static void add_machine(const struct report_source *source,
                        struct sentence *out)
{
    const struct report_manifest *m = &source->manifest;
    const char *cpu = report_manifest_text(m, "machine", "cpu");
    const char *system = report_manifest_text(m, "machine", "system");
    const char *kernel = report_manifest_text(m, "machine", "kernel");
    json_t *cpus = report_manifest_value(m, "machine", "cpus");

    sentence_add(out, ", profile %s", m->profile);
    if (cpu)
        sentence_add(out, ", %s", cpu);
    if (json_is_integer(cpus))
        sentence_add(out, ", %" JSON_INTEGER_FORMAT " CPUs",
                     json_integer_value(cpus));
    if (system)
        sentence_add(out, ", %s %s", system, kernel ? kernel : "");
}

static bool same_machine(const struct report_source *a,
                         const struct report_source *b)
{
    struct sentence of_a = {"", 0}, of_b = {"", 0};

    add_machine(a, &of_a);
    add_machine(b, &of_b);
    return strcmp(of_a.text, of_b.text) == 0;
}

static void put_source(const struct report_source *source, int width,
                       FILE *file)
{
    const char *created =
        report_manifest_text(&source->manifest, NULL, "created");
    struct sentence line = {"", 0};

    sentence_add(&line, "From %s: run of %s", source->dir,
                 created ? created : "an unknown time");
    add_machine(source, &line);
    sentence_add(&line, ". Another machine may answer otherwise.");
    terminal_wrap(file, line.text, 0, INDENT, width);
}

/* Where numbers are from: they hold for that machine. A run each; or, where
 * there are many, of one machine, their names. */
static void put_sources(const struct advise_order *order, int width, FILE *file)
{
    const struct report_source *all = order->sources;
    struct sentence line = {"", 0};
    size_t alike = 0;

    while (alike < order->source_count && same_machine(all, &all[alike]))
        alike++;
    if (order->source_count < MANY || alike < order->source_count) {
        for (size_t i = 0; i < order->source_count; i++)
            put_source(&all[i], width, file);
        return;
    }
    sentence_add(&line, "From %s and %zu more", all->dir, alike - 1);
    for (size_t i = 1; i < alike; i++) {
        sentence_add(&line, i == 1 ? " (" : ", ");
        add_name(&all[i], &line);
    }
    sentence_add(&line, ")");
    add_machine(all, &line);
    sentence_add(&line, ". Another machine may answer otherwise.");
    terminal_wrap(file, line.text, 0, INDENT, width);
}

int advise_text(const struct advise_order *order, int width, FILE *file)
{
    struct sentence question = {"", 0};
    int result = 0;

    axes_text(&order->question, &question);
    terminal_wrap(file, question.text, 0, INDENT, width);
    put_sources(order, width, file);
    for (int g = 0; g < GOAL_COUNT && result == 0; g++)
        if (order->goal == GOAL_COUNT || order->goal == (enum goal)g)
            result = put_goal(order, (enum goal)g, width, file);
    return result;
}
