/*
 * probe - what a backend really uses here, without a request.
 */
#ifndef MUXBENCH_PROBE_H
#define MUXBENCH_PROBE_H

#include <stddef.h>

struct backend;

/* Run an empty job. 0 with the line that the backend wrote about itself, or
 * -errno of the backend. */
int probe_uses(const struct backend *, char *uses, size_t size);

#endif
