/* The calls that open connections and move bytes. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/shim_roll.h"

/* The C library's connect(), which the one below hides. */
static int really_connect(int fd, const struct sockaddr *to, socklen_t size)
{
    SHIM_NEXT(connect);
    return next(fd, to, size);
}

void shim_reset(int fd)
{
    const struct sockaddr none = {.sa_family = AF_UNSPEC};
    int saved = errno;

    really_connect(fd, &none, sizeof none);
    errno = saved;
}

/* The connect is under way when the signal comes, and goes on. */
static int interrupted_connect(int fd, const struct sockaddr *to,
                               socklen_t size)
{
    int flags = fcntl(fd, F_GETFL), result;

    fcntl(fd, F_SETFL, flags | O_NONBLOCK);
    result = really_connect(fd, to, size);
    fcntl(fd, F_SETFL, flags);
    if (result < 0 && errno == EINPROGRESS)
        errno = EINTR;
    return result;
}

int connect(int fd, const struct sockaddr *to, socklen_t size)
{
    unsigned may = SHIM_MAY(SHIM_ENOBUFS) | SHIM_MAY(SHIM_RESET);
    enum shim_fault fault;
    uint64_t luck;
    int result;

    if (!shim_concerns(fd))
        return really_connect(fd, to, size);
    if (!shim_is_nonblocking(fd))
        may |= SHIM_MAY(SHIM_EINTR);
    fault = shim_roll(may, &luck);
    if (fault == SHIM_ENOBUFS) {
        errno = ENOBUFS;
        return -1;
    }
    shim_note_connection(fd);
    if (fault == SHIM_EINTR)
        return interrupted_connect(fd, to, size);
    result = really_connect(fd, to, size);
    if (fault == SHIM_RESET)
        shim_reset(fd);
    return result;
}

/* What may happen to a transfer of more than one byte, or of one. */
static unsigned may_happen(int fd, size_t size, bool waits)
{
    unsigned may = SHIM_MAY(SHIM_ENOBUFS) | SHIM_MAY(SHIM_RESET);
    enum shim_watch watch = shim_watch_of(fd);

    if (watch != SHIM_UNKNOWN && size > 1)
        may |= SHIM_MAY(SHIM_SHORT);
    if (watch != SHIM_UNKNOWN && !waits)
        may |= SHIM_MAY(SHIM_EAGAIN);
    if (watch == SHIM_LEVEL)
        may |= SHIM_MAY(SHIM_EINTR);
    return may;
}

/* Before a transfer of *size bytes. True: it is to be tried, with *size as it
 * is now; false: it has failed, with errno. */
static bool may_go_on(int fd, int flags, size_t *size)
{
    bool waits = !(flags & MSG_DONTWAIT) && !shim_is_nonblocking(fd);
    uint64_t luck;

    switch (shim_roll(may_happen(fd, *size, waits), &luck)) {
    case SHIM_SHORT:
        *size = 1 + luck % (*size < 200 ? *size - 1 : 199);
        shim_rearm(fd);
        return true;
    case SHIM_RESET:
        shim_reset(fd);
        return true;
    case SHIM_EINTR:
        errno = EINTR;
        return false;
    case SHIM_EAGAIN:
        shim_rearm(fd);
        errno = EAGAIN;
        return false;
    case SHIM_ENOBUFS:
        errno = ENOBUFS;
        return false;
    case SHIM_FEWER:
    case SHIM_NOBUFFER:
    case SHIM_NONE:
        break;
    }
    return true;
}

/* MSG_WAITALL and MSG_PEEK promise what a short transfer would break. */
static bool concerns(int fd, int flags)
{
    return !(flags & (MSG_WAITALL | MSG_PEEK)) && shim_concerns(fd);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
    SHIM_NEXT(send);
    if (concerns(fd, flags) && !may_go_on(fd, flags, &size))
        return -1;
    return next(fd, bytes, size, flags);
}

ssize_t sendto(int fd, const void *bytes, size_t size, int flags,
               const struct sockaddr *to, socklen_t to_size)
{
    SHIM_NEXT(sendto);
    if (concerns(fd, flags) && !may_go_on(fd, flags, &size))
        return -1;
    return next(fd, bytes, size, flags, to, to_size);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    SHIM_NEXT(write);
    if (shim_concerns(fd) && !may_go_on(fd, 0, &size))
        return -1;
    return next(fd, bytes, size);
}

ssize_t recv(int fd, void *bytes, size_t size, int flags)
{
    SHIM_NEXT(recv);
    if (concerns(fd, flags) && !may_go_on(fd, flags, &size))
        return -1;
    return next(fd, bytes, size, flags);
}

