/*
 * job_processes - the shares of a job, each served by a process.
 *
 * Workers are forked from the process that calls, and none outlives it, where
 * the system lets a process end with its parent (lifeline.h); elsewhere one may
 * by a minute, before the start, or by the request that it is in. What
 * they count is in shared memory or is added to the job when they have ended,
 * so that the caller sees the same job as after job_serve().
 *
 * - CPU time and context switches are a process's own. Each worker notes its
 *   own at the first of its requests that ends at or after the time of an
 *   edge, or at its end; the edge has the sum. So the figures of a window
 *   belong to the very requests that are counted in it. The parent sleeps
 *   meanwhile, unless there is an observer to be told.
 * - An observer is called in the parent.
 */
#ifndef MUXBENCH_JOB_PROCESSES_H
#define MUXBENCH_JOB_PROCESSES_H

struct job;
struct share;

/*
 * Run `serve` on `workers` shares at once, in a process each. 0 or the first
 * -errno; an error in one stops the job for all. Fewer processes than asked is
 * an error, never less work. -ECHILD when one crashed: job->problem says how.
 */
int job_serve_processes(struct job *, int workers,
                        int (*serve)(struct share *));

#endif
