#if defined(__linux__)
/* unshare(2) and setns(2). */
#define _GNU_SOURCE
#endif

#include "netns.h"

#include <errno.h>

#if defined(__linux__)

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

int netns_current(void)
{
    int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);

    return fd < 0 ? -errno : fd;
}

/* Loopback of a new namespace is down. */
static int raise_loopback(void)
{
    struct ifreq request;
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), result = 0;

    if (fd < 0)
        return -errno;
    memset(&request, 0, sizeof request);
    memcpy(request.ifr_name, "lo", sizeof "lo");
    if (ioctl(fd, SIOCGIFFLAGS, &request) < 0)
        result = -errno;
    request.ifr_flags |= IFF_UP;
    if (result == 0 && ioctl(fd, SIOCSIFFLAGS, &request) < 0)
        result = -errno;
    close(fd);
    return result;
}

int netns_enter_new(void)
{
    return unshare(CLONE_NEWNET) < 0 ? -errno : raise_loopback();
}

int netns_enter(int netns)
{
    return setns(netns, CLONE_NEWNET) < 0 ? -errno : 0;
}

int netns_allowed(void)
{
    int here = netns_current(), result = here < 0 ? here : netns_enter_new();

    if (here >= 0) {
        int back = netns_enter(here);

        result = result < 0 ? result : back;
        close(here);
    }
    return result;
}

#else

int netns_allowed(void)
{
    return -ENOTSUP;
}

int netns_current(void)
{
    return -ENOTSUP;
}

int netns_enter_new(void)
{
    return -ENOTSUP;
}

int netns_enter(int netns)
{
    (void)netns;
    return -ENOTSUP;
}

#endif
