#include "json_build.h"

#include <math.h>

json_t *json_build_real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *json_build_end(json_t *object, int failed)
{
    if (failed == 0)
        return object;
    json_decref(object);
    return NULL;
}
