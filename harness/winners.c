#include "winners.h"

#include <string.h>

bool winners_has(const struct winners *w, size_t i)
{
    return w->state >= WINNERS_UNDECIDED && w->family->ranks[i].from == 1;
}

bool winners_name(const struct winners *w, const char *backend)
{
    for (size_t i = 0; w->family && i < w->family->rows; i++)
        if (winners_has(w, i) &&
            strcmp(w->family->cells[i]->backend->name, backend) == 0)
            return true;
    return false;
}

static bool all_equal(const struct winners *w)
{
    const struct report_family *f = w->family;

    for (size_t i = 0; i < f->rows; i++)
        for (size_t k = 0; k < i; k++)
            if (winners_has(w, i) && winners_has(w, k) &&
                f->pairs[i * f->rows + k].verdict != VERDICT_EQUAL)
                return false;
    return true;
}

struct winners winners_of(const struct report_point *p, enum measure m)
{
    struct winners w = {.measure = m};

    if (m == MEASURE_COUNT || p->family[m].rows == 0)
        return w;
    w.family = &p->family[m];
    w.state = WINNERS_REFUSED;
    if (*w.family->refused != '\0')
        return w;
    w.state = WINNERS_UNDECIDED;
    for (size_t i = 0; i < w.family->rows; i++) {
        w.count += winners_has(&w, i);
        w.rows += w.family->ranks[i].from > 0;
    }
    if (w.rows == 0)
        w.state = WINNERS_NOT_MEASURED;
    else if (all_equal(&w))
        w.state = WINNERS_DECIDED;
    return w;
}

bool winners_same(const struct winners *a, const struct winners *b)
{
    if (a->state != b->state || a->measure != b->measure ||
        a->count != b->count || a->rows != b->rows)
        return false;
    for (size_t i = 0; a->family && i < a->family->rows; i++)
        if (winners_has(a, i) &&
            !winners_name(b, a->family->cells[i]->backend->name))
            return false;
    return true;
}
