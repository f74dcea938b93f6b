/*
 * What tests of the server share: the server in a process of its own, and a
 * client that sends and reads bytes as they are. Whatever fails ends the test.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_SERVER_H
#define MUXBENCH_TESTS_SUPPORT_SERVER_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "harness/server.h"

struct served {
    struct server_counters counters;
    struct net_address address;
};

struct support_server {
    pid_t pid;
    struct served *served; /* shared with the process */
};

/* `descriptors`: its limit; 0: as it is. */
void support_server_start(struct support_server *, int workers,
                          unsigned max_connections, unsigned descriptors);

/* End it, and check that it ended in order; checks the counters' open, too. */
void support_server_stop(struct support_server *);

/* Have the counters brought up to date. */
void support_server_snapshot(struct support_server *);

/* A connection with blocking calls that give up after ten seconds. */
int client_connect(const struct support_server *);

void client_send(int fd, const char *text);

/* Read `n` bytes and compare. */
void client_expect(int fd, const char *bytes, size_t n);

/* Read exactly an answer to /bytes/`length`, perhaps with a token. */
void client_expect_bytes(int fd, uint64_t length, const char *token);

/* Read to the end, and compare; the end is a close. */
void client_expect_end(int fd);

/* Read the head of an answer, NUL-terminated; returns its status. */
enum { CLIENT_HEAD_MAX = 1024 };
int client_read_head(int fd, char head[CLIENT_HEAD_MAX]);

/* Connect, send a text, read up to `max` bytes until the connection ends.
 * Returns how many; *result is 0 or the -errno that ended it. */
size_t client_ask(const struct support_server *, const char *text, char *out,
                  size_t max, int *result);

#endif
