/*
 * precise - waiting for descriptors with a limit in ns.
 *
 * poll(2) and epoll_wait(2) take ms: who has to do something at a given time
 * then does it up to a millisecond late. Some systems have calls with a finer
 * limit; how late they are is up to the system (on Linux a thread's timers may
 * be 50 us late, see PR_SET_TIMERSLACK).
 */
#ifndef MUXBENCH_PRECISE_H
#define MUXBENCH_PRECISE_H

#include <stdbool.h>
#include <stdint.h>

struct epoll_event;
struct pollfd;

/* epoll_pwait2(2): Linux from 5.11, with a C library that has it. Asks the
 * kernel, by one system call. */
bool precise_has_epoll(void);

/* As epoll_wait(2), for up to `ns`; CLOCK_NEVER: no limit. Only where it is
 * there; else -1 with ENOSYS. */
int precise_epoll(int epoll, struct epoll_event *, int max, uint64_t ns);

/* ppoll(2): Linux and FreeBSD. */
bool precise_has_poll(void);

/* As poll(2), in the same way. */
int precise_poll(struct pollfd *, unsigned long count, uint64_t ns);

#endif
