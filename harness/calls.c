#if defined(__linux__)
/* syscall(2): no C library has a function for perf_event_open. */
#define _GNU_SOURCE
#endif

#include "calls.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "meter.h"

#if defined(__linux__)

#include <linux/perf_event.h>
#include <stdlib.h>
#include <sys/syscall.h>

#include "proc.h"

/* tracefs has a place of its own since Linux 4.1; before it was below
 * debugfs. */
static int tracepoint(uint64_t *id)
{
    static const char *const paths[] = {
        "/sys/kernel/tracing/events/raw_syscalls/sys_enter/id",
        "/sys/kernel/debug/tracing/events/raw_syscalls/sys_enter/id",
    };
    int result = -ENOENT;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char text[32], *end;
        int n = proc_read(paths[i], text, sizeof text);

        if (n > 0) {
            *id = strtoull(text, &end, 10);
            return end > text && *end == '\n' ? 0 : -EBADMSG;
        }
        result = n < 0 && n != -ENOENT ? n : result;
    }
    return result;
}

static int open_counter(uint64_t id)
{
    struct perf_event_attr attr;
    long fd;

    memset(&attr, 0, sizeof attr);
    attr.size = sizeof attr;
    attr.type = PERF_TYPE_TRACEPOINT;
    attr.config = id;
    attr.inherit = 1;
    fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
    return fd < 0 ? -errno : (int)fd;
}

int calls_open(void)
{
    uint64_t id;
    int result = tracepoint(&id);

    return result < 0 ? result : open_counter(id);
}

uint64_t calls_count(int fd)
{
    uint64_t count;

    if (fd < 0 || read(fd, &count, sizeof count) != sizeof count)
        return METER_NONE;
    return count;
}

void calls_refused(char *reason, size_t size)
{
    uint64_t id;
    int result = tracepoint(&id), fd;

    *reason = '\0';
    if (result < 0) {
        snprintf(reason, size,
                 "the tracepoint raw_syscalls:sys_enter cannot be read: %s",
                 strerror(-result));
        return;
    }
    fd = open_counter(id);
    if (fd < 0)
        snprintf(reason, size, "perf_event_open is refused: %s%s",
                 strerror(-fd),
                 fd == -EACCES || fd == -EPERM
                     ? " (kernel.perf_event_paranoid, CAP_PERFMON)"
                     : "");
    else
        close(fd);
}

#else

int calls_open(void)
{
    return -ENOTSUP;
}

uint64_t calls_count(int fd)
{
    (void)fd;
    return METER_NONE;
}

void calls_refused(char *reason, size_t size)
{
    snprintf(reason, size,
             "only Linux's perf_event_open is known to count "
             "them for a group of processes");
}

#endif
