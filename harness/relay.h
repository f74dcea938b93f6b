/*
 * relay - what an observer is told, from worker processes to their parent.
 *
 * One pipe for all workers. A message is no longer than what a pipe takes in
 * one piece (PIPE_BUF), so that those of several workers do not mix; a long
 * piece of a body goes in several.
 */
#ifndef MUXBENCH_RELAY_H
#define MUXBENCH_RELAY_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

struct observer;
struct sample;

#define RELAY_MESSAGE_MAX PIPE_BUF

struct relay {
    int to_read, to_write; /* -1: closed */
    size_t held;           /* bytes of `buffer` that hold no whole message */
    char buffer[16 * RELAY_MESSAGE_MAX];
};

/* 0 or -errno. */
int relay_open(struct relay *);
void relay_close_reader(struct relay *);
void relay_close_writer(struct relay *);

/* In a worker. 0 or -errno. */
int relay_sample(struct relay *, const struct sample *);
int relay_body(struct relay *, uint32_t number, const char *bytes, size_t n);

/* In the parent: wait for messages and tell the observer. The number of bytes
 * that came; 0: all workers have ended; -EINTR and other -errno. */
int relay_receive(struct relay *, const struct observer *);

#endif
