#include "knee.h"

#include <math.h>

enum knee_side knee_find(const struct knee_point *points, size_t count,
                         size_t *index)
{
    size_t measured = 0, best = 0;
    double most = 0;

    for (size_t i = 0; i < count; i++) {
        double power = points[i].rate / points[i].mean;

        if (isnan(power))
            continue;
        measured++;
        if (power > most) {
            most = power;
            best = i;
        }
    }
    if (measured < 2)
        return KNEE_NONE;
    *index = best;
    return best == 0           ? KNEE_LOWEST
           : best + 1 == count ? KNEE_HIGHEST
                               : KNEE_INSIDE;
}
