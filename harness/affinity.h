/*
 * affinity - which CPUs the calling process may run on.
 */
#ifndef MUXBENCH_AFFINITY_H
#define MUXBENCH_AFFINITY_H

#define AFFINITY_MAX 1024

/* CPUs by their numbers, in rising order. */
struct cpu_list {
    int count;
    int cpus[AFFINITY_MAX];
};

/* 0 or -errno; -ENOTSUP where the system has no such call. */
int affinity_get(struct cpu_list *);
int affinity_set(const struct cpu_list *);

#endif
