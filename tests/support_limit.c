#include "tests/support_limit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/affinity.h"
#include "harness/child.h"
#include "harness/clock.h"

enum { HOGS = 2 };

/* Where control groups are: version 2, then version 1's for CPUs. */
static const struct {
    const char *root, *file, *value;
} kinds[] = {
    {"/sys/fs/cgroup", "cpu.max", "33000 100000"},
    {"/sys/fs/cgroup/cpu", "cpu.cfs_quota_us", "33000"},
};

static char group[128]; /* "": there is none, but hogs */
static struct child hogs[HOGS];

static int write_text(const char *file, const char *text)
{
    char path[192];
    ssize_t length = (ssize_t)strlen(text);
    int fd, result;

    snprintf(path, sizeof path, "%s/%s", group, file);
    fd = open(path, O_WRONLY);
    if (fd < 0)
        return -errno;
    result = write(fd, text, (size_t)length) == length ? 0 : -errno;
    close(fd);
    return result;
}

static int make_group(size_t kind)
{
    int result;

    snprintf(group, sizeof group, "%s/muxbench-test-%ld", kinds[kind].root,
             (long)getpid());
    result = mkdir(group, 0755) < 0 ? -errno : 0;
    if (result == 0) {
        result = write_text(kinds[kind].file, kinds[kind].value);
        if (result < 0)
            rmdir(group);
    }
    if (result < 0)
        *group = '\0';
    return result;
}

static int burn(void *data)
{
    volatile uint64_t turns = 0;

    (void)data;
    while (turns < UINT64_MAX)
        turns++;
    return 0;
}

int limit_begin(int cpu)
{
    struct cpu_list cpus = {.count = 1, .cpus = {cpu}};
    struct child_order order = {
        .body = burn, .cpus = &cpus, .limit_ns = 60 * CLOCK_S};
    int result = 0;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (make_group(i) == 0)
            return 0;
    for (int i = 0; i < HOGS && result == 0; i++)
        result = child_start(&hogs[i], &order);
    if (result < 0)
        limit_end();
    return result;
}

int limit_server(int pid)
{
    char text[16];

    snprintf(text, sizeof text, "%d", pid);
    return *group ? write_text("cgroup.procs", text) : 0;
}

void limit_end(void)
{
    for (int i = 0; i < HOGS; i++)
        child_kill(&hogs[i]);
    if (*group)
        rmdir(group);
    *group = '\0';
}
