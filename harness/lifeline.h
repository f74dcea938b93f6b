/*
 * lifeline - a process that does not outlive the one that started it.
 */
#ifndef MUXBENCH_LIFELINE_H
#define MUXBENCH_LIFELINE_H

/*
 * End the calling process when its parent, which is `parent`, ends. 0, also
 * when the parent is gone already (the process is then ended at once), or
 * -ENOTSUP where the system cannot do that, or another -errno.
 */
int lifeline_bind(int parent);

#endif
