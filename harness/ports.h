/*
 * ports - local ports that are left for new connections to an address.
 *
 * A connection in TIME_WAIT keeps its port from another one to the same
 * address for a minute. Where each round has a network namespace of its own
 * nothing of this is left from the round before.
 */
#ifndef MUXBENCH_PORTS_H
#define MUXBENCH_PORTS_H

#include <signal.h>
#include <stdint.h>
#include <stdio.h>

struct net_address;

/* How many there are, and how many of them are left. */
struct ports {
    unsigned all, left;
};

/* 0 or -errno; -ENOTSUP where the system does not tell. */
int ports_read(struct ports *, const struct net_address *to);

/*
 * Wait until so many are left, until `until` (clock_now()). 0, also where the
 * system does not tell; -EADDRNOTAVAIL with what there is; -EINTR when *stop
 * became true.
 */
int ports_wait(struct ports *, const struct net_address *to, unsigned needed,
               uint64_t until, const volatile sig_atomic_t *stop);

/* Connections to `to` whose local port is from low to high, in a list as in
 * /proc/net/tcp; IPv6: /proc/net/tcp6. */
unsigned ports_taken(FILE *list, const struct net_address *to, unsigned low,
                     unsigned high);

#endif
