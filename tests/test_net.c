#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/net.h"

static struct net_address resolve(const char *host, const char *port)
{
    struct net_address address;
    const char *error = NULL;

    assert_int_equal(net_resolve(host, port, &address, 1, &error), 1);
    return address;
}

static void addresses_have_a_text_and_a_port(void **state)
{
    static const struct {
        const char *host, *port, *text;
        bool loopback;
    } addresses[] = {
        {"127.0.0.1", "8080", "127.0.0.1:8080", true},
        {"127.9.8.7", "0", "127.9.8.7:0", true},
        {"128.0.0.1", "65535", "128.0.0.1:65535", false},
        {"0.0.0.0", "80", "0.0.0.0:80", false},
        {"::1", "443", "[::1]:443", true},
        {"::", "1", "[::]:1", false},
        {"2001:db8::2", "1", "[2001:db8::2]:1", false},
    };
    char text[NET_TEXT_MAX];

    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        struct net_address address =
            resolve(addresses[i].host, addresses[i].port);

        net_format(&address, text);
        assert_string_equal(text, addresses[i].text);
        assert_int_equal(net_port(&address), atoi(addresses[i].port));
        assert_int_equal(net_is_loopback(&address), addresses[i].loopback);
    }
}

static void resolving_fails_with_words(void **state)
{
    struct net_address address;
    const char *error = NULL;

    (void)state;
    assert_int_equal(net_resolve("no such host", "80", &address, 1, &error),
                     -1);
    assert_non_null(error);
    assert_true(strlen(error) > 0);
    error = NULL;
    assert_int_equal(net_resolve("127.0.0.1", "http", &address, 1, &error), -1);
    assert_non_null(error);
}

static void names_resolve_to_at_most_so_many(void **state)
{
    struct net_address addresses[4];
    const char *error = NULL;
    int n = net_resolve("localhost", "80", addresses, 4, &error);

    (void)state;
    assert_in_range(n, 1, 4);
    for (int i = 0; i < n; i++)
        assert_true(net_is_loopback(&addresses[i]));
    assert_int_equal(net_resolve("localhost", "80", addresses, 1, &error), 1);
}

static int listen_here(struct net_address *address)
{
    int listener = net_listen(address, 16);

    assert_true(listener >= 0);
    assert_int_equal(net_local(listener, address), 0);
    assert_true(net_port(address) > 0);
    return listener;
}

static void wait_for(int fd, short events)
{
    struct pollfd waiting = {.fd = fd, .events = events};

    assert_int_equal(poll(&waiting, 1, 10000), 1);
}

static int accept_soon(int listener, enum net_mode mode)
{
    int fd;

    wait_for(listener, POLLIN);
    fd = net_accept(listener, mode);
    assert_true(fd >= 0);
    return fd;
}

static int option_of(int fd, int level, int option)
{
    int value = -1;
    socklen_t length = sizeof value;

    assert_int_equal(getsockopt(fd, level, option, &value, &length), 0);
    return value;
}

static void check_options(int fd, enum net_mode mode)
{
    assert_true(option_of(fd, IPPROTO_TCP, TCP_NODELAY) != 0);
    assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
    assert_int_equal((fcntl(fd, F_GETFL) & O_NONBLOCK) != 0,
                     mode == NET_NONBLOCKING);
}

static void check_exchange(const char *host)
{
    struct net_address address = resolve(host, "0");
    int listener = listen_here(&address);
    int client = net_socket(&address, NET_BLOCKING), server;
    char byte = 0;

    check_options(listener, NET_NONBLOCKING);
    check_options(client, NET_BLOCKING);
    assert_int_equal(net_connect(client, &address), 0);
    server = accept_soon(listener, NET_NONBLOCKING);
    check_options(server, NET_NONBLOCKING);
    assert_int_equal(net_recv(server, &byte, 1), -EAGAIN);
    assert_int_equal(net_send(client, "x", 1), 1);
    wait_for(server, POLLIN);
    assert_int_equal(net_recv(server, &byte, 1), 1);
    assert_int_equal(byte, 'x');
    net_close(client);
    wait_for(server, POLLIN);
    assert_int_equal(net_recv(server, &byte, 1), 0);
    net_close(server);
    assert_int_equal(net_accept(listener, NET_BLOCKING), -EAGAIN);
    net_close(listener);
}

static void bytes_go_over_ipv4(void **state)
{
    (void)state;
    check_exchange("127.0.0.1");
}

static void bytes_go_over_ipv6(void **state)
{
    struct net_address address = resolve("::1", "0");
    int listener = net_listen(&address, 1);

    (void)state;
    if (listener < 0)
        skip(); /* there are machines without */
    net_close(listener);
    check_exchange("::1");
}

