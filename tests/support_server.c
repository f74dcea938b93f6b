#include "tests/support_server.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/answer.h"
#include "harness/clock.h"
#include "harness/shared.h"

/* For the signal handlers of the server's process. */
static struct server *serving;

static void on_term(int signal)
{
    (void)signal;
    server_stop(serving);
}

static void on_usr1(int signal)
{
    (void)signal;
    server_snapshot(serving);
}

static void limit_descriptors(unsigned descriptors)
{
    struct rlimit limit = {descriptors, descriptors};

    if (descriptors > 0)
        setrlimit(RLIMIT_NOFILE, &limit);
}

/* What the process does; its exit status. */
static int serve(struct served *served, int workers, unsigned max_connections,
                 int ready)
{
    struct sigaction term = {.sa_handler = on_term};
    struct sigaction usr1 = {.sa_handler = on_usr1};
    struct server_config config = {.workers = workers,
                                   .backlog = 128,
                                   .max_connections = max_connections,
                                   .counters = &served->counters};
    const char *words;
    int error;

    if (net_resolve("127.0.0.1", "0", &config.address, 1, &words) < 0)
        return 1;
    serving = server_create(&config, &error);
    if (serving == NULL)
        return 1;
    served->address = *server_address(serving);
    sigaction(SIGTERM, &term, NULL);
    sigaction(SIGUSR1, &usr1, NULL);
    if (write(ready, "", 1) != 1)
        return 1;
    error = server_serve(serving);
    server_destroy(serving);
    return error == 0 ? 0 : 1;
}

void support_server_start(struct support_server *server, int workers,
                          unsigned max_connections, unsigned descriptors)
{
    int ends[2];
    char byte;

    server->served = shared_make(sizeof *server->served);
    assert_non_null(server->served);
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    server->pid = fork();
    assert_true(server->pid >= 0);
    if (server->pid == 0) {
        limit_descriptors(descriptors);
        exit(serve(server->served, workers, max_connections, ends[1]));
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    close(ends[0]);
}

void support_server_stop(struct support_server *server)
{
    int status = -1;

    kill(server->pid, SIGTERM);
    assert_int_equal(waitpid(server->pid, &status, 0), server->pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(atomic_load(&server->served->counters.open), 0);
    shared_free(server->served, sizeof *server->served);
}

void support_server_snapshot(struct support_server *server)
{
    _Atomic uint64_t *snapshots = &server->served->counters.snapshots;
    uint64_t before = atomic_load(snapshots);
    uint64_t until = clock_now() + 10 * CLOCK_S;

    kill(server->pid, SIGUSR1);
    while (atomic_load(snapshots) == before) {
        assert_true(clock_now() < until);
        clock_sleep_until(clock_now() + CLOCK_MS);
    }
}

int client_connect(const struct support_server *server)
{
    int fd = net_socket(&server->served->address, NET_BLOCKING);

    assert_true(fd >= 0);
    assert_int_equal(net_set_timeout(fd, 10 * CLOCK_S), 0);
    assert_int_equal(net_connect(fd, &server->served->address), 0);
    return fd;
}

void client_send(int fd, const char *text)
{
    size_t n = strlen(text);

    while (n > 0) {
        ssize_t sent = net_send(fd, text, n);

        assert_true(sent > 0);
        text += sent;
        n -= (size_t)sent;
    }
}

void client_expect(int fd, const char *bytes, size_t n)
{
    char buffer[4096];

    while (n > 0) {
        ssize_t got =
            net_recv(fd, buffer, n < sizeof buffer ? n : sizeof buffer);

        assert_true(got > 0);
        assert_memory_equal(buffer, bytes, (size_t)got);
        bytes += got;
        n -= (size_t)got;
    }
}

void client_expect_bytes(int fd, uint64_t length, const char *token)
{
    char head[ANSWER_HEAD_MAX];

    client_expect(fd, head, answer_head(head, length, token, 0));
    while (length > 0) {
        uint64_t n = length < ANSWER_PERIOD ? length : ANSWER_PERIOD;

        client_expect(fd, answer_pattern(), (size_t)n);
        length -= n;
    }
}

void client_expect_end(int fd)
{
    char byte;

    assert_int_equal(net_recv(fd, &byte, 1), 0);
}

int client_read_head(int fd, char head[CLIENT_HEAD_MAX])
{
    size_t n = 0;

    do {
        assert_true(n < CLIENT_HEAD_MAX - 1);
        assert_int_equal(net_recv(fd, head + n, 1), 1);
        head[++n] = '\0';
    } while (strstr(head, "\r\n\r\n") == NULL);
    return atoi(head + strlen("HTTP/1.1 "));
}

size_t client_ask(const struct support_server *server, const char *text,
                  char *out, size_t max, int *result)
{
    int fd = client_connect(server);
    size_t n = 0;
    ssize_t got;

    client_send(fd, text);
    do {
        got = net_recv(fd, out + n, max - n);
        if (got > 0)
            n += (size_t)got;
    } while (got > 0 && n < max);
    net_close(fd);
    *result = (int)got;
    return n;
}
