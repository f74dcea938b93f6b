#include "record_errno.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What connect, send, recv and conn.h can report; all are in POSIX. */
#define NAMED(error)  \
    {                 \
#error, error \
    }
static const struct {
    const char *name;
    int value;
} names[] = {
    NAMED(EACCES),       NAMED(EADDRINUSE),      NAMED(EADDRNOTAVAIL),
    NAMED(EAFNOSUPPORT), NAMED(EAGAIN),          NAMED(EALREADY),
    NAMED(EBADF),        NAMED(EBADMSG),         NAMED(EBUSY),
    NAMED(ECANCELED),    NAMED(ECONNABORTED),    NAMED(ECONNREFUSED),
    NAMED(ECONNRESET),   NAMED(EDESTADDRREQ),    NAMED(EFAULT),
    NAMED(EHOSTUNREACH), NAMED(EILSEQ),          NAMED(EINPROGRESS),
    NAMED(EINTR),        NAMED(EINVAL),          NAMED(EIO),
    NAMED(EISCONN),      NAMED(ELOOP),           NAMED(EMFILE),
    NAMED(EMSGSIZE),     NAMED(ENETDOWN),        NAMED(ENETRESET),
    NAMED(ENETUNREACH),  NAMED(ENFILE),          NAMED(ENOBUFS),
    NAMED(ENOENT),       NAMED(ENOMEM),          NAMED(ENOMSG),
    NAMED(ENOPROTOOPT),  NAMED(ENOSPC),          NAMED(ENOSYS),
    NAMED(ENOTCONN),     NAMED(ENOTSOCK),        NAMED(ENOTSUP),
    NAMED(EOVERFLOW),    NAMED(EPERM),           NAMED(EPIPE),
    NAMED(EPROTO),       NAMED(EPROTONOSUPPORT), NAMED(ERANGE),
    NAMED(ETIME),        NAMED(ETIMEDOUT),
};

enum { NAMES = sizeof names / sizeof *names };

const char *record_errno_name(int error, char *room, size_t size)
{
    for (int i = 0; i < NAMES; i++) {
        if (names[i].value == error)
            return names[i].name;
    }
    snprintf(room, size, "errno %d", error);
    return room;
}

int record_errno_value(const char *name)
{
    int value, end = 0;

    for (int i = 0; i < NAMES; i++) {
        if (strcmp(names[i].name, name) == 0)
            return names[i].value;
    }
    if (sscanf(name, "errno %9d%n", &value, &end) == 1 && value > 0 &&
        name[end] == '\0')
        return value;
    return 0;
}
