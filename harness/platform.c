#include "platform.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "meter.h"
#include "proc.h"

/* What is not known on one side is not known of both. */
static void subtract(uint64_t *value, uint64_t less)
{
    if (*value == METER_NONE || less == METER_NONE)
        *value = METER_NONE;
    else
        *value -= less;
}

/* The control groups of the CPU in both versions: cpu.stat has another unit
 * in each. A path that leads out of the namespace ("/../..") is of no use. */
static int read_cpu_stat(char *text, size_t size)
{
    static const struct {
        const char *controller, *root;
    } places[] = {{NULL, "/sys/fs/cgroup"},
                  {NULL, "/sys/fs/cgroup/unified"},
                  {"cpu", "/sys/fs/cgroup/cpu"},
                  {"cpu", "/sys/fs/cgroup/cpu,cpuacct"}};
    char groups[4096], group[512], path[640];
    uint64_t ignored;
    int result = proc_read("/proc/self/cgroup", groups, sizeof groups);

    for (size_t i = 0; i < sizeof places / sizeof *places && result >= 0; i++) {
        if (proc_cgroup(groups, places[i].controller, group, sizeof group) < 0)
            continue;
        snprintf(path, sizeof path, "%s%s/cpu.stat", places[i].root, group);
        /* A group without the controller has the file, but not the count. */
        if (proc_read(path, text, size) > 0 &&
            proc_field(text, "nr_throttled", &ignored) == 0)
            return 0;
    }
    return result < 0 ? result : -ENOENT;
}

static void read_throttling(struct platform *p)
{
    char text[PROC_TEXT_MAX];

    if (read_cpu_stat(text, sizeof text) < 0)
        return;
    if (proc_field(text, "nr_throttled", &p->throttled) < 0)
        p->throttled = METER_NONE;
    if (proc_field(text, "throttled_usec", &p->throttled_ns) == 0)
        p->throttled_ns *= 1000;
    else if (proc_field(text, "throttled_time", &p->throttled_ns) < 0)
        p->throttled_ns = METER_NONE;
}

static int read_cpu(struct proc_cpu *cpu)
{
    char text[512];
    int result = proc_read("/proc/stat", text, sizeof text);

    return result < 0 ? result : proc_cpu(text, sysconf(_SC_CLK_TCK), cpu);
}

void platform_read(struct platform *p)
{
    struct proc_cpu cpu;

    *p = (struct platform){METER_NONE, METER_NONE, METER_NONE, METER_NONE};
    if (read_cpu(&cpu) == 0) {
        p->busy_ns = cpu.busy_ns;
        p->steal_ns = cpu.steal_ns;
    }
    read_throttling(p);
}

void platform_subtract(struct platform *p, const struct platform *less)
{
    subtract(&p->busy_ns, less->busy_ns);
    subtract(&p->steal_ns, less->steal_ns);
    subtract(&p->throttled, less->throttled);
    subtract(&p->throttled_ns, less->throttled_ns);
}

static uint64_t column(const char *path, const char *table, const char *name)
{
    char text[PROC_TEXT_MAX];
    uint64_t value;

    if (proc_read(path, text, sizeof text) < 0 ||
        proc_column(text, table, name, &value) < 0)
        return METER_NONE;
    return value;
}

/* "self" would be the first thread's network. */
#define NETSTAT "/proc/thread-self/net/netstat"
#define SNMP "/proc/thread-self/net/snmp"

void network_losses_read(struct network_losses *n)
{
    n->listen_overflows = column(NETSTAT, "TcpExt", "ListenOverflows");
    n->listen_drops = column(NETSTAT, "TcpExt", "ListenDrops");
    n->retransmits = column(SNMP, "Tcp", "RetransSegs");
}

void network_losses_subtract(struct network_losses *n,
                             const struct network_losses *less)
{
    subtract(&n->listen_overflows, less->listen_overflows);
    subtract(&n->listen_drops, less->listen_drops);
    subtract(&n->retransmits, less->retransmits);
}

static void explain(int result, const char *what, char *reason, size_t size)
{
    *reason = '\0';
    if (result < 0)
        snprintf(reason, size, "%s: %s", what, strerror(-result));
}

void platform_refused(char *reason, size_t size)
{
    struct proc_cpu cpu;

    explain(read_cpu(&cpu), "/proc/stat", reason, size);
}

void platform_refused_throttling(char *reason, size_t size)
{
    char text[PROC_TEXT_MAX];

    explain(read_cpu_stat(text, sizeof text),
            "no cpu.stat of a control group with nr_throttled", reason, size);
}

void network_losses_refused(char *reason, size_t size)
{
    struct network_losses n;

    network_losses_read(&n);
    explain(n.listen_overflows == METER_NONE || n.retransmits == METER_NONE
                ? -ENOENT
                : 0,
            "/proc/net/netstat and snmp", reason, size);
}
