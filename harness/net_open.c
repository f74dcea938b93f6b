/* For accept4(2), which is in POSIX only since 2024. */
#define _GNU_SOURCE

#include "net_open.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__APPLE__)

/* macOS has neither: two calls more a socket. */
static int set_flags(int fd, enum net_mode mode)
{
    int nosigpipe = 1;
    int flags;

    if (fd < 0)
        return -errno;
    flags = fcntl(fd, F_GETFL);
    if (mode == NET_NONBLOCKING)
        flags |= O_NONBLOCK;
    else
        flags &= ~O_NONBLOCK; /* an accepted socket inherits it */
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0 || fcntl(fd, F_SETFL, flags) < 0 ||
        /* In place of MSG_NOSIGNAL. */
        setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &nosigpipe, sizeof nosigpipe) <
            0) {
        int error = errno;

        close(fd);
        return -error;
    }
    return fd;
}

int net_open_socket(int family, enum net_mode mode)
{
    return set_flags(socket(family, SOCK_STREAM, 0), mode);
}

int net_open_accepted(int listener, enum net_mode mode)
{
    return set_flags(accept(listener, NULL, NULL), mode);
}

#else

static int flags_of(enum net_mode mode)
{
    return mode == NET_NONBLOCKING ? SOCK_CLOEXEC | SOCK_NONBLOCK
                                   : SOCK_CLOEXEC;
}

int net_open_socket(int family, enum net_mode mode)
{
    int fd = socket(family, SOCK_STREAM | flags_of(mode), 0);

    return fd < 0 ? -errno : fd;
}

int net_open_accepted(int listener, enum net_mode mode)
{
    int fd = accept4(listener, NULL, NULL, flags_of(mode));

    return fd < 0 ? -errno : fd;
}

#endif
