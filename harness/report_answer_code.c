/*
 * The goals that are read from the sources: counts without an interval. What
 * lies within a tenth of the least is named with it.
 */
#include "report_answer.h"
#include "sentence.h"

static const double near = 1.1;

static double lines_of(const struct manifest_code *code)
{
    return (double)code->lines + (double)code->shared_lines;
}

static double functions_of(const struct manifest_code *code)
{
    return (double)code->functions;
}

static bool is_counted(const struct manifest_backend *b)
{
    return report_answer_takes(b) && b->code.known;
}

/* The row with the next larger count, of equals the next one; NULL: none. */
static const struct manifest_backend *next_of(
    const struct report_manifest *m, double (*of)(const struct manifest_code *),
    const struct manifest_backend *last)
{
    const struct manifest_backend *next = NULL;

    for (size_t i = 0; i < m->backend_count; i++) {
        const struct manifest_backend *b = &m->backends[i];
        bool behind = !last || of(&b->code) > of(&last->code) ||
                      (of(&b->code) == of(&last->code) && b > last);

        if (is_counted(b) && behind &&
            (!next || of(&b->code) < of(&next->code)))
            next = b;
    }
    return next;
}

static void tell_least(const struct report_manifest *m, const char *what,
                       double (*of)(const struct manifest_code *),
                       struct lines *out)
{
    const struct manifest_backend *first = next_of(m, of, NULL);
    struct sentence names = {"", 0};

    for (const struct manifest_backend *b = first;
         b && of(&b->code) <= near * of(&first->code); b = next_of(m, of, b))
        sentence_add(&names, "%s%s (%.0f)", b == first ? "" : ", ", b->name,
                     of(&b->code));
    lines_add(out, "%s: %s.", what, names.text);
}

static void tell_everywhere(const struct report_manifest *m, bool everywhere,
                            const char *what, struct lines *out)
{
    struct sentence names = {"", 0};
    size_t named = 0;

    for (size_t i = 0; i < m->backend_count; i++)
        if (is_counted(&m->backends[i]) &&
            m->backends[i].code.everywhere == everywhere)
            sentence_name(&names, named++, m->backends[i].name);
    if (named > 0)
        lines_add(out, "%s: %s.", what, names.text);
}

bool report_answer_code(const struct report_manifest *m, enum goal goal,
                        struct lines *out)
{
    if (!next_of(m, lines_of, NULL)) {
        lines_add(out, "Not noted in this run's manifest, which is of a "
                       "version that did not count.");
        return false;
    }
    if (goal == GOAL_EVERYWHERE) {
        tell_everywhere(m, true, "POSIX is all that is needed by", out);
        tell_everywhere(m, false,
                        "A certain system, library or processor is needed by",
                        out);
        return true;
    }
    tell_least(m,
               "Fewest lines, of its own and of the files it stands on, and "
               "what is within a tenth of that",
               lines_of, out);
    tell_least(m, "Fewest functions that tell the story", functions_of, out);
    return true;
}
