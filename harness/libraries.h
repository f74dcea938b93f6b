/*
 * libraries - what the program itself is linked with, as it was built and as
 * it runs. The libraries that are compared are in the rows' `uses`.
 */
#ifndef MUXBENCH_LIBRARIES_H
#define MUXBENCH_LIBRARIES_H

#include <stddef.h>

struct library {
    const char *name;
    const char *at_build_time; /* its version */
    /* The version that runs; "" where it does not tell. */
    void (*at_run_time)(char *version, size_t size);
};

/* How many; *list is set. */
size_t libraries(const struct library **list);

#endif
