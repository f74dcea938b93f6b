/*
 * pingpong - how fast the machine is just now: a byte to and fro over one TCP
 * connection on loopback, for a moment.
 *
 * Machines, above all virtual ones, have fast and slow states that no counter
 * shows. The same small work before each round does: it knows no backend, so
 * what changes from round to round is the machine.
 */
#ifndef MUXBENCH_PINGPONG_H
#define MUXBENCH_PINGPONG_H

#include <stdint.h>

struct placement;

/*
 * Play for `time_ns`, both sides in a process of its own on the CPUs of client
 * and server. 0 with the median round trip in *median_ns, or -errno.
 */
int pingpong(const struct placement *, uint64_t time_ns, uint64_t *median_ns);

#endif
