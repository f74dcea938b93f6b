/*
 * The time threads were ready to run and had no CPU, as Linux counts it for
 * each in /proc/PID/task/TID/schedstat (Documentation/scheduler/
 * sched-stats.rst): ns on a CPU, ns in a run queue, turns. Time in which a
 * control group has used up its share (cpu.max) is such a wait as well.
 */
#include "meter.h"

#if defined(__linux__)

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>

static uint64_t wait_of_thread(int pid, const char *thread)
{
    uint64_t waited = METER_NONE;
    char path[320];
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/task/%s/schedstat", pid, thread);
    file = fopen(path, "r");
    if (!file)
        return METER_NONE;
    if (fscanf(file, "%*u %" SCNu64, &waited) != 1)
        waited = METER_NONE;
    fclose(file);
    return waited;
}

uint64_t meter_wait_of(int pid)
{
    uint64_t sum = METER_NONE;
    struct dirent *entry;
    char path[64];
    DIR *threads;

    snprintf(path, sizeof path, "/proc/%d/task", pid);
    threads = pid > 0 ? opendir(path) : NULL;
    if (!threads)
        return METER_NONE;
    while ((entry = readdir(threads))) {
        uint64_t waited = *entry->d_name == '.'
                              ? METER_NONE
                              : wait_of_thread(pid, entry->d_name);

        if (waited != METER_NONE)
            sum = (sum == METER_NONE ? 0 : sum) + waited;
    }
    closedir(threads);
    return sum;
}

#else

uint64_t meter_wait_of(int pid)
{
    (void)pid;
    return METER_NONE;
}

#endif
