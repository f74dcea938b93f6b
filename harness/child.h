/*
 * child - a process of ours: on its CPUs, bounded in time, never left behind.
 *
 * Each has a process group of its own, so that what it starts ends with it
 * and a Ctrl-C at the terminal reaches the harness alone.
 */
#ifndef MUXBENCH_CHILD_H
#define MUXBENCH_CHILD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

struct cpu_list;

struct child {
    int pid;   /* 0: none */
    int ended; /* a descriptor that is at its end when the process is */
};

struct child_order {
    int (*body)(void *data); /* returns the exit status */
    void *data;
    const struct cpu_list *cpus; /* no CPU in it: anywhere */
    uint64_t limit_ns;           /* after it the kernel ends the process */
};

/* Exit status of a child that could not be bound to its CPUs. */
#define CHILD_UNPLACED 125

/* Start it. 0 or -errno. */
int child_start(struct child *, const struct child_order *);

/*
 * Wait for its end until `until` (clock_now()). 0 with *status as waitpid(2)
 * gives it; -ETIMEDOUT; -EINTR when *stop became true, which a signal must
 * have done.
 */
int child_wait(struct child *, uint64_t until,
               const volatile sig_atomic_t *stop, int *status);

/* Kill it and what it has started, and reap it. Allowed for none. */
void child_kill(struct child *);

/* "ended with status 3", "was killed by signal 9 (Killed)". */
void child_describe(int status, char *text, size_t size);

#endif
