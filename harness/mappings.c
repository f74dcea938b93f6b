#include "mappings.h"

#include "resources.h"

#if defined(__linux__)

#include <inttypes.h>
#include <stdio.h>

uint64_t mappings_most(void)
{
    FILE *file = fopen("/proc/sys/vm/max_map_count", "r");
    uint64_t most;

    if (!file)
        return LIMITS_UNKNOWN;
    if (fscanf(file, "%" SCNu64, &most) != 1)
        most = LIMITS_UNKNOWN;
    fclose(file);
    return most;
}

#else

uint64_t mappings_most(void)
{
    return LIMITS_UNKNOWN;
}

#endif
