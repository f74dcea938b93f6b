/*
 * placement - on which CPUs client and server run: a recorded choice.
 *
 * On CPUs of their own neither takes time from the other; on one CPU waking
 * the other side costs no signal between CPUs. Which of the two resolves more
 * depends on the machine.
 */
#ifndef MUXBENCH_PLACEMENT_H
#define MUXBENCH_PLACEMENT_H

#include <stddef.h>

#include "affinity.h"

enum placement_mode {
    PLACEMENT_SPLIT,  /* CPUs of their own */
    PLACEMENT_SHARED, /* both on the first CPU */
    PLACEMENT_NONE,   /* wherever the system puts them */
    PLACEMENT_AUTO    /* asked for only: split where it is possible */
};

struct placement {
    enum placement_mode mode;
    struct cpu_list client, server; /* empty with PLACEMENT_NONE */
    char reason[192];               /* why this one */
};

/* "split", "shared", "none", "auto". */
const char *placement_name(enum placement_mode);

/* What its numbers cannot show, in a sentence. */
const char *placement_hides(enum placement_mode);

/*
 * Place clients of `threads` threads. `allowed` holds the CPUs there are,
 * `error` what affinity_get() returned. 0, or -EINVAL when `asked` is not
 * possible; `reason` says why.
 */
int placement_make(struct placement *, enum placement_mode asked, int threads,
                   const struct cpu_list *allowed, int error);

#endif
