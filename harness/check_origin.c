#include "check_origin.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "answer.h"
#include "check_process.h"
#include "clock.h"
#include "net.h"
#include "shared.h"

/* No server outlives this, even where there is no lifeline. */
#define LIFE_S 900

static int address_of(const char *host, struct net_address *address)
{
    const char *why;

    return net_resolve(host, "0", address, 1, &why) == 1 ? 0 : -EADDRNOTAVAIL;
}

/* A server that is to begin, and where it says that it has. */
struct beginning {
    struct server_config config;
    int told; /* its port, or -errno */
};

/* It is made in the process that serves: a kqueue is not inherited. */
static void serve_ours(void *data)
{
    const struct beginning *b = data;
    int error = 0;
    struct server *server = server_create(&b->config, &error);
    int port = server ? (int)net_port(server_address(server)) : error;

    if (write(b->told, &port, sizeof port) != sizeof port || !server)
        exit(1);
    close(b->told);
    if (server_serve(server) < 0)
        exit(1);
}

/* The port, or -errno. */
static int start_serving(struct ours *ours, const struct server_config *config)
{
    struct beginning b = {.config = *config};
    int ends[2], port;

    if (pipe(ends) < 0)
        return -errno;
    b.told = ends[1];
    ours->pid = process_start(serve_ours, &b, LIFE_S);
    close(ends[1]);
    if (ours->pid < 0)
        port = (int)ours->pid;
    else if (read(ends[0], &port, sizeof port) != sizeof port)
        port = -ECHILD;
    close(ends[0]);
    return port;
}

int ours_start(struct ours *ours, const char *host, unsigned connections)
{
    /* Those that are being closed still count for a moment. */
    struct server_config config = {.workers = 2,
                                   .max_connections = connections * 2};
    int port = address_of(host, &config.address);

    memset(ours, 0, sizeof *ours);
    if (port < 0)
        return port;
    /* All may come at once; the system sets a limit of its own. */
    config.backlog = (int)config.max_connections;
    ours->host = host;
    ours->counters = shared_make(sizeof *ours->counters);
    config.counters = ours->counters;
    port = ours->counters ? start_serving(ours, &config) : -ENOMEM;
    if (port < 0) {
        ours_end(ours);
        return port;
    }
    ours->port = (unsigned)port;
    return 0;
}

void ours_end(struct ours *ours)
{
    if (ours->pid > 0)
        process_end(ours->pid);
    if (ours->counters)
        shared_free(ours->counters, sizeof *ours->counters);
    memset(ours, 0, sizeof *ours);
}

static uint64_t faults_of(const struct server_counters *c)
{
    uint64_t sum = 0;

    for (int kind = 0; kind < ORDERED_KINDS; kind++)
        sum += atomic_load(&c->faults[kind]);
    return sum;
}

/* Of connections that are closed everything has been counted. */
struct counts ours_counts(const struct ours *ours, uint64_t connections)
{
    struct server_counters *c = ours->counters;
    uint64_t until = clock_now() + 5 * CLOCK_S;

    while ((atomic_load(&c->connections) < connections ||
            atomic_load(&c->open) > 0) &&
           clock_now() < until)
        raw_sleep_ms(1);
    return (struct counts){
        .connections = atomic_load(&c->connections),
        .requests = atomic_load(&c->requests) + faults_of(c),
        .responses = atomic_load(&c->responses),
        .body_bytes = atomic_load(&c->body_bytes),
        .open = atomic_load(&c->open),
    };
}

struct raw_work {
    int listener;
    void (*serve)(int);
};

static void accept_all(void *data)
{
    const struct raw_work *w = data;
    int fd;

    signal(SIGCHLD, SIG_IGN); /* ended children leave nothing behind */
    net_set_mode(w->listener, NET_BLOCKING);
    while ((fd = net_accept(w->listener, NET_BLOCKING)) >= 0) {
        if (fork() == 0) {
            close(w->listener);
            alarm(LIFE_S);
            w->serve(fd);
            _exit(0);
        }
        close(fd);
    }
}

