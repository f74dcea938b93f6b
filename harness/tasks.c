#include "tasks.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "meter.h"
#include "proc.h"

#if defined(__linux__)

/* The next entry that is a number; 0: there is none any more. */
static int next_number(DIR *directory)
{
    struct dirent *entry;

    while ((entry = readdir(directory)) != NULL)
        if (isdigit((unsigned char)*entry->d_name))
            return atoi(entry->d_name);
    return 0;
}

/* The first number of schedstat: ns on a CPU. */
static uint64_t cpu_of(int pid, int task)
{
    char path[64], text[128], *end;
    uint64_t ns;

    snprintf(path, sizeof path, "/proc/%d/task/%d/schedstat", pid, task);
    if (proc_read(path, text, sizeof text) <= 0)
        return METER_NONE;
    ns = strtoull(text, &end, 10);
    return end > text && *end == ' ' ? ns : METER_NONE;
}

static DIR *open_tasks(int pid)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/task", pid);
    return opendir(path);
}

int tasks_read(struct tasks *tasks, int pid)
{
    DIR *directory = open_tasks(pid);
    int id, result = 0;

    tasks->count = 0;
    if (!directory)
        return -errno;
    while (result == 0 && (id = next_number(directory)) > 0) {
        uint64_t ns = cpu_of(pid, id);

        /* A thread that has ended meanwhile. */
        if (ns == METER_NONE)
            continue;
        if (tasks->count == TASKS_MAX) {
            result = -E2BIG;
        } else {
            tasks->all[tasks->count].id = id;
            tasks->all[tasks->count++].cpu_ns = ns;
        }
    }
    closedir(directory);
    return result == 0 && tasks->count == 0 ? -ENOENT : result;
}

uint64_t tasks_cpu(int pid)
{
    DIR *directory = open_tasks(pid);
    uint64_t sum = 0;
    int id, count = 0;

    if (!directory)
        return METER_NONE;
    while ((id = next_number(directory)) > 0) {
        uint64_t ns = cpu_of(pid, id);

        if (ns != METER_NONE) {
            sum += ns;
            count++;
        }
    }
    closedir(directory);
    return count > 0 ? sum : METER_NONE;
}

int tasks_group(int group, int *pids, int room)
{
    DIR *directory = opendir("/proc");
    int pid, its, count = 0, result = 0;

    if (!directory)
        return -errno;
    while (result == 0 && (pid = next_number(directory)) > 0) {
        char path[64], text[1024];

        snprintf(path, sizeof path, "/proc/%d/stat", pid);
        if (proc_read(path, text, sizeof text) <= 0 ||
            proc_group(text, &its) < 0 || its != group)
            continue;
        if (count == room)
            result = -E2BIG;
        else
            pids[count++] = pid;
    }
    closedir(directory);
    return result < 0 ? result : count;
}

#else

int tasks_read(struct tasks *tasks, int pid)
{
    (void)pid;
    tasks->count = 0;
    return -ENOENT;
}

uint64_t tasks_cpu(int pid)
{
    (void)pid;
    return METER_NONE;
}

int tasks_group(int group, int *pids, int room)
{
    (void)group;
    (void)pids;
    (void)room;
    return -ENOENT;
}

#endif

uint64_t tasks_hottest(const struct tasks *before, const struct tasks *after)
{
    uint64_t most = METER_NONE;

    for (int i = 0; i < before->count; i++)
        for (int k = 0; k < after->count; k++) {
            uint64_t used = after->all[k].cpu_ns - before->all[i].cpu_ns;

            if (before->all[i].id == after->all[k].id &&
                (most == METER_NONE || used > most))
                most = used;
        }
    return most;
}
