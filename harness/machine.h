/*
 * machine - what is measured on, and what was built: facts for the manifest.
 *
 * Each as the machine says; empty or 0 where it does not. Knows no user, no
 * host name, no address and no path of a home directory.
 */
#ifndef MUXBENCH_MACHINE_H
#define MUXBENCH_MACHINE_H

#include <stdint.h>

#define MACHINE_TEXT_MAX 256

struct machine {
    char system[MACHINE_TEXT_MAX]; /* "Linux" */
    char kernel[MACHINE_TEXT_MAX]; /* its release */
    char arch[MACHINE_TEXT_MAX];   /* "x86_64" */
    char cpu[MACHINE_TEXT_MAX];    /* the model's name */
    char hypervisor[MACHINE_TEXT_MAX];
    int cpus; /* in use */
    uint64_t memory_bytes;
    uint64_t descriptors; /* a process may have open */
};

void machine_read(struct machine *);

struct build {
    const char *version;
    const char *commit; /* "": it was not built from a git checkout */
    int dirty;          /* the checkout had changes */
    const char *compiler;
    char flags[1024];
};

void machine_build(struct build *);

/* What the system says of the CPU model and of a hypervisor; the texts stay
 * as they are where it does not. */
void machine_read_cpu(struct machine *);

#endif