int raw_start(struct raw_server *server, void (*serve)(int fd))
{
    struct raw_work work = {.serve = serve};

    work.listener = silent_listener(512, &server->port);
    if (work.listener < 0)
        return work.listener;
    server->pid = process_start(accept_all, &work, LIFE_S);
    close(work.listener);
    return server->pid < 0 ? (int)server->pid : 0;
}

void raw_end(struct raw_server *server)
{
    if (server->pid > 0)
        process_end(server->pid);
    server->pid = 0;
}

/* Byte by byte, so that nothing behind the head is taken. */
bool raw_read_head(int fd, char *head, size_t size)
{
    size_t n = 0;

    while (n + 1 < size && recv(fd, head + n, 1, 0) == 1) {
        head[++n] = '\0';
        if (n >= 4 && memcmp(head + n - 4, "\r\n\r\n", 4) == 0)
            return true;
    }
    return false;
}

void raw_send(int fd, const char *bytes, size_t n)
{
    ssize_t sent;

    while (n > 0 && (sent = net_send(fd, bytes, n)) > 0) {
        bytes += sent;
        n -= (size_t)sent;
    }
}

void raw_drain(int fd)
{
    char bytes[4096];

    while (net_recv(fd, bytes, sizeof bytes) > 0)
        continue;
}

void raw_sleep_ms(unsigned ms)
{
    clock_sleep_until(clock_now() + ms * CLOCK_MS);
}

size_t raw_answer(char *answer, const char *head, uint64_t length, bool closing)
{
    const char *name = ANSWER_TOKEN_HEADER ": ";
    const char *token = strstr(head, name);
    char digits[ANSWER_TOKEN_LENGTH + 1] = "";
    size_t n;

    if (token)
        memcpy(digits, token + strlen(name), ANSWER_TOKEN_LENGTH);
    n = answer_head(answer, length, token ? digits : NULL, closing);
    memcpy(answer + n, answer_pattern(), (size_t)length);
    return n + (size_t)length;
}

int refusing_socket(unsigned *port)
{
    struct net_address address;
    int fd = address_of("127.0.0.1", &address);

    if (fd == 0)
        fd = net_socket(&address, NET_NONBLOCKING);
    if (fd < 0)
        return fd;
    if (bind(fd, (struct sockaddr *)&address.storage, address.length) < 0 ||
        net_local(fd, &address) < 0) {
        close(fd);
        return -EADDRINUSE;
    }
    *port = net_port(&address);
    return fd;
}

int silent_listener(int backlog, unsigned *port)
{
    struct net_address address;
    int fd = address_of("127.0.0.1", &address);

    if (fd == 0)
        fd = net_listen(&address, backlog);
    if (fd < 0)
        return fd;
    net_local(fd, &address);
    *port = net_port(&address);
    return fd;
}

/* True when the connect is under way still after a while. */
static bool is_held_up(int fd, int result)
{
    struct pollfd poller = {.fd = fd, .events = POLLOUT};

    return result == -EINPROGRESS && poll(&poller, 1, 50) == 0;
}

int fill_backlog(unsigned port, int *sockets, int max)
{
    struct net_address address;
    const char *why;
    char digits[6];

    snprintf(digits, sizeof digits, "%u", port);
    if (net_resolve("127.0.0.1", digits, &address, 1, &why) != 1)
        return -EADDRNOTAVAIL;
    for (int i = 0; i < max; i++) {
        int result;

        sockets[i] = net_socket(&address, NET_NONBLOCKING);
        if (sockets[i] < 0)
            return sockets[i];
        result = net_connect(sockets[i], &address);
        if (is_held_up(sockets[i], result))
            return i + 1;
    }
    return -ENOTSUP;
}
