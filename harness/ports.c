#include "ports.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>

#include "clock.h"
#include "net.h"

#define STEP (250 * CLOCK_MS)

/* As the kernel writes an address: words of memory as they are, and the port
 * as a number. Room for eight digits four times, a colon and four more. */
#define TEXT_MAX 40

static void write_address(const struct net_address *a, char text[TEXT_MAX])
{
    unsigned char bytes[16];
    uint32_t words[4];
    size_t count = 1;

    memcpy(bytes, &((const struct sockaddr_in *)&a->storage)->sin_addr, 4);
    if (a->storage.ss_family == AF_INET6) {
        memcpy(bytes, &((const struct sockaddr_in6 *)&a->storage)->sin6_addr,
               16);
        count = 4;
    }
    memcpy(words, bytes, sizeof *words * count);
    for (size_t i = 0; i < count; i++)
        snprintf(text + 8 * i, TEXT_MAX - 8 * i, "%08X", (unsigned)words[i]);
    snprintf(text + 8 * count, TEXT_MAX - 8 * count, ":%04X", net_port(a));
}

unsigned ports_taken(FILE *list, const struct net_address *to, unsigned low,
                     unsigned high)
{
    char wanted[TEXT_MAX], line[512], remote[TEXT_MAX];
    unsigned port, count = 0;

    write_address(to, wanted);
    while (fgets(line, sizeof line, list))
        if (sscanf(line, " %*d: %*[0-9A-F]:%4x %39s", &port, remote) == 2 &&
            strcmp(remote, wanted) == 0)
            count += port >= low && port <= high;
    return count;
}

#if defined(__linux__)

static int read_range(unsigned *low, unsigned *high)
{
    FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "r");
    int got = file ? fscanf(file, "%u %u", low, high) : 0;

    if (file)
        fclose(file);
    return got == 2 && *low <= *high ? 0 : -ENOTSUP;
}

int ports_read(struct ports *ports, const struct net_address *to)
{
    bool six = to->storage.ss_family == AF_INET6;
    unsigned low, high, taken;
    int result = read_range(&low, &high);
    FILE *list;

    if (result < 0)
        return result;
    list = fopen(six ? "/proc/net/tcp6" : "/proc/net/tcp", "r");
    if (!list)
        return -ENOTSUP;
    taken = ports_taken(list, to, low, high);
    fclose(list);
    ports->all = high - low + 1;
    ports->left = taken < ports->all ? ports->all - taken : 0;
    return 0;
}

#else

int ports_read(struct ports *ports, const struct net_address *to)
{
    (void)ports;
    (void)to;
    return -ENOTSUP;
}

#endif

int ports_wait(struct ports *ports, const struct net_address *to,
               unsigned needed, uint64_t until,
               const volatile sig_atomic_t *stop)
{
    for (;;) {
        if (ports_read(ports, to) < 0 || ports->left >= needed)
            return 0;
        if (*stop)
            return -EINTR;
        if (ports->all < needed || clock_now() >= until)
            return -EADDRNOTAVAIL;
        clock_sleep_until(clock_now() + STEP);
    }
}