ssize_t recvfrom(int fd, void *bytes, size_t size, int flags,
                 struct sockaddr *from, socklen_t *from_size)
{
    SHIM_NEXT(recvfrom);
    if (concerns(fd, flags) && !may_go_on(fd, flags, &size))
        return -1;
    return next(fd, bytes, size, flags, from, from_size);
}

ssize_t read(int fd, void *bytes, size_t size)
{
    SHIM_NEXT(read);
    if (shim_concerns(fd) && !may_go_on(fd, 0, &size))
        return -1;
    return next(fd, bytes, size);
}

/* The pieces up to so many bytes, in `cut`; how many. */
#define PIECES 16

static int cut_pieces(const struct iovec *all, int count, size_t size,
                      struct iovec cut[PIECES])
{
    int n = 0;

    while (n < count && n < PIECES && size > 0) {
        cut[n] = all[n];
        if (cut[n].iov_len > size)
            cut[n].iov_len = size;
        size -= cut[n++].iov_len;
    }
    return n;
}

static size_t length_of(const struct iovec *pieces, int count)
{
    size_t size = 0;

    for (int i = 0; i < count; i++)
        size += pieces[i].iov_len;
    return size;
}

/* As may_go_on(): *pieces and *count are changed to what is to be moved. */
static bool pieces_may_go_on(int fd, int flags, const struct iovec **pieces,
                             int *count, struct iovec cut[PIECES])
{
    size_t all = length_of(*pieces, *count), size = all;

    if (!may_go_on(fd, flags, &size))
        return false;
    if (size == all)
        return true;
    *count = cut_pieces(*pieces, *count, size, cut);
    *pieces = cut;
    return true;
}

ssize_t writev(int fd, const struct iovec *pieces, int count)
{
    struct iovec cut[PIECES];

    SHIM_NEXT(writev);
    if (shim_concerns(fd) && !pieces_may_go_on(fd, 0, &pieces, &count, cut))
        return -1;
    return next(fd, pieces, count);
}

ssize_t readv(int fd, const struct iovec *pieces, int count)
{
    struct iovec cut[PIECES];

    SHIM_NEXT(readv);
    if (shim_concerns(fd) && !pieces_may_go_on(fd, 0, &pieces, &count, cut))
        return -1;
    return next(fd, pieces, count);
}

/* The same for a message, whose pieces are one of its members. */
static bool message_may_go_on(int fd, int flags, struct msghdr *message,
                              struct iovec cut[PIECES])
{
    const struct iovec *pieces = message->msg_iov;
    int count = (int)message->msg_iovlen;

    if (!pieces_may_go_on(fd, flags, &pieces, &count, cut))
        return false;
    if (pieces == cut)
        message->msg_iov = cut;
    message->msg_iovlen = (__typeof__(message->msg_iovlen))count;
    return true;
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    struct iovec cut[PIECES];
    struct msghdr changed = *message;

    SHIM_NEXT(sendmsg);
    if (concerns(fd, flags) && !message_may_go_on(fd, flags, &changed, cut))
        return -1;
    return next(fd, &changed, flags);
}

ssize_t recvmsg(int fd, struct msghdr *message, int flags)
{
    struct iovec cut[PIECES];
    struct msghdr changed = *message;
    ssize_t n;

    SHIM_NEXT(recvmsg);
    if (concerns(fd, flags) && !message_may_go_on(fd, flags, &changed, cut))
        return -1;
    n = next(fd, &changed, flags);
    changed.msg_iov = message->msg_iov;
    changed.msg_iovlen = message->msg_iovlen;
    *message = changed;
    return n;
}

/*
 * What glibc calls in their place when it was told to check the room there is
 * (_FORTIFY_SOURCE); no header declares them.
 */
ssize_t __recv_chk(int, void *, size_t, size_t, int);
ssize_t __recvfrom_chk(int, void *, size_t, size_t, int, struct sockaddr *,
                       socklen_t *);
ssize_t __read_chk(int, void *, size_t, size_t);

ssize_t __recv_chk(int fd, void *bytes, size_t size, size_t room, int flags)
{
    return recv(fd, bytes, size < room ? size : room, flags);
}

ssize_t __recvfrom_chk(int fd, void *bytes, size_t size, size_t room, int flags,
                       struct sockaddr *from, socklen_t *from_size)
{
    return recvfrom(fd, bytes, size < room ? size : room, flags, from,
                    from_size);
}

ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room)
{
    return read(fd, bytes, size < room ? size : room);
}
