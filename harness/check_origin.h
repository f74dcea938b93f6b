/*
 * check_origin - what the backends under check fetch from.
 *
 * Our server in a process of its own, with its counters in shared memory;
 * small servers that do one wrong thing each, where ours has no fault path
 * for it; addresses that answer nothing. All on the loopback interface, on
 * ports the kernel chose. They end with the process
 * that started them.
 */
#ifndef MUXBENCH_CHECK_ORIGIN_H
#define MUXBENCH_CHECK_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "server.h"

/* Our server. */
struct ours {
    pid_t pid;
    struct server_counters *counters;
    const char *host;
    unsigned port;
};

/* Start it on `host`, 127.0.0.1 or ::1, for so many connections at once. 0 or
 * -errno. */
#define OURS_CONNECTIONS 2048
int ours_start(struct ours *, const char *host, unsigned connections);
void ours_end(struct ours *);

struct counts {
    uint64_t connections, requests, responses, body_bytes, open;
};

/* The counts, when it has had so many connections since its start and all of
 * them are closed: waits for that, at most 5 s. */
struct counts ours_counts(const struct ours *, uint64_t connections);

/* A server of a few lines: serve(fd) has each connection in a process of its
 * own, with a blocking descriptor; the connection is closed when it returns. */
struct raw_server {
    pid_t pid;
    unsigned port;
};

/* 0 or -errno. */
int raw_start(struct raw_server *, void (*serve)(int fd));
void raw_end(struct raw_server *);

/* One request's head, up to its empty line, terminated. False at the end. */
bool raw_read_head(int fd, char *head, size_t size);

/* All bytes; what the peer does not take is lost. */
void raw_send(int fd, const char *bytes, size_t n);

/* Until the peer has closed. */
void raw_drain(int fd);

void raw_sleep_ms(unsigned ms);

/* A good answer to the request: its token, `length` bytes of the pattern.
 * Returns its length; `answer` has room for ANSWER_HEAD_MAX + length. */
size_t raw_answer(char *answer, const char *head, uint64_t length,
                  bool closing);

/* A socket that is bound, so that nobody else gets the port, but does not
 * listen: connections are refused. Its descriptor or -errno. */
int refusing_socket(unsigned *port);

/* A socket that listens, but nobody accepts: connections are established up
 * to the backlog. Its descriptor or -errno. */
int silent_listener(int backlog, unsigned *port);

/* Fill its backlog until a connect stays under way. The sockets that do it
 * are stored, `max` at most. How many, or -errno: it cannot be done here. */
int fill_backlog(unsigned port, int *sockets, int max);

#endif
