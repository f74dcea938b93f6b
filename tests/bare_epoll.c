/*
 * The control: an epoll client with nothing in it but what it has to do.
 *
 *   bare_epoll [-c CONNECTIONS] [-n REQUESTS] [-k 1] [-m length|token]
 *              HOST:PORT
 *
 * One loop, all in one place: no deadlines, no stamps, no samples, and an
 * answer is known by its length, which the first one has told. With `token`
 * every request has a token of its own, and the answer's status line and token
 * are compared; with `length` neither. What the epoll row costs beyond it is
 * what the suite adds: its checks, its stamps, its shared parts.
 *
 * Connections are kept. With -k 1 each request has one of its own, by the rule
 * of docs/fairness.md: the server closes first, and the client reads to the
 * end before it closes.
 *
 * The output is that of drive_backend. Linux only. HOST is an IPv4 address.
 */
#include <stdio.h>

#if !defined(__linux__)

int main(void)
{
    fputs("bare_epoll: epoll is Linux's\n", stderr);
    return 77;
}

#else

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/meter.h"
#include "tests/support_drive.h"

#define PROGRAM "bare_epoll"

enum { CONNECTIONS = 4096, EVENTS = 256, TOKEN = 16, BUFFER = 65536 };

struct client {
    int fd;
    bool connecting;
    size_t got;        /* of the answer that is under way */
    char token[TOKEN]; /* of the request that is under way */
};

struct bare {
    struct sockaddr_in server;
    char request[256];
    size_t request_length, request_token;
    char answer[4096]; /* the first one */
    size_t answer_length, answer_token;
    bool tokens; /* to be compared */
    bool churn;  /* a connection a request */
    int epoll;
    uint64_t requests, started, ok, failed, over, opened, waits, token;
    struct client clients[CONNECTIONS];
};

static char buffer[BUFFER];

static void die(const char *what)
{
    fprintf(stderr, PROGRAM ": %s: %s\n", what, strerror(errno));
    exit(1);
}

/* `flags`: SOCK_NONBLOCK, or 0: it is open at the return. */
static int connected(const struct bare *b, int flags)
{
    int fd = socket(AF_INET, SOCK_STREAM | flags, 0), on = 1;

    if (fd < 0 ||
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0 ||
        (connect(fd, (const struct sockaddr *)&b->server, sizeof b->server) <
             0 &&
         errno != EINPROGRESS))
        die("connect");
    return fd;
}

static void watch(const struct bare *b, struct client *c, int how,
                  uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = c};

    if (epoll_ctl(b->epoll, how, c->fd, &event) < 0)
        die("epoll_ctl");
}

static void write_token(uint64_t token, char *digits)
{
    for (int i = TOKEN - 1; i >= 0; i--, token >>= 4)
        digits[i] = "0123456789abcdef"[token & 15];
}

static void ask(struct bare *b, struct client *c)
{
    c->got = 0;
    if (b->tokens) {
        write_token(b->token += UINT64_C(0x9e3779b97f4a7c15), c->token);
        memcpy(b->request + b->request_token, c->token, TOKEN);
    }
    if (send(c->fd, b->request, b->request_length, MSG_NOSIGNAL) !=
        (ssize_t)b->request_length)
        die("send");
}

/* Of the whole answer in one piece, which is how our server sends it. */
static bool is_right(const struct bare *b, const struct client *c)
{
    return memcmp(buffer, b->answer, sizeof "HTTP/1.1 200" - 1) == 0 &&
           memcmp(buffer + b->answer_token, c->token, TOKEN) == 0;
}

/* The next request, if there is one. */
static void go_on(struct bare *b, struct client *c)
{
    if (b->started == b->requests)
        return;
    b->started++;
    if (!b->churn) {
        ask(b, c);
        return;
    }
    c->fd = connected(b, SOCK_NONBLOCK);
    c->connecting = true;
    b->opened++;
    watch(b, c, EPOLL_CTL_ADD, EPOLLOUT);
}

/* Some of the answer. True: all of it. */
static bool is_whole(struct bare *b, struct client *c, size_t n)
{
    c->got += n;
    if (c->got < b->answer_length)
        return false;
    if (c->got > b->answer_length ||
        (b->tokens && (n < b->answer_length || !is_right(b, c))))
        b->failed++;
    else
        b->ok++;
    return true;
}

/* A request of a kept connection is over with its answer, one that has its own
 * with the end of that. */
static void hear(struct bare *b, struct client *c)
{
    ssize_t n = recv(c->fd, buffer, sizeof buffer, 0);
    bool ends = b->churn && n == 0 && c->got >= b->answer_length;

    if (n <= 0 && !ends)
        die("recv");
    if (ends)
        close(c->fd);
    else if (!is_whole(b, c, (size_t)n) || b->churn)
        return;
    b->over++;
    go_on(b, c);
}

