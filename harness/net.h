/*
 * net - socket calls and options, the same for every backend.
 *
 * Knows addresses and sockets; knows no HTTP and no IO model. Results are
 * >= 0 or -errno. Every socket is close-on-exec, has TCP_NODELAY (an answer
 * must not wait for a delayed acknowledgement) and never raises SIGPIPE.
 */
#ifndef MUXBENCH_NET_H
#define MUXBENCH_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

struct net_address {
    socklen_t length;
    struct sockaddr_storage storage;
};

/* Enough for "[IPv6%scope]:port" and its NUL. */
#define NET_TEXT_MAX 80

enum net_mode { NET_BLOCKING, NET_NONBLOCKING };

/*
 * Resolve `host` and `port` (decimal) with getaddrinfo; IPv4 and IPv6, the
 * resolver's order. Stores up to `max` addresses, returns how many (>= 1), or
 * a negative getaddrinfo error EAI_* negated to be < 0 in *error_text's words:
 * on failure returns -1 and *error_text points to a static message.
 */
int net_resolve(const char *host, const char *port, struct net_address *out,
                int max, const char **error_text);

/* Write "127.0.0.1:8080" or "[::1]:8080"; always terminated. */
void net_format(const struct net_address *address, char text[NET_TEXT_MAX]);

/* The port of an address, 0..65535. */
unsigned net_port(const struct net_address *address);

/* True for 127.0.0.0/8 and ::1. */
bool net_is_loopback(const struct net_address *address);

/* A TCP socket for `address`, with the options above. fd or -errno. */
int net_socket(const struct net_address *address, enum net_mode mode);

/*
 * connect(2). 0 when connected, -EINPROGRESS when a non-blocking connect is
 * under way, else -errno. A connect interrupted by a signal is under way too.
 */
int net_connect(int fd, const struct net_address *address);

/* The result of a connect that was under way (SO_ERROR): 0 or -errno. */
int net_connected(int fd);

/* send(2) without SIGPIPE. Bytes, or -errno; -EAGAIN: not now, or a signal
 * came, or the time of net_set_timeout() is over. */
ssize_t net_send(int fd, const void *bytes, size_t n);

/* recv(2). Bytes, 0 at the end, or -errno; -EAGAIN as with net_send(). */
ssize_t net_recv(int fd, void *bytes, size_t n);

/* close(2); EINTR counts as closed. */
void net_close(int fd);

/* Close so that the peer gets a reset (SO_LINGER 0): for fault tests. */
void net_close_reset(int fd);

/* A bound listening non-blocking socket with SO_REUSEADDR. fd or -errno. */
int net_listen(const struct net_address *address, int backlog);

/* Accept one connection, with the options above. fd or -errno (-EAGAIN). */
int net_accept(int listener, enum net_mode mode);

/* The local address of a socket. 0 or -errno. */
int net_local(int fd, struct net_address *out);

/* Switch O_NONBLOCK. 0 or -errno. */
int net_set_mode(int fd, enum net_mode mode);

/*
 * Bound the time a blocking call on fd may wait: SO_RCVTIMEO and
 * SO_SNDTIMEO; CLOCK_NEVER takes the bound off. A bound call ends with
 * -EAGAIN. On Linux the send bound also bounds connect(2). 0 or -errno.
 */
int net_set_timeout(int fd, uint64_t timeout_ns);

/* Raise the descriptor limit to the hard limit; returns the limit reached. */
uint64_t net_raise_descriptor_limit(void);

#endif
