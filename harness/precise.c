/* ppoll() and epoll_pwait2() are not POSIX's (of 2008): glibc declares the
 * first for this only. */
#if defined(__linux__)
#define _GNU_SOURCE
#elif defined(__FreeBSD__)
#define __BSD_VISIBLE 1
#endif

#include "precise.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <time.h>

#include "clock.h"

/* NULL: no limit. */
static const struct timespec *limit_of(uint64_t ns, struct timespec *limit)
{
    if (ns == CLOCK_NEVER)
        return NULL;
    limit->tv_sec = (time_t)(ns / CLOCK_S);
    limit->tv_nsec = (long)(ns % CLOCK_S);
    return limit;
}

#if defined(__linux__) && defined(__GLIBC__)
#if __GLIBC_PREREQ(2, 35)
#define HAVE_EPOLL_PWAIT2
#endif
#endif

#if defined(HAVE_EPOLL_PWAIT2)

#include <sys/epoll.h>

/* A kernel that knows the call complains about the descriptor. */
bool precise_has_epoll(void)
{
    struct epoll_event event;
    const struct timespec none = {0, 0};

    return epoll_pwait2(-1, &event, 1, &none, NULL) < 0 && errno == EBADF;
}

int precise_epoll(int epoll, struct epoll_event *events, int max, uint64_t ns)
{
    struct timespec limit;

    return epoll_pwait2(epoll, events, max, limit_of(ns, &limit), NULL);
}

#else /* not available here */

bool precise_has_epoll(void)
{
    return false;
}

int precise_epoll(int epoll, struct epoll_event *events, int max, uint64_t ns)
{
    (void)epoll;
    (void)events;
    (void)max;
    (void)ns;
    errno = ENOSYS;
    return -1;
}

#endif

#if defined(__linux__) || defined(__FreeBSD__)

bool precise_has_poll(void)
{
    return true;
}

int precise_poll(struct pollfd *fds, unsigned long count, uint64_t ns)
{
    struct timespec limit;

    return ppoll(fds, (nfds_t)count, limit_of(ns, &limit), NULL);
}

#else /* not available here */

bool precise_has_poll(void)
{
    return false;
}

int precise_poll(struct pollfd *fds, unsigned long count, uint64_t ns)
{
    (void)fds;
    (void)count;
    (void)ns;
    (void)limit_of;
    errno = ENOSYS;
    return -1;
}

#endif
