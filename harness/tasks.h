/*
 * tasks - the CPU time of each thread of another process, and the processes of
 * a group.
 *
 * Read from /proc/PID/task, which has kernel threads that work for the process
 * as well (io_uring's iou-sqp and iou-wrk). Of a thread that runs just now the
 * kernel tells the time up to its last tick, 1 to 10 ms ago.
 */
#ifndef MUXBENCH_TASKS_H
#define MUXBENCH_TASKS_H

#include <stdint.h>

#define TASKS_MAX 512

struct tasks {
    int count;
    struct {
        int id;
        uint64_t cpu_ns;
    } all[TASKS_MAX];
};

/* 0, or -errno; -E2BIG for more than TASKS_MAX threads, -ENOENT where the
 * system does not tell. */
int tasks_read(struct tasks *, int pid);

/* The most that one thread has used between the two readings. METER_NONE when
 * there is none that is in both. */
uint64_t tasks_hottest(const struct tasks *before, const struct tasks *after);

/* The CPU time of all threads that are alive, ns, however many; METER_NONE. */
uint64_t tasks_cpu(int pid);

/*
 * The processes of a process group, by their ids: how many, at most `room`.
 * -E2BIG when there are more, -ENOENT where the system does not tell.
 */
int tasks_group(int group, int *pids, int room);

#endif
