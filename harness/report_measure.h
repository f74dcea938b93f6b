/*
 * report_measure - the numbers a report is about, as a table: how each is got
 * from a round, what it is called, which direction is the better one.
 */
#ifndef MUXBENCH_REPORT_MEASURE_H
#define MUXBENCH_REPORT_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

struct record;

enum measure {
    MEASURE_RATE, /* closed: right answers per second of the window */
    MEASURE_P50,  /* service time, ns */
    MEASURE_P99,
    MEASURE_P999,
    MEASURE_BYTES,       /* closed: bytes of body per second, of sizes */
    MEASURE_CONNECT_P50, /* where connections are opened, ns */
    MEASURE_CONNECT_P99,
    MEASURE_CPU,         /* client, user and system, ns per request */
    MEASURE_SWITCHES,    /* client, context switches per request */
    MEASURE_BUSY,        /* share of the connections with a request under way,
                            by Little's law: requests/s x mean / connections */
    MEASURE_SERVER_LOAD, /* server, CPUs' worth of its time */
    MEASURE_SERVER_HOTTEST, /* server, its busiest thread, CPUs' worth */
    MEASURE_CALLS,          /* client, system calls per request, instrumented */
    MEASURE_RESPONSE_P50,   /* rate: from the due time to the end, ns */
    MEASURE_RESPONSE_P99,
    MEASURE_RESPONSE_P999,
    MEASURE_RESPONSE_MEAN,
    MEASURE_LAG, /* rate: p99 from the due time to the start, where a connection
                    was free; push: to when the server sent. ns */
    MEASURE_REACTION_P50, /* push: from the sending to the end, ns */
    MEASURE_REACTION_P99,
    MEASURE_REACTION_P999,
    MEASURE_MAKESPAN,      /* batch: the whole command, ns */
    MEASURE_SLOWEST,       /* batch: its slowest request, ns */
    MEASURE_SUM,           /* batch: all its requests one after another, ns */
    MEASURE_RUN_CPU,       /* batch: client CPU of the whole command, ns */
    MEASURE_MEMORY_USER,   /* memory: client, bytes per waiting connection */
    MEASURE_MEMORY_KERNEL, /* memory: kernel, both ends of a connection */
    MEASURE_COUNT
};

/* Decides how a number is written. */
enum quantity {
    QUANTITY_RATE,  /* per second */
    QUANTITY_TIME,  /* ns */
    QUANTITY_BYTES, /* in multiples of 1024 */
    QUANTITY_COUNT, /* a plain number */
    QUANTITY_SHARE, /* 1 is 100 % */
    QUANTITY_RATIO
};

struct measure_info {
    const char *key;   /* in summary.json */
    const char *title; /* in tables and sentences */
    enum quantity quantity;
    double delta; /* smallest difference that matters: 0.03 is 3 %;
                     0: it is not compared */
    bool more_is_better;
    const char *above, *below; /* a ratio above 1, below 1, in words */
    double (*of)(const struct record *); /* NaN: not measured */
};

const struct measure_info *measure_info(enum measure);

/* Where it is not measured, it is not missed. */
bool measure_is_seldom(enum measure);

/* The one with this key; MEASURE_COUNT: there is none. */
enum measure measure_find(const char *key);

#endif
