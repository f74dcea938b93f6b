#if defined(__linux__)
/* cpu_set_t and sched_setaffinity(2). */
#define _GNU_SOURCE
#endif

#include "affinity.h"

#include <errno.h>

#if defined(__linux__)

#include <sched.h>

int affinity_get(struct cpu_list *list)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) < 0)
        return -errno;
    list->count = 0;
    for (int i = 0; i < AFFINITY_MAX && i < CPU_SETSIZE; i++)
        if (CPU_ISSET((size_t)i, &set))
            list->cpus[list->count++] = i;
    return 0;
}

int affinity_set(const struct cpu_list *list)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    for (int i = 0; i < list->count; i++)
        CPU_SET((size_t)list->cpus[i], &set);
    return sched_setaffinity(0, sizeof set, &set) < 0 ? -errno : 0;
}

#else

int affinity_get(struct cpu_list *list)
{
    list->count = 0;
    return -ENOTSUP;
}

int affinity_set(const struct cpu_list *list)
{
    (void)list;
    return -ENOTSUP;
}

#endif
