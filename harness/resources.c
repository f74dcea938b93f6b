/*
 * A limit that is met in the middle of a run shows as refused connections or
 * missing threads, minutes later and in the wrong place. So the largest point
 * is held against every limit first.
 */
#include "resources.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "mappings.h"
#include "net.h"

/* Descriptors that are not connections: files of the harness, pipes, what a
 * selector needs. The same number of other processes and threads. */
#define MARGIN 64

/* Mappings of libraries, heaps and threads, and of a sanitizer's shadow. */
#define MARGIN_MAPPINGS 1000

/* The first number of a file, LIMITS_UNKNOWN when there is none. */
static uint64_t read_number(const char *path)
{
    FILE *file = fopen(path, "r");
    uint64_t number = LIMITS_UNKNOWN;

    if (!file)
        return number;
    if (fscanf(file, "%" SCNu64, &number) != 1)
        number = LIMITS_UNKNOWN;
    fclose(file);
    return number;
}

static void lower(struct limits *limits, uint64_t threads, const char *name,
                  const char *by)
{
    if (threads >= limits->threads)
        return;
    limits->threads = threads;
    limits->threads_name = name;
    limits->threads_by = by;
}

/* The files are Linux's; elsewhere none can be opened. */
static void read_threads(struct limits *limits)
{
#if defined(RLIMIT_NPROC)
    struct rlimit limit;

    /* The superuser is not held to it. */
    if (geteuid() != 0 && getrlimit(RLIMIT_NPROC, &limit) == 0 &&
        limit.rlim_cur != RLIM_INFINITY)
        lower(limits, (uint64_t)limit.rlim_cur, "RLIMIT_NPROC",
              "processes of this user; raise it: ulimit -u");
#endif
    lower(limits, read_number("/proc/sys/kernel/threads-max"), "threads-max",
          "threads of the system; raise it: sysctl kernel.threads-max");
    lower(limits, read_number("/sys/fs/cgroup/pids.max"), "pids.max",
          "processes of this container; raise its pids limit");
    lower(limits, read_number("/sys/fs/cgroup/pids/pids.max"), "pids.max",
          "processes of this container; raise its pids limit");
}

static uint64_t read_ports(void)
{
    FILE *file = fopen("/proc/sys/net/ipv4/ip_local_port_range", "r");
    unsigned low, high;
    uint64_t ports = LIMITS_UNKNOWN;

    if (!file)
        return ports;
    if (fscanf(file, "%u %u", &low, &high) == 2 && high >= low)
        ports = high - low + 1;
    fclose(file);
    return ports;
}

void limits_read(struct limits *limits)
{
    limits->descriptors = net_raise_descriptor_limit();
    limits->threads = LIMITS_UNKNOWN;
    limits->threads_by = limits->threads_name = "";
    read_threads(limits);
    limits->ports = read_ports();
    limits->mappings = mappings_most();
}

bool limits_thread(const struct limits *limits, int threads)
{
    return (uint64_t)threads + MARGIN <= limits->threads;
}

bool limits_mappings(const struct limits *limits, uint64_t mappings)
{
    return mappings <= UINT64_MAX - MARGIN_MAPPINGS &&
           mappings + MARGIN_MAPPINGS <= limits->mappings;
}

uint64_t limits_connections(const struct limits *limits)
{
    uint64_t most =
        limits->descriptors > MARGIN ? limits->descriptors - MARGIN : 0;

    return most < limits->ports ? most : limits->ports;
}

int limits_check(const struct limits *limits, const struct limits_need *need,
                 char *error, size_t size)
{
    uint64_t connections = (uint64_t)need->connections + MARGIN;
    uint64_t threads = (uint64_t)need->threads + MARGIN;

    if (connections > limits->descriptors)
        snprintf(error, size,
                 "%s needs %" PRIu64 " open descriptors, the limit is %" PRIu64
                 "; raise it: ulimit -Hn %" PRIu64,
                 need->scenario, connections, limits->descriptors, connections);
    else if (need->threads > 0 && !limits_thread(limits, need->threads))
        snprintf(error, size,
                 "%s needs %" PRIu64 " threads, the limit is %" PRIu64 " %s",
                 need->scenario, threads, limits->threads, limits->threads_by);
    else if ((uint64_t)need->connections > limits->ports)
        snprintf(error, size,
                 "%s needs %d local ports, there are %" PRIu64
                 "; raise it: sysctl net.ipv4.ip_local_port_range",
                 need->scenario, need->connections, limits->ports);
    else
        return 0;
    return -EMFILE;
}
