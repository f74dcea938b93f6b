#include "libevent_base.h"

#if !HAVE_LIBEVENT

const char *libevent_base_unusable(void)
{
    return "libevent was not found when muxbench was built";
}

#else

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "clock.h"
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

/* 0 or -errno. */
static int make_base(struct event_base **base)
{
    struct event_config *config;
    int result = check_room();

    if (result < 0)
        return result;
    config = configure();
    if (!config)
        return -ENOMEM;
    errno = 0;
    *base = event_base_new_with_config(config);
    if (!*base)
        result = errno ? -errno : -ENOSYS;
    event_config_free(config);
    return result;
}

void libevent_base_fail(struct libevent_base *b, int error)
{
    b->error = error;
    event_base_loopbreak(b->base);
}

/* Only an earlier time moves the timer. Counts from now, and not from when
 * the loop woke. */
static void set_alarm(struct peer *p, uint64_t wake)
{
    uint64_t now, us;
    struct timeval after;

    if (wake >= p->alarm)
        return;
    now = clock_now();
    us = wake > now ? (wake - now - 1) / CLOCK_US + 1 : 0;
    after.tv_sec = (time_t)(us / 1000000);
    after.tv_usec = (suseconds_t)(us % 1000000);
    event_base_update_cache_time(p->base->base);
    if (event_add(&p->timer, &after) < 0)
        libevent_base_fail(p->base, -ENOMEM);
    p->alarm = wake;
}

void libevent_base_advance(struct peer *p)
{
    while (!p->base->row->step(p))
        continue;
    if (p->conn.want == CONN_NOTHING)
        event_del(&p->timer);
    else
        set_alarm(p, p->conn.wake);
}

static void on_timer(evutil_socket_t none, short events, void *data)
{
    struct peer *p = data;

    (void)none;
    (void)events;
    p->alarm = CLOCK_NEVER;
    if (conn_woke(&p->conn))
        libevent_base_advance(p);
    else
        set_alarm(p, p->conn.wake); /* it has moved on since */
}

static struct peer *peer_at(struct libevent_base *b, int i)
{
    return (struct peer *)((char *)b->peers + (size_t)i * b->row->peer_size);
}

static int begin(struct libevent_base *b, struct share *share)
{
    int result = 0;

    for (int i = 0; i < share->connections && result == 0; i++) {
        struct peer *p = peer_at(b, i);

        p->alarm = CLOCK_NEVER;
        p->base = b;
        evtimer_assign(&p->timer, b->base, on_timer, p);
        result = conn_init(&p->conn, share);
    }
    for (int i = 0; i < share->connections && result == 0; i++)
        libevent_base_advance(peer_at(b, i));
    return result;
}

/* Dispatch until no event is left, or one failed. 0 or -errno. */
static int dispatch(struct libevent_base *b)
{
    errno = 0;
    if (b->error == 0 && event_base_dispatch(b->base) < 0)
        b->error = errno ? -errno : -EIO;
    return b->error;
}

/* The loop ends by itself when the last event is gone. */
int libevent_base_serve(struct share *share, const struct libevent_row *row)
{
    size_t peers = (size_t)share->connections * row->peer_size;
    struct libevent_base *b = calloc(1, sizeof *b + peers);
    int result = b ? make_base(&b->base) : -ENOMEM;

    if (result == 0) {
        b->row = row;
        result = begin(b, share);
        if (result == 0)
            result = dispatch(b);
        for (int i = 0; i < share->connections; i++)
            conn_free(&peer_at(b, i)->conn);
        event_base_free(b->base);
    }
    free(b);
    return result;
}

/* The mechanism of a base, "epoll (with changelist)"; NULL: no base. */
static const char *mechanism(void)
{
    struct event_base *base;
    const char *name;

    if (make_base(&base) < 0)
        return NULL;
    name = event_base_get_method(base);
    event_base_free(base);
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

/* What it would print is in the results as well; of an epoll_ctl() that fails
 * only that the connection is not heard of up to its deadline. */
static void discard(int severity, const char *text)
{
    (void)severity;
    (void)text;
}

int libevent_base_run(struct job *job, const char *interface,
                      int (*serve)(struct share *))
{
    struct event_base *base;
    int result;

    event_set_log_callback(discard);
    result = make_base(&base);
    if (result < 0)
        return result;
    job_uses(job, "libevent %s (headers %s) over %s, %s", event_get_version(),
             LIBEVENT_VERSION, event_base_get_method(base), interface);
    event_base_free(base);
    return library_serve(job, serve);
}

#endif
