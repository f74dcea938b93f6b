/* The calls that wait. _GNU_SOURCE for ppoll() and epoll_pwait2(). */
#define _GNU_SOURCE

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <time.h>

#include "tests/shim_roll.h"

/* What a descriptor was armed with, by its number. */
#define ARMED 4096

struct armed {
    int epoll; /* 0: none; the standard input is no set */
    struct epoll_event event;
};

static struct armed armed[ARMED];

static int really_control(int epoll, int how, int fd, struct epoll_event *event)
{
    SHIM_NEXT(epoll_ctl);
    return next(epoll, how, fd, event);
}

int epoll_ctl(int epoll, int how, int fd, struct epoll_event *event)
{
    int result = really_control(epoll, how, fd, event);

    if (result < 0 || fd < 0 || fd >= ARMED)
        return result;
    if (how == EPOLL_CTL_DEL)
        armed[fd].epoll = 0;
    else
        armed[fd] = (struct armed){.epoll = epoll, .event = *event};
    return result;
}

enum shim_watch shim_watch_of(int fd)
{
    if (fd < 0 || fd >= ARMED)
        return SHIM_UNKNOWN;
    return armed[fd].epoll && armed[fd].event.events & EPOLLET ? SHIM_EDGE
                                                               : SHIM_LEVEL;
}

void shim_rearm(int fd)
{
    int saved = errno;

    /* A note of a descriptor that was closed: the set does not know it. */
    if (shim_watch_of(fd) == SHIM_EDGE)
        really_control(armed[fd].epoll, EPOLL_CTL_MOD, fd, &armed[fd].event);
    errno = saved;
}

/* Before a wait. True: it has been interrupted; else *fewer is what it may
 * tell of at most, 0: all. */
static bool is_interrupted(uint64_t *fewer)
{
    unsigned may =
        SHIM_MAY(SHIM_EINTR) | SHIM_MAY(SHIM_FEWER) | SHIM_MAY(SHIM_RESET);
    uint64_t luck;
    enum shim_fault fault;
    int fd;

    *fewer = 0;
    if (!shim_active())
        return false;
    fault = shim_roll(may, &luck);
    if (fault == SHIM_RESET && (fd = shim_some_connection(luck)) >= 0)
        shim_reset(fd);
    if (fault == SHIM_FEWER)
        *fewer = 1 + luck % 3;
    if (fault == SHIM_EINTR)
        errno = EINTR;
    return fault == SHIM_EINTR;
}

static int at_most(int room, uint64_t fewer)
{
    return fewer > 0 && (uint64_t)room > fewer ? (int)fewer : room;
}

int epoll_wait(int epoll, struct epoll_event *events, int room, int ms)
{
    uint64_t fewer;

    SHIM_NEXT(epoll_wait);
    if (is_interrupted(&fewer))
        return -1;
    return next(epoll, events, at_most(room, fewer), ms);
}

int epoll_pwait(int epoll, struct epoll_event *events, int room, int ms,
                const sigset_t *mask)
{
    uint64_t fewer;

    SHIM_NEXT(epoll_pwait);
    if (is_interrupted(&fewer))
        return -1;
    return next(epoll, events, at_most(room, fewer), ms, mask);
}

/* Declared here: C libraries have it since 2021 only. */
int epoll_pwait2(int, struct epoll_event *, int, const struct timespec *,
                 const sigset_t *);

int epoll_pwait2(int epoll, struct epoll_event *events, int room,
                 const struct timespec *time, const sigset_t *mask)
{
    uint64_t fewer;

    SHIM_NEXT(epoll_pwait2);
    if (is_interrupted(&fewer))
        return -1;
    return next(epoll, events, at_most(room, fewer), time, mask);
}

