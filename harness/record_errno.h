/*
 * record_errno - errno values as names, since their numbers differ from one
 * system to the next and records are read on other systems.
 */
#ifndef MUXBENCH_RECORD_ERRNO_H
#define MUXBENCH_RECORD_ERRNO_H

#include <stddef.h>

/* "ETIMEDOUT"; "errno 4711", written to `room`, for one without a name. */
const char *record_errno_name(int error, char *room, size_t size);

/* The number here, or 0 when it is neither a name nor "errno N". */
int record_errno_value(const char *name);

#endif
