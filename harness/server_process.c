/*
 * The server is ended by SIGKILL, when its counters have come to rest: they
 * lie in shared memory and outlive it, what it has used is told by wait(2),
 * and so it needs no handler and no variable for one.
 */
#include "server_process.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "shared.h"

#define BACKLOG 4096
#define SETTLE_TIME (1 * CLOCK_S)
#define SETTLE_STEP (1 * CLOCK_MS)

struct server_shared {
    struct server_counters counters;
    struct net_address address;
    int error; /* why it does not listen */
};

/* What the process is started with. */
struct beginning {
    const struct server_order *order;
    struct server_shared *shared;
    int ready; /* takes a byte when it listens */
};

static void loopback(struct net_address *address, unsigned host)
{
    struct sockaddr_in *in = (struct sockaddr_in *)&address->storage;

    memset(address, 0, sizeof *address);
    address->length = sizeof *in;
    in->sin_family = AF_INET;
    in->sin_addr.s_addr = htonl(UINT32_C(0x7f000000) + host);
}

static struct server *create(const struct beginning *b, unsigned host)
{
    struct server_config config = {
        .workers = b->order->workers,
        .backlog = BACKLOG,
        /* Those that are being closed still count for a moment. */
        .max_connections = b->order->connections * 2 + 64,
        .counters = &b->shared->counters,
        .push = b->order->push,
        .idle = b->order->idle,
    };

    loopback(&config.address, host);
    return server_create(&config, &b->shared->error);
}

static int serve(void *data)
{
    const struct beginning *b = data;
    struct server *server = create(b, b->order->host);

    if (!server && b->shared->error == -EADDRNOTAVAIL)
        server = create(b, 1);
    if (!server)
        return 1;
    b->shared->address = *server_address(server);
    if (write(b->ready, "", 1) != 1)
        return 1;
    close(b->ready);
    return server_serve(server) < 0;
}

/* The byte, or the end when the process has ended without it. */
static bool is_ready(int fd)
{
    char byte;
    ssize_t n;

    do
        n = read(fd, &byte, 1);
    while (n < 0 && errno == EINTR);
    return n == 1;
}

int server_process_start(struct server_process *p,
                         const struct server_order *order)
{
    struct beginning b = {.order = order};
    struct child_order child = {serve, &b, order->cpus, order->limit_ns};
    int ends[2], result;

    memset(p, 0, sizeof *p);
    p->shared = shared_make(sizeof *p->shared);
    if (!p->shared)
        return -ENOMEM;
    if (pipe(ends) < 0)
        return -errno;
    b.shared = p->shared;
    b.ready = ends[1];
    result = child_start(&p->child, &child);
    close(ends[1]);
    if (result == 0 && !is_ready(ends[0]))
        result = p->shared->error < 0 ? p->shared->error : -ECHILD;
    close(ends[0]);
    return result;
}

const struct net_address *server_process_address(const struct server_process *p)
{
    return &p->shared->address;
}

const struct server_counters *server_process_counters(
    const struct server_process *p)
{
    return &p->shared->counters;
}

static bool is_settled(const struct server_counters *c)
{
    return atomic_load(&c->open) == 0 &&
           atomic_load(&c->responses) == atomic_load(&c->requests);
}

bool server_process_settle(const struct server_process *p)
{
    uint64_t until = clock_now() + SETTLE_TIME;

    while (!is_settled(&p->shared->counters)) {
        if (clock_now() >= until)
            return false;
        clock_sleep_until(clock_now() + SETTLE_STEP);
    }
    return true;
}

bool server_process_stop(struct server_process *p, struct usage *used,
                         int *status)
{
    static const volatile sig_atomic_t never = 0;
    struct usage before;
    bool alive;

    meter_children(&before);
    alive = child_wait(&p->child, 0, &never, status) == -ETIMEDOUT;
    child_kill(&p->child);
    meter_children(used);
    used->cpu_user_ns -= before.cpu_user_ns;
    used->cpu_sys_ns -= before.cpu_sys_ns;
    used->switches_voluntary -= before.switches_voluntary;
    used->switches_forced -= before.switches_forced;
    return alive;
}

void server_process_end(struct server_process *p)
{
    child_kill(&p->child);
    shared_free(p->shared, sizeof *p->shared);
    p->shared = NULL;
}
