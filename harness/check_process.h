/*
 * check_process - what a check does in a process of its own, and what such a
 * process has.
 *
 * A child that hangs is ended by SIGALRM, one that crashes or leaks (ASan)
 * is seen by its exit status. It is in the process group of whoever started
 * it, and ends with it; child.h is for those that stand alone.
 */
#ifndef MUXBENCH_CHECK_PROCESS_H
#define MUXBENCH_CHECK_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Run work(data) in a child and wait for its end. 0 when it came back, else
 * the wait status (waitpid(2)); -errno when there is no child. `seconds` end
 * a hanging one.
 */
int process_run(void (*work)(void *), void *data, unsigned seconds);

/* The same for a child that may take long: it hangs when how_far(data), in
 * memory that is shared with it, has not changed for so many seconds. */
int process_run_watched(void (*work)(void *), void *data, unsigned seconds,
                        uint64_t (*how_far)(const void *));

/* The same without waiting: the child's number or -errno. */
pid_t process_start(void (*work)(void *), void *data, unsigned seconds);

/* End a child that was started, and wait for it. */
void process_end(pid_t);

/* Threads of this process; 1 where the system does not tell. Waits up to 1 s
 * for there to be no more than `few`: a thread may be seen for a moment after
 * it was joined. (TSan has one or two of its own.) */
int process_threads(int few);

/* Open descriptors of this process, and the highest of them; -1: none. */
int process_descriptors(void);
int process_highest_descriptor(void);

/* True: this process has children, running or ended. */
bool process_has_children(void);

/* Bytes that were allocated and not freed; PROCESS_UNKNOWN: the allocator
 * does not tell. */
#define PROCESS_UNKNOWN UINT64_MAX
uint64_t process_heap(void);

/* Bytes of memory of its own that this process has touched; PROCESS_UNKNOWN:
 * the system does not tell. */
uint64_t process_resident(void);

#endif