static void on_event(struct bare *b, struct client *c)
{
    if (!c->connecting) {
        hear(b, c);
        return;
    }
    c->connecting = false;
    ask(b, c);
    watch(b, c, EPOLL_CTL_MOD, EPOLLIN);
}

static void loop(struct bare *b)
{
    struct epoll_event events[EVENTS];

    while (b->over < b->requests) {
        int n = epoll_wait(b->epoll, events, EVENTS, -1);

        if (n < 0)
            die("epoll_wait");
        b->waits++;
        for (int i = 0; i < n; i++)
            on_event(b, events[i].data.ptr);
    }
}

static void run(struct bare *b, int connections)
{
    b->epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < connections; i++) {
        struct client *c = &b->clients[i];

        if (!b->churn) {
            c->fd = connected(b, 0);
            b->opened++;
            watch(b, c, EPOLL_CTL_ADD, EPOLLIN);
        }
        go_on(b, c);
    }
    loop(b);
    for (int i = 0; i < connections && !b->churn; i++)
        close(b->clients[i].fd);
    close(b->epoll);
}

/* The first answer, by itself, tells how long they are and where the token is.
 */
static void learn(struct bare *b)
{
    char digits[TOKEN + 1] = "";
    const char *head = NULL, *length = NULL, *token = NULL;
    ssize_t n;
    int fd = connected(b, 0);

    send(fd, b->request, b->request_length, MSG_NOSIGNAL);
    memcpy(digits, b->request + b->request_token, TOKEN);
    n = recv(fd, b->answer, sizeof b->answer - 1, 0);
    close(fd);
    if (n > 0) {
        head = strstr(b->answer, "\r\n\r\n");
        length = strstr(b->answer, "Content-Length: ");
        token = strstr(b->answer, digits);
    }
    if (!head || !length || !token)
        die("the first answer");
    b->answer_token = (size_t)(token - b->answer);
    b->answer_length =
        (size_t)(head - b->answer) + 4 + (size_t)strtoul(length + 16, NULL, 10);
}

static void aim(struct bare *b, char *text)
{
    char *colon = strchr(text, ':');
    int n;

    if (colon)
        *colon = '\0';
    b->server.sin_family = AF_INET;
    if (!colon || inet_pton(AF_INET, text, &b->server.sin_addr) != 1) {
        fprintf(stderr, PROGRAM ": '%s' is not IPv4:PORT\n", text);
        exit(DRIVE_USAGE);
    }
    b->server.sin_port =
        htons((uint16_t)drive_number(PROGRAM, colon + 1, 1, UINT16_MAX));
    n = snprintf(b->request, sizeof b->request,
                 "GET /bytes/128 HTTP/1.1\r\nHost: %s:%s\r\n%s"
                 "X-Token: 0123456789abcdef\r\n\r\n",
                 text, colon + 1, b->churn ? "Connection: close\r\n" : "");
    b->request_length = (size_t)n;
    b->request_token = b->request_length - 4 - TOKEN;
}

int main(int argc, char **argv)
{
    static struct bare b = {.requests = 1000};
    struct usage before, after;
    int connections = 64, option;

    while ((option = getopt(argc, argv, "c:n:k:m:")) != -1) {
        if (option == 'c')
            connections = (int)drive_number(PROGRAM, optarg, 1, CONNECTIONS);
        else if (option == 'n')
            b.requests = drive_number(PROGRAM, optarg, 1, 100000000);
        else if (option == 'k' && strcmp(optarg, "1") == 0)
            b.churn = true;
        else if (option == 'm' && strcmp(optarg, "token") == 0)
            b.tokens = true;
        else if (option != 'm' || strcmp(optarg, "length") != 0)
            exit(DRIVE_USAGE);
    }
    if (argc - optind != 1)
        exit(DRIVE_USAGE);
    aim(&b, argv[optind]);
    learn(&b);
    meter_self(&before);
    run(&b, connections);
    meter_self(&after);
    printf("ok %" PRIu64 " failed %" PRIu64 " opened %" PRIu64 " retried 0 "
           "user_ns %" PRIu64 " system_ns %" PRIu64
           " uses bare epoll, %s, %" PRIu64 " waits\n",
           b.ok, b.failed, b.opened, after.cpu_user_ns - before.cpu_user_ns,
           after.cpu_sys_ns - before.cpu_sys_ns,
           b.tokens ? "length, status and token" : "length", b.waits);
    return b.failed > 0;
}

#endif
