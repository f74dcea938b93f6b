#include "report_points.h"

#include <stdio.h>

bool points_vary(const struct manifest_scenario *s, enum sweep sweep)
{
    for (size_t i = 1; i < s->point_count; i++)
        if (s->points[i].at[sweep] != s->points[0].at[sweep])
            return true;
    return false;
}

enum sweep points_axis(const struct manifest_scenario *s)
{
    int i = SWEEPS - 1;

    while (i > 0 && !points_vary(s, (enum sweep)i))
        i--;
    return (enum sweep)i;
}

bool points_alike(const uint64_t a[SWEEPS], const uint64_t b[SWEEPS],
                  enum sweep but)
{
    for (int i = 0; i < SWEEPS; i++)
        if (i != (int)but && a[i] != b[i])
            return false;
    return true;
}

/* A rate is always told, connections when nothing tells points apart without
 * them. */
static bool is_told(const struct manifest_scenario *s,
                    const uint64_t at[SWEEPS], enum sweep sweep)
{
    enum sweep axis = points_axis(s);

    if (points_vary(s, sweep))
        return true;
    if (sweep == SWEEP_RATE)
        return at[sweep] > 0;
    return sweep == SWEEP_CONNECTIONS &&
           (axis == SWEEP_CONNECTIONS || axis == SWEEP_RATE);
}

void points_words(const struct manifest_scenario *s, const uint64_t at[SWEEPS],
                  char text[POINTS_TEXT_MAX])
{
    char part[SWEEP_TEXT_MAX];
    size_t used = 0;

    *text = '\0';
    for (int i = 0; i < SWEEPS && used < POINTS_TEXT_MAX; i++) {
        if (!is_told(s, at, (enum sweep)i))
            continue;
        sweep_text((enum sweep)i, at[i], part);
        used += (size_t)snprintf(text + used, POINTS_TEXT_MAX - used, "%s%s",
                                 used > 0 ? ", " : "", part);
    }
}

void points_others(const struct manifest_scenario *s, const uint64_t at[SWEEPS],
                   unsigned besides, enum points_place place,
                   char text[POINTS_TEXT_MAX])
{
    size_t used = 0;

    *text = '\0';
    for (int i = 0; i < SWEEPS && used < POINTS_TEXT_MAX; i++) {
        const char *label = sweep_info((enum sweep)i)->label;
        char value[SWEEP_VALUE_MAX], words[SWEEP_TEXT_MAX];
        size_t room = POINTS_TEXT_MAX - used;

        if (besides & 1u << i || !points_vary(s, (enum sweep)i))
            continue;
        sweep_value(at[i], value);
        sweep_text((enum sweep)i, at[i], words);
        used +=
            (size_t)(place == POINTS_NAME
                         ? snprintf(text + used, room, "-%s-%s", label, value)
                         : snprintf(text + used, room, ", %s", words));
    }
}
