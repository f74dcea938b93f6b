/*
 * What Linux tells of itself in /proc and /sys. Other systems have no such
 * checks yet: what is not looked at is not said to be fine.
 */
#include "doctor.h"

#if defined(__linux__)

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"

/* While it looks at how busy the machine is. */
#define LOOK (200 * CLOCK_MS)

/* Above these shares of the CPUs' time somebody else is measured as well. */
#define BUSY_LIMIT 0.05
#define STEAL_LIMIT 0.01

#define LINE 256

/* The first line of a file; false: there is none. */
static bool read_line(const char *root, const char *path, char line[LINE])
{
    char whole[512];
    FILE *file;

    snprintf(whole, sizeof whole, "%s%s", root, path);
    file = fopen(whole, "r");
    if (!file || !fgets(line, LINE, file))
        *line = '\0';
    if (file)
        fclose(file);
    line[strcspn(line, "\n")] = '\0';
    return *line != '\0';
}

/* The file is a number; false: there is none. */
static bool read_number(const char *root, const char *path, long long *number)
{
    char line[LINE], *end;

    if (!read_line(root, path, line))
        return false;
    *number = strtoll(line, &end, 10);
    return end != line;
}

/* Each CPU has its own; the first that is not `performance` is told. */
static void check_governor(const char *root, struct doctor_finding *f)
{
    int cpus = 0;
    char line[LINE], path[128];

    for (int cpu = 0; cpu < 4096; cpu++) {
        snprintf(path, sizeof path,
                 "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor", cpu);
        if (!read_line(root, path, line))
            break;
        cpus++;
        if (strcmp(line, "performance") == 0)
            continue;
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "CPU %d has governor %.32s: its frequency follows the load "
                   "of the moments before",
                   cpu, line);
        doctor_command(f, "cpupower frequency-set -g performance");
        return;
    }
    if (cpus > 0)
        doctor_say(f, DOCTOR_FINE, "performance on %d CPUs", cpus);
    else
        doctor_say(f, DOCTOR_UNKNOWN,
                   "no frequency scaling shows here: a host may do it");
}

static void check_boost(const char *root, struct doctor_finding *f)
{
    static const struct {
        const char *path;
        long long off;
    } places[] = {
        {"/sys/devices/system/cpu/intel_pstate/no_turbo", 1},
        {"/sys/devices/system/cpu/cpufreq/boost", 0},
    };

    for (size_t i = 0; i < 2; i++) {
        long long value;

        if (!read_number(root, places[i].path, &value))
            continue;
        if (value == places[i].off) {
            doctor_say(f, DOCTOR_FINE, "off");
            return;
        }
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "frequency boost is on: speed depends on how warm the CPU "
                   "is, and on what its other cores do");
        doctor_command(f, "echo %lld >%s", places[i].off, places[i].path);
        return;
    }
    doctor_say(f, DOCTOR_UNKNOWN, "no switch for frequency boost shows here");
}

static void check_smt(const char *root, struct doctor_finding *f)
{
    long long active;

    if (!read_number(root, "/sys/devices/system/cpu/smt/active", &active)) {
        doctor_say(f, DOCTOR_UNKNOWN, "the kernel does not tell");
    } else if (active == 0) {
        doctor_say(f, DOCTOR_FINE, "no two CPUs share a core");
    } else {
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "two CPUs share a core: client and server may slow each "
                   "other down without a wait that shows");
        doctor_command(f, "echo off >/sys/devices/system/cpu/smt/control");
    }
}

static void check_clocksource(const char *root, struct doctor_finding *f)
{
    static const char *const cheap[] = {"tsc", "arch_sys_counter", "kvm-clock",
                                        "hyperv_clocksource_tsc_page",
                                        "riscv_clocksource"};
    static const char path[] =
        "/sys/devices/system/clocksource/clocksource0/current_clocksource";
    char line[LINE];

    if (!read_line(root, path, line)) {
        doctor_say(f, DOCTOR_UNKNOWN, "the kernel does not tell");
        return;
    }
    for (size_t i = 0; i < sizeof cheap / sizeof *cheap; i++)
        if (strcmp(line, cheap[i]) == 0) {
            doctor_say(f, DOCTOR_FINE, "%.64s, read without a system call",
                       line);
            return;
        }
    doctor_say(f, DOCTOR_UNSUITABLE,
               "%.64s: reading it is a system call, and costs more than what "
               "is timed",
               line);
    doctor_command(f, "echo tsc >%s", path);
}

/* Jiffies of all CPUs, the idle ones among them, and those stolen. */
struct ticks {
    unsigned long long all, idle, steal;
};

static bool read_ticks(const char *root, struct ticks *t)
{
    unsigned long long v[8] = {0};
    char line[LINE];

    if (!read_line(root, "/proc/stat", line) ||
        sscanf(line, "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &v[0],
               &v[1], &v[2], &v[3], &v[4], &v[5], &v[6], &v[7]) < 8)
        return false;
    *t = (struct ticks){0, v[3] + v[4], v[7]};
    for (size_t i = 0; i < 8; i++)
        t->all += v[i];
    return true;
}

