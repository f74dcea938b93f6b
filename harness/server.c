#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "server_connection.h"

/* Ready ones, and new connections, in one turn of the loop. */
enum { READY_MAX = 256, ACCEPT_MAX = 64 };

/* How long nothing is accepted when descriptors or memory have run out. */
#define ACCEPT_PAUSE (100 * CLOCK_MS)

int worker_tell(const struct worker *worker, int message)
{
    /* Less than PIPE_BUF is written whole or not at all. A full pipe wakes
     * the reader just as well. */
    return write(worker->inbox[1], &message, sizeof message) < 0 ? -errno : 0;
}

/* To the workers in turn; to worker 0 when another's inbox is full. */
static void deal(struct server *server, int fd)
{
    int i = server->next_worker;

    server->next_worker = (i + 1) % server->config.workers;
    if (i > 0 && worker_tell(server->workers[i], fd) == 0)
        return;
    connection_open(server->workers[0], fd);
}

static void pause_accepting(struct server *server)
{
    struct worker *worker = server->workers[0];

    selector_change(worker->selector, server->listener, 0, server);
    timers_set(&worker->timers, &server->accept_again,
               clock_now() + ACCEPT_PAUSE);
}

/*
 * Take what is there, but not for ever: others wait. `open` is counted when a
 * worker has taken the connection up, which may be a little later; the bound
 * is then overrun by as much.
 */
static void accept_some(struct server *server)
{
    const struct server_config *config = &server->config;

    for (int i = 0; i < ACCEPT_MAX; i++) {
        int fd = net_accept(server->listener, NET_NONBLOCKING);

        if (fd == -ECONNABORTED)
            continue;
        if (fd == -EMFILE || fd == -ENFILE || fd == -ENOBUFS || fd == -ENOMEM)
            pause_accepting(server);
        if (fd < 0)
            return;
        if (atomic_load(&config->counters->open) >= config->max_connections)
            net_close(fd);
        else
            deal(server, fd);
    }
}

static void read_inbox(struct worker *worker)
{
    int messages[64];
    ssize_t n = read(worker->inbox[0], messages, sizeof messages);

    for (ssize_t i = 0; i < n / (ssize_t)sizeof *messages; i++) {
        if (messages[i] != MESSAGE_LOOK)
            connection_open(worker, messages[i]);
    }
}

static void on_ready(struct worker *worker, void *data)
{
    if (data == worker)
        read_inbox(worker);
    else if (data == worker->server)
        accept_some(worker->server);
    else
        connection_on_ready(data);
}

static void expire(struct worker *worker)
{
    struct server *server = worker->server;
    uint64_t now = clock_now();
    struct timer *timer;

    while ((timer = timers_expire(&worker->timers, now)) != NULL) {
        if (timer == &server->accept_again)
            selector_change(worker->selector, server->listener, SELECT_READ,
                            server);
        else if (timer == &worker->push.timer)
            push_expire(worker);
        else if (timer == &worker->idle.timer)
            idle_expire(worker);
        else
            connection_on_timer(timer);
    }
    output_flush(worker);
}

static int worker_serve(struct worker *worker)
{
    struct server *server = worker->server;
    struct selected ready[READY_MAX];
    int n;

    while (!atomic_load(&server->stopping)) {
        n = selector_wait(worker->selector, ready, READY_MAX,
                          timers_next(&worker->timers));
        if (n < 0 && n != -EINTR)
            return n;
        for (int i = 0; i < n; i++)
            on_ready(worker, ready[i].data);
        output_flush(worker);
        if (timers_next(&worker->timers) != CLOCK_NEVER)
            expire(worker);
        connection_free_dead(worker);
        worker_publish(worker);
        worker_snapshot(worker);
    }
    return 0;
}

/* Connections that were dealt out and not taken up. */
static void close_inbox(struct worker *worker)
{
    int message;

    while (read(worker->inbox[0], &message, sizeof message) == sizeof message) {
        if (message != MESSAGE_LOOK)
            net_close(message);
    }
    close(worker->inbox[0]);
    close(worker->inbox[1]);
}

static void worker_destroy(struct worker *worker)
{
    if (worker == NULL)
        return;
    if (worker->inbox[0] >= 0)
        close_inbox(worker);
    selector_destroy(worker->selector);
    push_free(worker);
    timers_free(&worker->timers);
    free(worker);
}

