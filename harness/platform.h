/*
 * platform - what the machine did meanwhile that is no work of ours: time that
 * the hypervisor took, limits that a control group set, work of others,
 * connections and segments that the network lost.
 *
 * Counts go up from the start of the system; the difference of two readings is
 * what counts. METER_NONE: this system does not tell.
 */
#ifndef MUXBENCH_PLATFORM_H
#define MUXBENCH_PLATFORM_H

#include <stddef.h>
#include <stdint.h>

/* Of all CPUs. Linux counts the first two in hundredths of a second. */
struct platform {
    uint64_t busy_ns;      /* processes ran */
    uint64_t steal_ns;     /* the hypervisor ran something else */
    uint64_t throttled;    /* times the control group used up its quota */
    uint64_t throttled_ns; /* and stood still for it */
};

void platform_read(struct platform *);
void platform_subtract(struct platform *, const struct platform *less);

/* Of the network namespace the calling process is in. */
struct network_losses {
    uint64_t listen_overflows; /* a full accept queue */
    uint64_t listen_drops;     /* connections refused for any reason */
    uint64_t retransmits;      /* segments that were sent again */
};

void network_losses_read(struct network_losses *);
void network_losses_subtract(struct network_losses *,
                             const struct network_losses *less);

/* Why throttling, or the rest, is not told here, in one line; "" when it is.
 */
void platform_refused_throttling(char *reason, size_t size);
void platform_refused(char *reason, size_t size);
void network_losses_refused(char *reason, size_t size);

#endif
