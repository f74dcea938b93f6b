/*
 * library - what the libraries' rows share that no library does for them.
 */
#ifndef MUXBENCH_LIBRARY_H
#define MUXBENCH_LIBRARY_H

struct job;
struct share;

/*
 * Serve a job by a loop a thread, with SIGPIPE ignored meanwhile: a library
 * that sends by write(2) cannot keep the signal from coming, and its manual
 * leaves that to the program. 0 or -errno.
 */
int library_serve(struct job *, int (*serve)(struct share *));

/*
 * What a library's loop really waits by, from its descriptor: "epoll", and
 * whether it hands changes of interest over by an io_uring, which it has
 * opened right after it. Where the system does not tell: words for that.
 */
const char *library_mechanism(int fd);

#endif
