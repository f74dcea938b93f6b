/*
 * support_conn - a connection without a backend, on a clock the test sets.
 *
 * The test plays the backend: it reads `want` and reports results.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_CONN_H
#define MUXBENCH_TESTS_SUPPORT_CONN_H

#include <stddef.h>
#include <stdint.h>

#include "harness/conn.h"

#define RIG_TARGETS 4
#define RIG_SAMPLES 1024
#define RIG_ANSWER "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

struct rig {
    struct job job;
    struct share share;
    struct conn conn;
    struct target targets[RIG_TARGETS];
    struct sample samples[RIG_SAMPLES];
};

/* A job of one connection for `count` URLs with numeric hosts; the clock
 * starts. With `token` requests carry one. */
void rig_init(struct rig *, bool token, const char *const *urls, int count);

/* Begin the job and its connection, after the test has filled in the order. */
void rig_begin(struct rig *);
void rig_free(struct rig *);

/* The clock of the rig's job. */
uint64_t rig_now(void);
void rig_pass(uint64_t ns);

/* What is wanted has to be OPEN, or SEND; it succeeds. */
void rig_open(struct rig *);
void rig_send(struct rig *);

/* RECV is wanted, or is after OPEN and SEND; these bytes come. */
void rig_receive(struct rig *, const char *bytes, size_t n);
void rig_answer(struct rig *, const char *text);

/* CLOSE is wanted, and done. */
void rig_close(struct rig *);

/* Has the request that is to be sent `text` in it? */
bool rig_asks(const struct rig *, const char *text);

/* The n-th request that ended. */
const struct sample *rig_sample(const struct rig *, size_t n);

#endif
