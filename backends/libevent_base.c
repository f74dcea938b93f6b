#include "libevent_base.h"

#include <stddef.h>

#if !HAVE_LIBEVENT

const char *libevent_base_unusable(void)
{
    return "libevent was not found when muxbench was built";
}

#else

#include <errno.h>
#include <event2/event.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"
#include "job.h"
#include "library.h"

/*
 * A base holds three descriptors: its mechanism's, and a pair for signals,
 * wanted or not. Without room for that pair libevent ends the process, so
 * there has to be room before it is asked. 0 or -errno.
 */
static int check_room(void)
{
    int pair[2], third, result = 0;

    if (pipe(pair) < 0)
        return -errno;
    third = dup(pair[0]);
    if (third < 0)
        result = -errno;
    else
        close(third);
    close(pair[0]);
    close(pair[1]);
    return result;
}

/*
 * No mechanism but the system's best, epoll or kqueue: libevent would take
 * another when that fails. Nothing by environment variables. Changes of
 * interest are collected until the next wait, which is allowed where no
 * descriptor is duplicated: two of them become one system call.
 */
static struct event_config *configure(void)
{
    static const char *const others[] = {"evport", "devpoll", "poll", "select"};
    const int flags =
        EVENT_BASE_FLAG_IGNORE_ENV | EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST;
    struct event_config *config = event_config_new();
    int result = config ? event_config_set_flag(config, flags) : -1;

    for (size_t i = 0; result == 0 && i < sizeof others / sizeof *others; i++)
        result = event_config_avoid_method(config, others[i]);
    if (result == 0 || !config)
        return config;
    event_config_free(config);
    return NULL;
}

int libevent_base_open(struct libevent_base *b)
{
    struct event_config *config;

    b->base = NULL;
    b->error = check_room();
    if (b->error < 0)
        return b->error;
    config = configure();
    if (!config)
        return -ENOMEM;
    errno = 0;
    b->base = event_base_new_with_config(config);
    if (!b->base)
        b->error = errno ? -errno : -ENOSYS;
    event_config_free(config);
    return b->error;
}

void libevent_base_close(struct libevent_base *b)
{
    event_base_free(b->base);
}

int libevent_base_dispatch(struct libevent_base *b)
{
    errno = 0;
    if (b->error == 0 && event_base_dispatch(b->base) < 0)
        b->error = errno ? -errno : -EIO;
    return b->error;
}

void libevent_base_fail(struct libevent_base *b, int error)
{
    b->error = error;
    event_base_loopbreak(b->base);
}

void libevent_base_alarm(struct libevent_base *b, struct event *timer,
                         uint64_t *alarm, uint64_t wake)
{
    uint64_t now, us;
    struct timeval after;

    if (wake >= *alarm)
        return;
    now = clock_now();
    us = wake > now ? (wake - now - 1) / CLOCK_US + 1 : 0;
    after.tv_sec = (time_t)(us / 1000000);
    after.tv_usec = (suseconds_t)(us % 1000000);
    event_base_update_cache_time(b->base);
    if (event_add(timer, &after) < 0)
        libevent_base_fail(b, -ENOMEM);
    *alarm = wake;
}

/* The mechanism of a base, "epoll (with changelist)"; NULL: no base. */
static const char *mechanism(void)
{
    struct libevent_base b;
    const char *name;

    if (libevent_base_open(&b) < 0)
        return NULL;
    name = event_base_get_method(b.base);
    libevent_base_close(&b);
    return name;
}

/* libev has functions of these names as well. Of the two that tell the
 * version it has the one that gives a text. */
static bool is_mixed_up(void)
{
    return strtoul(event_get_version(), NULL, 10) !=
           event_get_version_number() >> 24;
}

const char *libevent_base_unusable(void)
{
    const char *name;

    if (is_mixed_up())
        return "libev's functions of libevent's names are linked before them";
    name = mechanism();
    if (!name)
        return "libevent has neither epoll nor kqueue here";
    if (strcmp(name, "epoll (with changelist)") != 0 &&
        strcmp(name, "kqueue") != 0)
        return "libevent took another mechanism than it was told";
    return NULL;
}

/* What it would print is in the results as well. */
static void discard(int severity, const char *text)
{
    (void)severity;
    (void)text;
}

int libevent_base_run(struct job *job, const char *interface,
                      int (*serve)(struct share *))
{
    struct libevent_base b;
    int result;

    event_set_log_callback(discard);
    result = libevent_base_open(&b);
    if (result < 0)
        return result;
    job_uses(job, "libevent %s (headers %s) over %s, %s", event_get_version(),
             LIBEVENT_VERSION, event_base_get_method(b.base), interface);
    libevent_base_close(&b);
    return library_serve(job, serve);
}

#endif
