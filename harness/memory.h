/*
 * memory - how much is in use, by processes and by the kernel.
 */
#ifndef MUXBENCH_MEMORY_H
#define MUXBENCH_MEMORY_H

#include <stddef.h>
#include <stdint.h>

/* Resident bytes of all processes of a process group, a shared page by its
 * share (Pss, /proc/PID/smaps_rollup, Linux 4.14). METER_NONE: not told. */
uint64_t memory_user(int group);

/*
 * Bytes the kernel uses for everybody: slab, kernel stacks, page tables
 * (/proc/meminfo) and the buffers of TCP sockets (/proc/net/sockstat).
 * METER_NONE: not told. What a device driver or io_uring takes page by page is
 * not in it.
 */
uint64_t memory_kernel(void);

/* Why they are not told here, in one line; "" when they are. */
void memory_refused_user(char *reason, size_t size);
void memory_refused_kernel(char *reason, size_t size);

#endif
