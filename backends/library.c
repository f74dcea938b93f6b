#include "library.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "job.h"

int library_serve(struct job *job, int (*serve)(struct share *))
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    int result;

    sigaction(SIGPIPE, &ignore, &before);
    result = job_serve(job, job->threads, 0, serve);
    sigaction(SIGPIPE, &before, NULL);
    return result;
}

/* The descriptor is an anonymous inode of that kind. */
static bool is(int fd, const char *kind)
{
    char path[32], found[64], wanted[64];
    ssize_t n;

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    snprintf(wanted, sizeof wanted, "anon_inode:[%s]", kind);
    n = readlink(path, found, sizeof found);
    return n == (ssize_t)strlen(wanted) &&
           memcmp(found, wanted, strlen(wanted)) == 0;
}

const char *library_mechanism(int fd)
{
    if (!is(fd, "eventpoll"))
        return "a mechanism that has no name here";
    return is(fd + 1, "io_uring") ? "epoll, its changes by io_uring"
                                  : "epoll, no io_uring";
}
