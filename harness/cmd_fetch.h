/*
 * cmd_fetch - the command line of `muxbench fetch`.
 */
#ifndef MUXBENCH_CMD_FETCH_H
#define MUXBENCH_CMD_FETCH_H

#include <stdbool.h>

#include "fetch.h"

struct fetch_options {
    struct fetch_order order;
    const char *backend; /* as given; NULL: the reference */
    bool json, quiet;
};

/* Reads and checks all: dies at what is wrong, ends after --help. */
struct fetch_options fetch_options_read(int argc, char **argv);

#endif
