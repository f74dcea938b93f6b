/* ports: a list as the kernel writes it, and what is waited for. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "harness/clock.h"
#include "harness/net.h"
#include "harness/ports.h"

static struct net_address address_of(const char *text, unsigned port)
{
    struct net_address a = {.length = sizeof(struct sockaddr_in)};
    struct sockaddr_in *in = (struct sockaddr_in *)&a.storage;

    in->sin_family = AF_INET;
    in->sin_port = htons((uint16_t)port);
    assert_int_equal(inet_pton(AF_INET, text, &in->sin_addr), 1);
    return a;
}

/* An address as the kernel of this machine writes it. */
static const char *hex(const char *text, unsigned port)
{
    static char room[2][32];
    static int at;
    struct in_addr in;

    at = !at;
    assert_int_equal(inet_pton(AF_INET, text, &in), 1);
    snprintf(room[at], sizeof room[at], "%08X:%04X", (unsigned)in.s_addr, port);
    return room[at];
}

static void add(FILE *list, unsigned from, const char *to, unsigned port)
{
    static int number;
    char local[32];

    snprintf(local, sizeof local, "%s", hex("127.0.0.1", from));
    fprintf(list,
            "%4d: %s %s 06 00000000:00000000 03:00000F45 00000000     0"
            "        0 0 3 0000000000000000\n",
            number++, local, hex(to, port));
}

static void connections_to_the_address_count(void **unused)
{
    struct net_address to = address_of("192.0.2.7", 8080);
    FILE *list = tmpfile();

    (void)unused;
    assert_non_null(list);
    fputs("  sl  local_address rem_address   st tx_queue rx_queue\n", list);
    add(list, 32768, "192.0.2.7", 8080);
    add(list, 60999, "192.0.2.7", 8080);
    add(list, 61000, "192.0.2.7", 8080); /* not of the range */
    add(list, 32767, "192.0.2.7", 8080);
    add(list, 40000, "192.0.2.7", 8081); /* not to the address */
    add(list, 40001, "192.0.2.8", 8080);
    fputs("rubbish\n", list);
    rewind(list);
    assert_int_equal(ports_taken(list, &to, 32768, 60999), 2);
    fclose(list);
}

static void what_is_left_is_waited_for(void **unused)
{
    struct net_address to = address_of("192.0.2.7", 8080);
    volatile sig_atomic_t stop = 0;
    struct ports ports;

    (void)unused;
    if (ports_read(&ports, &to) < 0)
        skip();
    assert_int_equal(ports.left, ports.all);
    assert_int_equal(ports_wait(&ports, &to, ports.all, 0, &stop), 0);
    /* More than there are never come. */
    assert_int_equal(ports_wait(&ports, &to, ports.all + 1, CLOCK_NEVER, &stop),
                     -EADDRNOTAVAIL);
    stop = 1;
    assert_int_equal(ports_wait(&ports, &to, ports.all + 1, CLOCK_NEVER, &stop),
                     -EINTR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(connections_to_the_address_count),
        cmocka_unit_test(what_is_left_is_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
