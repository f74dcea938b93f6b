/*
 * meter - what a process has used: CPU time and context switches.
 *
 * METER_NONE stands for "not measured here", never for an estimate.
 */
#ifndef MUXBENCH_METER_H
#define MUXBENCH_METER_H

#include <stdint.h>

#define METER_NONE UINT64_MAX

struct usage {
    uint64_t cpu_user_ns, cpu_sys_ns;
    uint64_t switches_voluntary, switches_forced;
};

/* METER_NONE in every field. */
extern const struct usage meter_unknown;

void meter_add(struct usage *, const struct usage *more);
void meter_subtract(struct usage *, const struct usage *less);

/* This process, all its threads, so far (getrusage(2), RUSAGE_SELF). */
void meter_self(struct usage *);

/* All children that were waited for (RUSAGE_CHILDREN). */
void meter_children(struct usage *);

/* CPU time, user and system, of another process in ns, by POSIX's CPU-time
 * clocks (clock_getcpuclockid(3)). METER_NONE where there are none, and for
 * pid 0. */
uint64_t meter_cpu_of(int pid);

/* How long its threads were ready to run and had no CPU, ns, their sum; of
 * those that are there now. METER_NONE where that is not counted, and for pid
 * 0. */
uint64_t meter_wait_of(int pid);

#endif
