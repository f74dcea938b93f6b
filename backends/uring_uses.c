/* dladdr() is no part of POSIX. */
#define _GNU_SOURCE

#include "uring_uses.h"

#if HAVE_LIBURING

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "job.h"

#define TEXT(words) #words
#define TEXT_OF(macro) TEXT(macro)

static const struct {
    unsigned flag;
    const char *name;
} flag_names[] = {
    {IORING_SETUP_SQPOLL, "SQPOLL"},
    {IORING_SETUP_SINGLE_ISSUER, "SINGLE_ISSUER"},
    {IORING_SETUP_DEFER_TASKRUN, "DEFER_TASKRUN"},
};

/* " SINGLE_ISSUER DEFER_TASKRUN", or " none". */
static void write_flags(char *to, size_t size, unsigned flags)
{
    size_t used = 0;

    snprintf(to, size, " none");
    for (size_t i = 0; i < sizeof flag_names / sizeof *flag_names; i++)
        if ((flags & flag_names[i].flag) && used < size)
            used += (size_t)snprintf(to + used, size - used, " %s",
                                     flag_names[i].name);
}

/* liburing told its version to programs from 2.4 on only; but the file that it
 * is loaded from is called liburing.so.VERSION. */
static void write_library(char *to, size_t size)
{
    static const char name[] = "liburing.so.";
    char *path = NULL, *at = NULL;
    Dl_info info;
    void *symbol = dlsym(RTLD_DEFAULT, "io_uring_queue_init_params");

    if (symbol && dladdr(symbol, &info) && info.dli_fname)
        path = realpath(info.dli_fname, NULL);
    if (path)
        at = strstr(path, name);
    snprintf(to, size, "%s", at ? at + sizeof name - 1 : "linked in");
    free(path);
}

static void write_receive(char *to, size_t size, const struct uring *u,
                          const struct uring_kind *kind)
{
    static const char *const names[] = {
        [URING_OWN_BUFFER] = "recv",
        [URING_COMMON_BUFFERS] = "recv",
        [URING_MULTISHOT] = "multishot recv",
    };

    snprintf(to, size, "%s", names[kind->receive]);
    if (u->buffers.count > 0)
        snprintf(to, size, "%s into %u buffers of %d", names[kind->receive],
                 u->buffers.count, URING_BUFFER);
}

static void write_uses(struct job *job, const struct uring *u,
                       const struct uring_kind *kind, const char *how)
{
    char flags[64], library[32], receive[64], idle[32] = "";
    struct utsname system;

    write_flags(flags, sizeof flags, u->ring.flags);
    write_library(library, sizeof library);
    write_receive(receive, sizeof receive, u, kind);
    if (kind->flags & IORING_SETUP_SQPOLL)
        snprintf(idle, sizeof idle, " (sleeps after %u ms)", kind->idle_ms);
    if (uname(&system) < 0)
        snprintf(system.release, sizeof system.release, "?");
    job_uses(job,
             "%s%s, flags%s%s, features 0x%x, liburing %s (built with %s), "
             "Linux %s",
             how, receive, flags, idle, u->ring.features, library,
             TEXT_OF(LIBURING_VERSION), system.release);
}

int uring_run(struct job *job, const struct uring_kind *kind, const char *how,
              int (*serve)(struct share *))
{
    unsigned most = (unsigned)((job->connections + job->threads - 1) /
                               (job->threads > 0 ? job->threads : 1));
    struct uring uring;
    int result = uring_begin(&uring, kind, most);

    if (result < 0)
        return result;
    write_uses(job, &uring, kind, how);
    uring_end(&uring);
    return job_serve(job, job->threads, 0, serve);
}

#endif
