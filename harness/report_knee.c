/*
 * What a row did not carry has no mean, and lies beyond the knee.
 */
#include "report_knee.h"

#include <math.h>
#include <stdio.h>

#include "report_points.h"

struct report_knee report_knee(const struct report_point *points, size_t count,
                               size_t cell)
{
    struct knee_point means[SCENARIO_COUNTS_MAX];
    struct report_knee knee = {KNEE_NONE, 0};

    if (count > SCENARIO_COUNTS_MAX || points->scenario->mode != SCENARIO_RATE)
        return knee;
    for (size_t i = 0; i < count; i++) {
        const struct report_value *v =
            &points[i].cells[cell].value[MEASURE_RESPONSE_MEAN];

        means[i] = (struct knee_point){points[i].rate,
                                       v->n > 0 ? v->e.value : (double)NAN};
    }
    knee.side = knee_find(means, count, &knee.point);
    return knee;
}

void report_knee_text(const struct report_point *points, size_t count,
                      size_t cell, char text[REPORT_KNEE_TEXT_MAX])
{
    static const char *const sides[] = {[KNEE_INSIDE] = "",
                                        [KNEE_LOWEST] = " or below",
                                        [KNEE_HIGHEST] = " or above"};
    struct report_knee knee = report_knee(points, count, cell);

    *text = '\0';
    if (knee.side != KNEE_NONE)
        snprintf(text, REPORT_KNEE_TEXT_MAX, "%d/s%s", points[knee.point].rate,
                 sides[knee.side]);
}

size_t report_knee_points(const struct report_point *points, size_t count,
                          size_t index, size_t *first)
{
    size_t end = index + 1;

    *first = index;
    while (*first > 0 &&
           points_alike(points[*first - 1].at, points[index].at, SWEEP_RATE))
        (*first)--;
    while (end < count &&
           points_alike(points[end].at, points[index].at, SWEEP_RATE))
        end++;
    return end - *first;
}