static int open_inbox(struct worker *worker)
{
    if (pipe(worker->inbox) < 0) {
        worker->inbox[0] = -1;
        return -errno;
    }
    for (int i = 0; i < 2; i++) {
        if (fcntl(worker->inbox[i], F_SETFD, FD_CLOEXEC) < 0 ||
            net_set_mode(worker->inbox[i], NET_NONBLOCKING) < 0)
            return -EINVAL;
    }
    return selector_add(worker->selector, worker->inbox[0], SELECT_READ,
                        worker);
}

static struct worker *worker_create(struct server *server, int index,
                                    int *error)
{
    struct worker *worker = calloc(1, sizeof *worker);

    *error = -ENOMEM;
    if (worker == NULL)
        return NULL;
    worker->server = server;
    worker->index = index;
    push_init(worker);
    idle_init(worker);
    worker->pattern = answer_pattern();
    worker->inbox[0] = -1;
    timers_init(&worker->timers);
    worker->selector = selector_create(error);
    if (worker->selector != NULL && push_is_on(worker))
        selector_keep_time(worker->selector);
    if (worker->selector != NULL)
        *error = open_inbox(worker);
    /* Room for accept_again, the pushes and the idle ones, so that they can be
     * set when memory is out. */
    if (*error == 0)
        *error = timers_reserve(&worker->timers, 3);
    if (*error == 0)
        return worker;
    worker_destroy(worker);
    return NULL;
}

static int create_workers(struct server *server)
{
    int error = 0;

    server->workers =
        calloc((size_t)server->config.workers, sizeof *server->workers);
    if (server->workers == NULL)
        return -ENOMEM;
    for (int i = 0; i < server->config.workers && error == 0; i++)
        server->workers[i] = worker_create(server, i, &error);
    if (error < 0)
        return error;
    return selector_add(server->workers[0]->selector, server->listener,
                        SELECT_READ, server);
}

struct server *server_create(const struct server_config *config, int *error)
{
    struct server *server = calloc(1, sizeof *server);

    *error = -ENOMEM;
    if (server == NULL)
        return NULL;
    server->config = *config;
    timer_init(&server->accept_again);
    server->listener = net_listen(&config->address, config->backlog);
    *error = server->listener;
    if (*error >= 0)
        *error = net_local(server->listener, &server->address);
    if (*error == 0)
        *error = create_workers(server);
    if (*error == 0)
        return server;
    server_destroy(server);
    return NULL;
}

const struct net_address *server_address(const struct server *server)
{
    return &server->address;
}

static void *worker_run(void *data)
{
    struct worker *worker = data;
    int error = worker_serve(worker);

    if (error < 0) {
        atomic_store(&worker->server->error, error);
        server_stop(worker->server);
    }
    return NULL;
}

/* The threads of the workers but worker 0. How many could be started. */
static int start_threads(struct server *server)
{
    int started = 1;

    while (started < server->config.workers) {
        struct worker *worker = server->workers[started];
        int error = pthread_create(&worker->thread, NULL, worker_run, worker);

        if (error != 0) {
            atomic_store(&server->error, -error);
            server_stop(server);
            break;
        }
        started++;
    }
    return started;
}

int server_serve(struct server *server)
{
    int started = start_threads(server);

    worker_run(server->workers[0]);
    for (int i = 1; i < started; i++)
        pthread_join(server->workers[i]->thread, NULL);
    for (int i = 0; i < server->config.workers; i++) {
        connection_close_all(server->workers[i]);
        connection_free_dead(server->workers[i]);
        worker_publish(server->workers[i]);
    }
    server_take_snapshot(server);
    return atomic_load(&server->error);
}

static void tell_all(struct server *server)
{
    int saved = errno; /* it may be a signal handler that calls */

    for (int i = 0; i < server->config.workers; i++)
        worker_tell(server->workers[i], MESSAGE_LOOK);
    errno = saved;
}

void server_stop(struct server *server)
{
    atomic_store(&server->stopping, 1);
    tell_all(server);
}

void server_snapshot(struct server *server)
{
    atomic_fetch_add(&server->snapshots_wanted, 1);
    tell_all(server);
}

void server_destroy(struct server *server)
{
    if (server == NULL)
        return;
    for (int i = 0; server->workers != NULL && i < server->config.workers; i++)
        worker_destroy(server->workers[i]);
    free(server->workers);
    if (server->listener >= 0)
        net_close(server->listener);
    free(server);
}
