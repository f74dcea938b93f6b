#include "report_text.h"

#include <errno.h>

#include "report_answer.h"
#include "report_format.h"
#include "report_mode.h"
#include "report_tables.h"
#include "report_validity.h"
#include "report_warnings.h"
#include "report_words.h"

static void print_floor(const struct report_point *p, FILE *file)
{
    enum measure m = mode_measures(p->scenario->mode)->first;
    double floor = report_noise_floor(p, m);
    char text[FORMAT_SIZE];

    if (p->twin == NULL)
        return;
    format_difference(text, floor);
    fprintf(file, "  noise floor of %s: %s (%s's ratio to itself)\n",
            measure_info(m)->title, text, p->reference->label);
}

static int print_lines(const struct report_point *p,
                       void (*add)(const struct report_point *, struct lines *),
                       FILE *file)
{
    struct lines lines = {NULL, 0, false};
    int result;

    add(p, &lines);
    for (size_t i = 0; i < lines.count; i++)
        fprintf(file, "  %s\n", lines.text[i]);
    result = lines.failed ? -ENOMEM : 0;
    lines_free(&lines);
    return result;
}

static int print_point(const struct report_summary *s,
                       const struct report_point *p, FILE *file)
{
    struct table *t = report_table_main(p);
    int result = t == NULL || t->cells.failed ? -ENOMEM : 0;

    if (result == 0) {
        fprintf(file, "%s, %s: ratios to %s, %zu of %zu blocks\n\n",
                p->scenario->name, p->name, s->manifest->reference,
                p->blocks - p->dropped, p->blocks);
        table_print(t, file, 2);
        print_floor(p, file);
        result = print_lines(p, report_validity_lines, file);
        if (result == 0)
            result = print_lines(p, report_words_point, file);
        fputc('\n', file);
    }
    table_free(t);
    return result;
}

static void print_unusable(const struct report_manifest *m, FILE *file)
{
    for (size_t i = 0; i < m->backend_count; i++) {
        if (!m->backends[i].usable)
            fprintf(file, "not run: %s: %s\n", m->backends[i].name,
                    m->backends[i].reason == NULL ? "not told"
                                                  : m->backends[i].reason);
    }
}

int report_text(const struct report_summary *s, FILE *file)
{
    struct lines warnings = {NULL, 0, false};
    int result = report_answer_text(s, 0, file);

    for (size_t i = 0; i < s->point_count && result == 0; i++)
        result = print_point(s, &s->points[i], file);
    report_warnings(s, &warnings);
    for (size_t i = 0; i < warnings.count; i++)
        fprintf(file, "warning: %s\n", warnings.text[i]);
    if (warnings.failed)
        result = -ENOMEM;
    lines_free(&warnings);
    print_unusable(s->manifest, file);
    return result;
}
