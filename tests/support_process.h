/*
 * support_process - what a test does in a process of its own.
 *
 * A child that hangs is ended by SIGALRM, one that crashes or leaks (ASan)
 * is seen by its exit status. Knows no cmocka: what a child finds goes into
 * memory that it shares with the test, which judges it.
 */
#ifndef MUXBENCH_TESTS_SUPPORT_PROCESS_H
#define MUXBENCH_TESTS_SUPPORT_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/* Zeroed memory that is shared with children; NULL: there is none. */
void *process_share(size_t);
void process_unshare(void *, size_t);

/*
 * Run work(data) in a child and wait for its end. 0 when it came back, else
 * the wait status (waitpid(2)); -errno when there is no child. `seconds` end
 * a hanging one.
 */
int process_run(void (*work)(void *), void *data, unsigned seconds);

/* The same without waiting: the child's number or -errno. */
pid_t process_start(void (*work)(void *), void *data, unsigned seconds);

/* End a child that was started, and wait for it. */
void process_end(pid_t);

/* Threads of this process; 1 where the system does not tell. Waits up to 1 s
 * for there to be no more than `few`: a thread may be seen for a moment after
 * it was joined. (TSan has one or two of its own.) */
int process_threads(int few);

/* Open descriptors of this process, and the highest of them. */
int process_descriptors(void);
int process_highest_descriptor(void);

#endif
