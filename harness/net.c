#include "net.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"
#include "net_open.h"

/* macOS has a socket option in its place, which net_open sets. */
#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

int net_resolve(const char *host, const char *port, struct net_address *out,
                int max, const char **error_text)
{
    struct addrinfo hints = {.ai_family = AF_UNSPEC,
                             .ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found;
    int error = getaddrinfo(host, port, &hints, &found);
    int count = 0;

    if (error != 0) {
        *error_text = error == EAI_SYSTEM ? "system error in the name resolver"
                                          : gai_strerror(error);
        return -1;
    }
    for (struct addrinfo *a = found; a != NULL && count < max; a = a->ai_next) {
        if (a->ai_family != AF_INET && a->ai_family != AF_INET6)
            continue;
        memcpy(&out[count].storage, a->ai_addr, a->ai_addrlen);
        out[count++].length = a->ai_addrlen;
    }
    freeaddrinfo(found);
    if (count > 0)
        return count;
    *error_text = "no IPv4 or IPv6 address";
    return -1;
}

/* Copied out, since a sockaddr_storage must not be read through a pointer to
 * another type by the rules of C. */
static struct sockaddr_in as_ipv4(const struct net_address *address)
{
    struct sockaddr_in ipv4;

    memcpy(&ipv4, &address->storage, sizeof ipv4);
    return ipv4;
}

static struct sockaddr_in6 as_ipv6(const struct net_address *address)
{
    struct sockaddr_in6 ipv6;

    memcpy(&ipv6, &address->storage, sizeof ipv6);
    return ipv6;
}

void net_format(const struct net_address *address, char text[NET_TEXT_MAX])
{
    char host[INET6_ADDRSTRLEN + 18] = "?";
    char port[6] = "?";
    bool ipv6 = address->storage.ss_family == AF_INET6;

    getnameinfo((const struct sockaddr *)&address->storage, address->length,
                host, sizeof host, port, sizeof port,
                NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(text, NET_TEXT_MAX, ipv6 ? "[%s]:%s" : "%s:%s", host, port);
}

unsigned net_port(const struct net_address *address)
{
    switch (address->storage.ss_family) {
    case AF_INET:
        return ntohs(as_ipv4(address).sin_port);
    case AF_INET6:
        return ntohs(as_ipv6(address).sin6_port);
    default:
        return 0;
    }
}

bool net_is_loopback(const struct net_address *address)
{
    struct in6_addr ipv6;

    switch (address->storage.ss_family) {
    case AF_INET:
        return ntohl(as_ipv4(address).sin_addr.s_addr) >> 24 == 127;
    case AF_INET6:
        ipv6 = as_ipv6(address).sin6_addr;
        return IN6_IS_ADDR_LOOPBACK(&ipv6);
    default:
        return false;
    }
}

int net_local(int fd, struct net_address *out)
{
    out->length = sizeof out->storage;
    return getsockname(fd, (struct sockaddr *)&out->storage, &out->length) < 0
               ? -errno
               : 0;
}

/* Close a half-made socket and pass its error on. */
static int give_up(int fd, int error)
{
    close(fd);
    return error;
}

static int set_option(int fd, int level, int option, int value)
{
    return setsockopt(fd, level, option, &value, sizeof value) < 0 ? -errno : 0;
}

int net_socket(const struct net_address *address, enum net_mode mode)
{
    int fd = net_open_socket(address->storage.ss_family, mode);
    int error;

    if (fd < 0)
        return fd;
    error = set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    return error < 0 ? give_up(fd, error) : fd;
}

int net_connect(int fd, const struct net_address *address)
{
    if (connect(fd, (const struct sockaddr *)&address->storage,
                address->length) == 0)
        return 0;
    return errno == EINTR ? -EINPROGRESS : -errno;
}

int net_connected(int fd)
{
    int error = 0;
    socklen_t length = sizeof error;

    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) < 0)
        return -errno;
    return -error;
}

/* Not retried after a signal: a blocking call's time limit would begin anew,
 * and signals that keep coming would put it off for ever. */
static ssize_t result_of(ssize_t n)
{
    if (n >= 0)
        return n;
    return errno == EINTR ? -EAGAIN : -errno;
}

ssize_t net_send(int fd, const void *bytes, size_t n)
{
    return result_of(send(fd, bytes, n, MSG_NOSIGNAL));
}

ssize_t net_recv(int fd, void *bytes, size_t n)
{
    return result_of(recv(fd, bytes, n, 0));
}

void net_close(int fd)
{
    close(fd);
}

void net_close_reset(int fd)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

int net_listen(const struct net_address *address, int backlog)
{
    int fd = net_socket(address, NET_NONBLOCKING);
    int error;

    if (fd < 0)
        return fd;
    error = set_option(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    if (error < 0)
        return give_up(fd, error);
    if (bind(fd, (const struct sockaddr *)&address->storage, address->length) <
            0 ||
        listen(fd, backlog) < 0)
        return give_up(fd, -errno);
    return fd;
}

/* TCP_NODELAY comes from the listener, on Linux and on the BSDs. */
int net_accept(int listener, enum net_mode mode)
{
    int fd;

    do
        fd = net_open_accepted(listener, mode);
    while (fd == -EINTR);
    return fd;
}

int net_set_mode(int fd, enum net_mode mode)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0)
        return -errno;
    flags = mode == NET_NONBLOCKING ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
    return fcntl(fd, F_SETFL, flags) < 0 ? -errno : 0;
}

int net_set_timeout(int fd, uint64_t timeout_ns)
{
    struct timeval limit = {0}; /* which is no limit */

    if (timeout_ns != CLOCK_NEVER) {
        /* Rounded up: a microsecond is the least, since 0 means no limit. */
        uint64_t us = timeout_ns > 0 ? (timeout_ns - 1) / CLOCK_US + 1 : 1;

        limit.tv_sec = (time_t)(us / 1000000);
        limit.tv_usec = (suseconds_t)(us % 1000000);
    }
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) < 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) < 0)
        return -errno;
    return 0;
}

uint64_t net_raise_descriptor_limit(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return 0;
    if (limit.rlim_cur != limit.rlim_max) {
        struct rlimit raised = {limit.rlim_max, limit.rlim_max};

#ifdef OPEN_MAX
        /* macOS says "unlimited", but takes no more than this. */
        if (raised.rlim_cur > OPEN_MAX)
            raised.rlim_cur = OPEN_MAX;
#endif
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return limit.rlim_cur == RLIM_INFINITY ? UINT64_MAX
                                           : (uint64_t)limit.rlim_cur;
}