/* Leave so many of the entries that are ready; how many are left. */
static int keep_some(struct pollfd *list, nfds_t count, int n, uint64_t fewer)
{
    int kept = 0;

    if (fewer == 0 || n <= 0 || (uint64_t)n <= fewer)
        return n;
    for (nfds_t i = 0; i < count; i++) {
        if (list[i].revents != 0 && kept < (int)fewer)
            kept++;
        else
            list[i].revents = 0;
    }
    return kept;
}

int poll(struct pollfd *list, nfds_t count, int ms)
{
    uint64_t fewer;

    SHIM_NEXT(poll);
    if (is_interrupted(&fewer))
        return -1;
    return keep_some(list, count, next(list, count, ms), fewer);
}

int ppoll(struct pollfd *list, nfds_t count, const struct timespec *time,
          const sigset_t *mask)
{
    uint64_t fewer;

    SHIM_NEXT(ppoll);
    if (is_interrupted(&fewer))
        return -1;
    return keep_some(list, count, next(list, count, time, mask), fewer);
}

/* As in shim_sockets.c. */
int __poll_chk(struct pollfd *, nfds_t, int, size_t);
int __ppoll_chk(struct pollfd *, nfds_t, const struct timespec *,
                const sigset_t *, size_t);

int __poll_chk(struct pollfd *list, nfds_t count, int ms, size_t room)
{
    return room / sizeof *list < count ? (abort(), -1) : poll(list, count, ms);
}

int __ppoll_chk(struct pollfd *list, nfds_t count, const struct timespec *time,
                const sigset_t *mask, size_t room)
{
    return room / sizeof *list < count ? (abort(), -1)
                                       : ppoll(list, count, time, mask);
}

/* Clear the bits beyond the first `left`; how many stay. */
static int keep_bits(fd_set *set, int highest, int left)
{
    int kept = 0;

    for (int fd = 0; set && fd < highest; fd++) {
        if (!FD_ISSET(fd, set))
            continue;
        if (kept < left)
            kept++;
        else
            FD_CLR(fd, set);
    }
    return kept;
}

static int keep_few(int highest, fd_set *sets[3], int n, uint64_t fewer)
{
    int kept = 0;

    if (fewer == 0 || n <= 0 || (uint64_t)n <= fewer)
        return n;
    for (int i = 0; i < 3; i++)
        kept += keep_bits(sets[i], highest, (int)fewer - kept);
    return kept;
}

int select(int highest, fd_set *readers, fd_set *writers, fd_set *errors,
           struct timeval *time)
{
    fd_set *sets[3] = {readers, writers, errors};
    uint64_t fewer;

    SHIM_NEXT(select);
    if (is_interrupted(&fewer))
        return -1;
    return keep_few(highest, sets,
                    next(highest, readers, writers, errors, time), fewer);
}

int pselect(int highest, fd_set *readers, fd_set *writers, fd_set *errors,
            const struct timespec *time, const sigset_t *mask)
{
    fd_set *sets[3] = {readers, writers, errors};
    uint64_t fewer;

    SHIM_NEXT(pselect);
    if (is_interrupted(&fewer))
        return -1;
    return keep_few(highest, sets,
                    next(highest, readers, writers, errors, time, mask), fewer);
}

/*
 * kqueue for Linux is a library, which may not be installed; its header is not
 * needed to pass a call on. A kevent() that is interrupted has made its
 * changes (kqueue(2)).
 */
struct kevent;
int kevent(int, const struct kevent *, int, struct kevent *, int,
           const struct timespec *);

int kevent(int queue, const struct kevent *changes, int change_count,
           struct kevent *events, int room, const struct timespec *time)
{
    uint64_t fewer = 0;

    SHIM_NEXT(kevent);
    if (room == 0 || !is_interrupted(&fewer))
        return next(queue, changes, change_count, events, at_most(room, fewer),
                    time);
    if (change_count > 0 &&
        next(queue, changes, change_count, NULL, 0, NULL) < 0)
        return -1;
    errno = EINTR;
    return -1;
}
