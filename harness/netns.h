/*
 * netns - network namespaces: ports, connections in TIME_WAIT and settings of
 * the network start anew in each.
 */
#ifndef MUXBENCH_NETNS_H
#define MUXBENCH_NETNS_H

/* The namespace the calling process is in, as a descriptor to come back by;
 * or -errno, -ENOTSUP where there are none. */
int netns_current(void);

/* Move the calling process into a new one with nothing but loopback, which is
 * up. 0 or -errno; -EPERM when it is not allowed. */
int netns_enter_new(void);

/* Try it and come back. 0, or why it is not possible as -errno. */
int netns_allowed(void);

/* Move the calling process back. 0 or -errno. */
int netns_enter(int netns);

#endif
