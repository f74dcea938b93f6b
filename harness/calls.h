/*
 * calls - system calls, counted by the kernel.
 *
 * Linux counts them where the tracepoint raw_syscalls:sys_enter may be opened
 * by perf_event_open(2): root may, or a process with CAP_PERFMON that can read
 * the tracepoint's number. Counting costs time with every call, so it is
 * done in rounds that are not timed.
 */
#ifndef MUXBENCH_CALLS_H
#define MUXBENCH_CALLS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Count from now on: the calling process, which must have one thread, and all
 * threads and processes that come of it. A descriptor, which those inherit, or
 * -errno; -ENOTSUP where there is no such counter.
 */
int calls_open(void);

/* How many since calls_open(), by all of them; METER_NONE for a descriptor
 * below 0. */
uint64_t calls_count(int fd);

/* "" when they can be counted here, else why not, in one line. */
void calls_refused(char *reason, size_t size);

#endif
