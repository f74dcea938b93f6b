#include "memory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "meter.h"
#include "proc.h"
#include "tasks.h"

/* Worker processes of a client, and the client. */
#define GROUP_MAX 1024

static int pss_of(const char *pid, uint64_t *bytes)
{
    char path[64], text[PROC_TEXT_MAX];
    int result;

    snprintf(path, sizeof path, "/proc/%s/smaps_rollup", pid);
    result = proc_read(path, text, sizeof text);
    return result < 0 ? result : proc_field(text, "Pss", bytes);
}

uint64_t memory_user(int group)
{
    int pids[GROUP_MAX], count = tasks_group(group, pids, GROUP_MAX);
    uint64_t sum = 0;

    for (int i = 0; i < count; i++) {
        char pid[16];
        uint64_t bytes;

        snprintf(pid, sizeof pid, "%d", pids[i]);
        if (pss_of(pid, &bytes) < 0)
            return METER_NONE;
        sum += bytes;
    }
    return count > 0 ? sum : METER_NONE;
}

static int read_kernel(uint64_t *bytes)
{
    static const char *const parts[] = {"Slab", "KernelStack", "PageTables"};
    char text[PROC_TEXT_MAX];
    uint64_t part, pages;
    int result = proc_read("/proc/meminfo", text, sizeof text);

    *bytes = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts && result >= 0; i++) {
        result = proc_field(text, parts[i], &part);
        *bytes += part;
    }
    if (result >= 0)
        result = proc_read("/proc/net/sockstat", text, sizeof text);
    if (result >= 0)
        result = proc_pair(text, "TCP", "mem", &pages);
    if (result >= 0)
        *bytes += pages * (uint64_t)sysconf(_SC_PAGESIZE);
    return result;
}

uint64_t memory_kernel(void)
{
    uint64_t bytes;

    return read_kernel(&bytes) < 0 ? METER_NONE : bytes;
}

void memory_refused_user(char *reason, size_t size)
{
    uint64_t bytes;
    int result = pss_of("self", &bytes);

    *reason = '\0';
    if (result < 0)
        snprintf(reason, size, "/proc/PID/smaps_rollup: %s", strerror(-result));
}

void memory_refused_kernel(char *reason, size_t size)
{
    uint64_t bytes;
    int result = read_kernel(&bytes);

    *reason = '\0';
    if (result < 0)
        snprintf(reason, size, "/proc/meminfo and /proc/net/sockstat: %s",
                 strerror(-result));
}
