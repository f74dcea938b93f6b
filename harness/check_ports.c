/*
 * Local ports that run out. In a network of its own, since it is the whole
 * network whose ports are few; where there can be none the case is not run.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "check_origin.h"
#include "check_outcome.h"
#include "check_sets.h"
#include "net.h"
#include "netns.h"
#include "target.h"

/* The first port, away from where the system has chosen the server's. */
#define FIRST 1100

/* Ports a client may connect from, in this network. 0 or -errno. */
static int allow_ports(int count)
{
    FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "w");
    int result = 0;

    if (!file)
        return -errno;
    if (fprintf(file, "%d %d\n", FIRST, FIRST + count - 1) < 0)
        result = -errno;
    if (fclose(file) != 0 && result == 0)
        result = -errno;
    return result;
}

/* Take the only port; its descriptor or -errno. */
static int take_port(const struct target *target)
{
    int fd = net_socket(&target->addresses[0], NET_BLOCKING), result;

    if (fd < 0)
        return fd;
    result = net_connect(fd, &target->addresses[0]);
    if (result == 0)
        return fd;
    close(fd);
    return result;
}

static void try_no_port(struct check *c, const struct target *target)
{
    struct trial t = trial_of(c, target, 3, 9);
    int result = allow_ports(1),
        taken = result < 0 ? result : take_port(target);
    struct outcome *o;

    if (taken < 0) {
        check_skip(c, "the ports cannot be made few: %s", strerror(-taken));
        return;
    }
    o = outcome_of(&t);
    if (o) {
        outcome_expect_alike(o, 9, EADDRNOTAVAIL, 0);
        outcome_expect_same(o, "opened", o->job.totals.opened, 0);
    }
    outcome_free(o);
    close(taken);
}

/* Those that get a port are served, on kept connections; the others are told
 * why they are not, and try again. */
static void try_few_ports(struct check *c, const struct target *target)
{
    struct trial t = trial_of(c, target, 8, 64);
    int result = allow_ports(4);
    struct outcome *o;

    if (result < 0) {
        check_skip(c, "the ports cannot be made few: %s", strerror(-result));
        return;
    }
    o = outcome_of(&t);
    if (!o)
        return;
    outcome_expect_sound(o);
    outcome_expect_same(o, "requests", o->sample_count, 64);
    outcome_expect(o, "ok", o->job.totals.ok, 1, 64);
    outcome_expect(o, "connections at once", (uint64_t)o->job.connected_most, 1,
                   4);
    outcome_expect_failed(o, EADDRNOTAVAIL);
    outcome_free(o);
}

/* In the network. */
static void run_out(struct check *c)
{
    struct ours server = {0};
    struct target target;
    int error = ours_start(&server, "127.0.0.1", 64);

    if (error < 0) {
        check_skip(c, "the server does not start: %s", strerror(-error));
    } else if (check_aim(c, &target, server.host, server.port, "/bytes/128",
                         128)) {
        try_no_port(c, &target);
        if (check_goes_on(c))
            try_few_ports(c, &target);
        target_free(&target);
    }
    ours_end(&server);
}

static void check_ports_out(struct check *c, const void *unused)
{
    int home = netns_current(), result = home < 0 ? home : netns_enter_new();

    (void)unused;
    if (result < 0) {
        check_skip(c, "no network of its own: %s", strerror(-result));
    } else {
        run_out(c);
        result = netns_enter(home);
        if (result < 0)
            check_fail(c, "no way back from its network: %s",
                       strerror(-result));
    }
    if (home >= 0)
        close(home);
}

static const struct check_case cases[] = {
    {"ports", "EADDRNOTAVAIL where local ports run out", CHECK_LIMITS,
     check_ports_out, NULL, CHECK_HEAVY},
};

const struct check_set check_ports = {cases, sizeof cases / sizeof *cases};
