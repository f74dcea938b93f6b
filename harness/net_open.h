/*
 * net_open - a new descriptor with its flags, in one system call where the
 * system can do that. Inside net only.
 */
#ifndef MUXBENCH_NET_OPEN_H
#define MUXBENCH_NET_OPEN_H

#include "net.h"

/* A close-on-exec TCP socket of a family (AF_INET, AF_INET6). fd or -errno. */
int net_open_socket(int family, enum net_mode mode);

/* An accepted close-on-exec socket. fd or -errno. */
int net_open_accepted(int listener, enum net_mode mode);

#endif
