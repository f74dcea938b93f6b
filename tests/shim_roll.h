/*
 * shim_roll - which call goes wrong, and how; what the shim knows of a
 * descriptor.
 */
#ifndef MUXBENCH_TESTS_SHIM_ROLL_H
#define MUXBENCH_TESTS_SHIM_ROLL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/shim.h"

/* `next` is the C library's own function of the name of the one this stands
 * in. */
#define SHIM_NEXT(name)              \
    static __typeof__(&(name)) next; \
    if (!next)                       \
    shim_find(#name, &next)

/* *function, a pointer to a function, is set. */
void shim_find(const char *name, void *function);

#define SHIM_MAY(fault) (1u << (fault))

/* The hard ones among these are left out where the order says so. What was
 * thrown is counted. *luck is a random number besides, for how much. */
enum shim_fault shim_roll(unsigned may, uint64_t *luck);

/* A TCP socket, and the shim is at work. */
bool shim_concerns(int fd);

bool shim_active(void);

bool shim_is_nonblocking(int fd);

/* Note a connection, so that a wait can lose it. */
void shim_note_connection(int fd);

/* The one that was noted so many before the last; -1: none, or it has ended. */
int shim_some_connection(uint64_t luck);

/* The peer is gone. */
void shim_reset(int fd);

/* What epoll watches a descriptor for. */
enum shim_watch { SHIM_LEVEL, SHIM_EDGE, SHIM_UNKNOWN };
enum shim_watch shim_watch_of(int fd);

/* For an edge of what is there: arm it again. */
void shim_rearm(int fd);

#endif
