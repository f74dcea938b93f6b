#include "meter.h"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

const struct usage meter_unknown = {METER_NONE, METER_NONE, METER_NONE,
                                    METER_NONE};

void meter_add(struct usage *usage, const struct usage *more)
{
    usage->cpu_user_ns += more->cpu_user_ns;
    usage->cpu_sys_ns += more->cpu_sys_ns;
    usage->switches_voluntary += more->switches_voluntary;
    usage->switches_forced += more->switches_forced;
}

void meter_subtract(struct usage *usage, const struct usage *less)
{
    usage->cpu_user_ns -= less->cpu_user_ns;
    usage->cpu_sys_ns -= less->cpu_sys_ns;
    usage->switches_voluntary -= less->switches_voluntary;
    usage->switches_forced -= less->switches_forced;
}

static uint64_t timeval_ns(struct timeval t)
{
    return (uint64_t)t.tv_sec * CLOCK_S + (uint64_t)t.tv_usec * CLOCK_US;
}

static void meter(int who, struct usage *usage)
{
    struct rusage r;

    getrusage(who, &r);
    usage->cpu_user_ns = timeval_ns(r.ru_utime);
    usage->cpu_sys_ns = timeval_ns(r.ru_stime);
    usage->switches_voluntary = (uint64_t)r.ru_nvcsw;
    usage->switches_forced = (uint64_t)r.ru_nivcsw;
}

void meter_self(struct usage *usage)
{
    meter(RUSAGE_SELF, usage);
}

void meter_children(struct usage *usage)
{
    meter(RUSAGE_CHILDREN, usage);
}

uint64_t meter_cpu_of(int pid)
{
/* macOS declares no CPU-time clocks of other processes. */
#if defined(_POSIX_CPUTIME) && _POSIX_CPUTIME >= 0
    struct timespec t;
    clockid_t id;

    if (pid > 0 && clock_getcpuclockid(pid, &id) == 0 &&
        clock_gettime(id, &t) == 0)
        return (uint64_t)t.tv_sec * CLOCK_S + (uint64_t)t.tv_nsec;
#else
    (void)pid;
#endif
    return METER_NONE;
}