static void accepted_sockets_can_block(void **state)
{
    struct net_address address = resolve("127.0.0.1", "0");
    int listener = listen_here(&address);
    int client = net_socket(&address, NET_NONBLOCKING), server;
    int result = net_connect(client, &address);

    (void)state;
    assert_true(result == 0 || result == -EINPROGRESS);
    server = accept_soon(listener, NET_BLOCKING);
    check_options(server, NET_BLOCKING);
    wait_for(client, POLLOUT);
    assert_int_equal(net_connected(client), 0);
    assert_int_equal(net_set_mode(server, NET_NONBLOCKING), 0);
    check_options(server, NET_NONBLOCKING);
    assert_int_equal(net_set_mode(server, NET_BLOCKING), 0);
    check_options(server, NET_BLOCKING);
    net_close(server);
    net_close(client);
    net_close(listener);
}

static void a_closed_port_refuses(void **state)
{
    struct net_address address = resolve("127.0.0.1", "0");
    int listener = listen_here(&address), client, result;

    (void)state;
    net_close(listener);
    client = net_socket(&address, NET_BLOCKING);
    assert_int_equal(net_connect(client, &address), -ECONNREFUSED);
    net_close(client);
    client = net_socket(&address, NET_NONBLOCKING);
    result = net_connect(client, &address);
    if (result == -EINPROGRESS) {
        wait_for(client, POLLOUT);
        result = net_connected(client);
    }
    assert_int_equal(result, -ECONNREFUSED);
    net_close(client);
}

static void a_reset_arrives_and_raises_no_signal(void **state)
{
    struct net_address address = resolve("127.0.0.1", "0");
    int listener = listen_here(&address);
    int client = net_socket(&address, NET_BLOCKING);
    char byte;

    (void)state;
    assert_int_equal(net_connect(client, &address), 0);
    net_close_reset(accept_soon(listener, NET_BLOCKING));
    wait_for(client, POLLIN);
    assert_int_equal(net_recv(client, &byte, 1), -ECONNRESET);
    signal(SIGPIPE, SIG_DFL);
    assert_int_equal(net_send(client, "x", 1), -EPIPE);
    net_close(client);
    net_close(listener);
}

static void a_port_in_use_is_told(void **state)
{
    struct net_address address = resolve("127.0.0.1", "0");
    int listener = listen_here(&address);

    (void)state;
    assert_int_equal(net_listen(&address, 1), -EADDRINUSE);
    net_close(listener);
}

static void a_blocking_call_can_be_bounded(void **state)
{
    struct net_address address = resolve("127.0.0.1", "0");
    int listener = listen_here(&address);
    int client = net_socket(&address, NET_BLOCKING);
    char byte;

    (void)state;
    assert_int_equal(net_connect(client, &address), 0);
    assert_int_equal(net_set_timeout(client, 2 * CLOCK_MS), 0);
    assert_int_equal(net_recv(client, &byte, 1), -EAGAIN);
    assert_int_equal(net_set_timeout(client, 0), 0); /* not: for ever */
    assert_int_equal(net_recv(client, &byte, 1), -EAGAIN);
    assert_int_equal(net_set_timeout(client, CLOCK_NEVER), 0);
    net_close(accept_soon(listener, NET_BLOCKING));
    assert_int_equal(net_recv(client, &byte, 1), 0);
    net_close(client);
    net_close(listener);
}

static void errors_are_negative_numbers(void **state)
{
    struct net_address address;
    char byte;

    (void)state;
    assert_int_equal(net_recv(-1, &byte, 1), -EBADF);
    assert_int_equal(net_send(-1, &byte, 1), -EBADF);
    assert_int_equal(net_connected(-1), -EBADF);
    assert_int_equal(net_local(-1, &address), -EBADF);
    assert_int_equal(net_set_mode(-1, NET_BLOCKING), -EBADF);
    assert_int_equal(net_set_timeout(-1, 1), -EBADF);
    assert_int_equal(net_accept(-1, NET_BLOCKING), -EBADF);
}

static void the_descriptor_limit_goes_up(void **state)
{
    struct rlimit before, lower, after;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    lower = before;
    lower.rlim_cur = 64;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &lower), 0);
    assert_true(net_raise_descriptor_limit() > 64);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &after), 0);
    assert_true(after.rlim_cur > 64);
    setrlimit(RLIMIT_NOFILE, &before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_have_a_text_and_a_port),
        cmocka_unit_test(resolving_fails_with_words),
        cmocka_unit_test(names_resolve_to_at_most_so_many),
        cmocka_unit_test(bytes_go_over_ipv4),
        cmocka_unit_test(bytes_go_over_ipv6),
        cmocka_unit_test(accepted_sockets_can_block),
        cmocka_unit_test(a_closed_port_refuses),
        cmocka_unit_test(a_reset_arrives_and_raises_no_signal),
        cmocka_unit_test(a_port_in_use_is_told),
        cmocka_unit_test(a_blocking_call_can_be_bounded),
        cmocka_unit_test(errors_are_negative_numbers),
        cmocka_unit_test(the_descriptor_limit_goes_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