/* How busy others are, and how much a hypervisor takes. */
static void check_load(const char *root, struct doctor_finding *f)
{
    struct ticks a, b;
    double all, busy, steal;

    if (!read_ticks(root, &a)) {
        doctor_say(f, DOCTOR_UNKNOWN, "/proc/stat cannot be read");
        return;
    }
    clock_sleep_until(clock_now() + LOOK);
    read_ticks(root, &b);
    all = b.all > a.all ? (double)(b.all - a.all) : 1;
    steal = (double)(b.steal - a.steal) / all;
    busy = b.all > a.all ? 1 - (double)(b.idle - a.idle) / all - steal : 0;
    if (steal > STEAL_LIMIT)
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "the hypervisor took %.0f %% of the CPUs' time meanwhile",
                   100 * steal);
    else if (busy > BUSY_LIMIT)
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "the CPUs were %.0f %% busy with something else meanwhile; "
                   "see top(1)",
                   100 * busy);
    else
        doctor_say(f, DOCTOR_FINE, "%.1f %% of the CPUs' time is used",
                   100 * busy);
}

static void check_cpu_limit(const char *root, struct doctor_finding *f)
{
    char line[LINE];

    if (!read_line(root, "/sys/fs/cgroup/cpu.max", line))
        doctor_say(f, DOCTOR_UNKNOWN, "no limit of a control group shows here");
    else if (strncmp(line, "max", 3) == 0)
        doctor_say(f, DOCTOR_FINE, "none");
    else
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "a control group limits CPU time (%.48s us): rounds are "
                   "stopped in the middle",
                   line);
}

static void check_ports(const char *root, struct doctor_finding *f)
{
    static const char path[] = "/proc/sys/net/ipv4/ip_local_port_range";
    char line[LINE];
    int low, high;

    if (!read_line(root, path, line) ||
        sscanf(line, "%d %d", &low, &high) != 2) {
        doctor_say(f, DOCTOR_UNKNOWN, "the kernel does not tell");
    } else if (high - low < 20000) {
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "%d local ports: churn runs out of them, or walks through "
                   "those in TIME_WAIT",
                   high - low + 1);
        doctor_command(f, "sysctl net.ipv4.ip_local_port_range='1024 65000'");
    } else {
        doctor_say(f, DOCTOR_FINE, "%d local ports", high - low + 1);
    }
}

/* The number in a file has to be so large. */
static void check_least(const char *root, const char *path, long long least,
                        const char *lost, const char *sysctl,
                        struct doctor_finding *f)
{
    long long value;

    if (!read_number(root, path, &value)) {
        doctor_say(f, DOCTOR_UNKNOWN, "the kernel does not tell");
    } else if (value < least) {
        doctor_say(f, DOCTOR_UNSUITABLE, "%lld: %s", value, lost);
        doctor_command(f, "sysctl %s=%lld", sysctl, least);
    } else {
        doctor_say(f, DOCTOR_FINE, "%lld", value);
    }
}

static void check_listen_queue(const char *root, struct doctor_finding *f)
{
    check_least(root, "/proc/sys/net/core/somaxconn", 4096,
                "more connections at once than that overflow the listen queue",
                "net.core.somaxconn", f);
}

static void check_mappings(const char *root, struct doctor_finding *f)
{
    check_least(root, "/proc/sys/vm/max_map_count", 65530,
                "a stack with a guard page takes two mappings, so there can be "
                "half as many coroutines where the kernel has no other guards",
                "vm.max_map_count", f);
}

static void check_io_uring(const char *root, struct doctor_finding *f)
{
    long long value;

    if (!read_number(root, "/proc/sys/kernel/io_uring_disabled", &value)) {
        doctor_say(f, DOCTOR_UNKNOWN, "the kernel has no switch for it");
    } else if (value == 0) {
        doctor_say(f, DOCTOR_FINE, "allowed");
    } else {
        doctor_say(f, DOCTOR_UNSUITABLE, "switched off%s: its rows cannot run",
                   value == 1 ? " for those without CAP_SYS_ADMIN" : "");
        doctor_command(f, "sysctl kernel.io_uring_disabled=0");
    }
}

static void check_tracing(const char *root, struct doctor_finding *f)
{
    long long value;

    if (!read_number(root, "/proc/sys/kernel/perf_event_paranoid", &value)) {
        doctor_say(f, DOCTOR_UNKNOWN, "the kernel has no perf events");
    } else if (value > -1 && geteuid() != 0) {
        doctor_say(f, DOCTOR_UNSUITABLE,
                   "perf_event_paranoid is %lld: only root can have system "
                   "calls counted",
                   value);
        doctor_command(f, "sysctl kernel.perf_event_paranoid=-1");
    } else {
        doctor_say(f, DOCTOR_FINE, "system calls can be counted");
    }
}

const struct doctor_check *doctor_checks_system(size_t *count)
{
    static const struct doctor_check checks[] = {
        {"load", check_load},
        {"governor", check_governor},
        {"boost", check_boost},
        {"smt", check_smt},
        {"clocksource", check_clocksource},
        {"cpu-limit", check_cpu_limit},
        {"ports", check_ports},
        {"listen-queue", check_listen_queue},
        {"mappings", check_mappings},
        {"io_uring", check_io_uring},
        {"tracing", check_tracing},
    };

    *count = sizeof checks / sizeof *checks;
    return checks;
}

#else

const struct doctor_check *doctor_checks_system(size_t *count)
{
    static const struct doctor_check none[1];

    *count = 0;
    return none;
}

#endif
