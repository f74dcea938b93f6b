/*
 * check_exchange - one kind of answer, and what every backend must make of
 * it: with one connection and with many, in one thread and in several.
 */
#ifndef MUXBENCH_CHECK_EXCHANGE_H
#define MUXBENCH_CHECK_EXCHANGE_H

#include "check.h"

/* How many connections are opened. */
enum exchange_opens {
    OPENS_ONE,    /* by each connection, which is kept */
    OPENS_EACH,   /* one a request */
    OPENS_SHARED, /* one for up to `per_connection` requests */
    OPENS_AGAIN   /* as EACH, but all but the first were to be kept: retried */
};

struct exchange {
    const char *path;
    uint64_t body; /* bytes of every answer, or CHECK_ANY_BODY */
    int error;     /* errno of every sample */
    int status;    /* and its status */
    enum exchange_opens opens;
    uint64_t per_connection; /* requests; 0: no limit */
    unsigned timeout_ms;     /* 0: 10 s */
    int requests;            /* for each connection; 0: 4 */
    bool ok_only;
    unsigned think_ms;
    bool many;           /* also with 200 connections */
    bool few;            /* only one connection */
    bool slow;           /* only with 4 connections in one thread */
    bool idle;           /* it waits most of the time */
    bool long_answer;    /* long enough for all others to start meanwhile */
    void (*raw)(int fd); /* a server of its own, see check_origin.h */
};

/* Run it in all shapes. `data` is a struct exchange; see check_case. */
void exchange_check(struct check *, const void *data);

#endif
